/**
 * A process that plays the game for measurements: the demo car's bytes in the real pages, every physics step stamped
 * with the machine's monotonic clock. `drive` drives; `stand` stands still, `gears` too but for the gear, which
 * changes at random moments. Started by `page-writer.ts` through a channel; ends with it.
 */

import { DemoCar } from '../../agent/demo/demo-car.ts';
import { openWritablePages } from '../../agent/demo/pages.ts';
import { createRandom } from '../../agent/demo/random.ts';
import { graphicsPage, physicsPage } from '../../agent/games/assetto-corsa/layout.ts';
import { openPlatform } from '../../agent/memory/open.ts';
import { monotonicMs } from '../../agent/sampling/clock.ts';

export interface WriterReport {
  /** The packet id of the first entry in `writtenAtMs`; the ids after it count up by one. */
  readonly firstPacketId: number;
  /** Monotonic ms just before each physics step was written. */
  readonly writtenAtMs: readonly number[];
  /** Gear as a frame tells it (4 = fourth). */
  readonly gearChanges: readonly { readonly atMs: number; readonly gear: number }[];
}

/** What the car does: a drive, standing but for its gear, standing. */
export type WriterMode = 'drive' | 'gears' | 'stand';

const stepMs = 3;
/** Game numbers of third and fourth gear. */
const gears = [4, 5] as const;
const [prefix, mode] = process.argv.slice(2) as [string, WriterMode];

const platform = await openPlatform('auto', prefix);
const pages = await openWritablePages(prefix);
const car = new DemoCar({ seed: 1 });
const random = createRandom(7, 'gears');
const writtenAtMs: number[] = [];
const gearChanges: { atMs: number; gear: number }[] = [];

/** Brings the car into the middle of a lap without writing. */
if (mode !== 'drive') {
  for (let i = 0; i < 40_000 / stepMs; i++) car.step();
  pages.write('static', car.static.bytes);
}
const physics = new DataView(car.physics.bytes.buffer);
const graphics = new DataView(car.graphics.bytes.buffer);
let packetId = physics.getInt32(physicsPage.fields.packetId.offset, true);
const firstPacketId = packetId + 1;
let nextChangeMs = mode === 'gears' ? monotonicMs() + 3_000 : Number.POSITIVE_INFINITY;

function writePhysics(): void {
  writtenAtMs.push(monotonicMs());
  pages.write('physics', car.physics.bytes);
}

function drive(): void {
  const written = car.step();
  if (written.static) pages.write('static', car.static.bytes);
  if (written.physics) writePhysics();
  if (written.graphics) pages.write('graphics', car.graphics.bytes);
}

function stand(nowMs: number): void {
  packetId++;
  physics.setInt32(physicsPage.fields.packetId.offset, packetId, true);
  if (nowMs >= nextChangeMs) {
    const gear = gears[gearChanges.length % 2]!;
    physics.setInt32(physicsPage.fields.gear.offset, gear, true);
    gearChanges.push({ atMs: monotonicMs(), gear: gear - 1 });
    nextChangeMs = nowMs + 900 + random.next() * 400;
  }
  writePhysics();
  if (packetId % 5 === 0) {
    graphics.setInt32(graphicsPage.fields.packetId.offset, packetId, true);
    pages.write('graphics', car.graphics.bytes);
  }
}

let over = false;
process.on('disconnect', () => {
  over = true;
});
process.on('message', (message) => {
  if (message !== 'report') return;
  const report: WriterReport = { firstPacketId, writtenAtMs, gearChanges };
  process.send!(report);
});
process.send!('ready');

let dueMs = monotonicMs();
while (!over) {
  for (let i = 0; i < 4; i++) {
    dueMs += stepMs;
    platform.wait.until(dueMs);
    if (mode === 'drive') drive();
    else stand(dueMs);
  }
  if (monotonicMs() - dueMs > 250) dueMs = monotonicMs();
  await new Promise((resolve) => setImmediate(resolve));
}
pages.close();
platform.close();
