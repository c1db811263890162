/**
 * A separate program that writes a physics step into pages on Linux every 3 ms, as the game does. Arguments are
 * the prefix of the pages and how many steps. Every value of a step follows from its packet id, so that a reader can
 * distinguish a whole copy from a torn one. Prints when each step was written.
 */
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import {
  linuxPagePath,
  type PageName,
  pageNames,
  pages,
} from '../../../agent/games/assetto-corsa/layout.ts';
import { openLinuxWait } from '../../../agent/memory/linux.ts';
import { monotonicMs } from '../../../agent/sampling/clock.ts';
import { pageOffsets } from '../../../agent/sampling/snapshot.ts';
import { drivingGame } from './game.ts';
import { stepValues } from './steps.ts';

const [prefix = '', steps = '1000', firstPacketId = '1'] = process.argv.slice(2);
const game = drivingGame();
const files = new Map<PageName, number>();
// Made if need be, never cut short: a reader may have them mapped.
const flags = constants.O_RDWR | constants.O_CREAT;
for (const name of pageNames) files.set(name, openSync(linuxPagePath(name, prefix), flags));

function write(name: PageName): void {
  const start = pageOffsets[name];
  const bytes = game.sample.bytes.subarray(start, start + pages[name].sizeBytes);
  writeSync(files.get(name)!, bytes, 0, bytes.length, 0);
}

const before = Number(firstPacketId) - 1;
game.physics({ packetId: before, ...stepValues(before) });
for (const name of pageNames) write(name);
const wait = openLinuxWait();
const written: string[] = [];
let dueMs = monotonicMs() + 20;
for (let i = 0; i < Number(steps); i++) {
  const packetId = Number(firstPacketId) + i;
  game.physics({ packetId, ...stepValues(packetId) });
  dueMs += 3;
  wait.until(dueMs);
  write('physics');
  written.push(monotonicMs().toFixed(2));
  if (i % 5 === 0) {
    game.graphics({ packetId: 2 * i });
    write('graphics');
  }
}
for (const fd of files.values()) closeSync(fd);
console.log(JSON.stringify(written.map(Number)));
