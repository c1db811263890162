/**
 * A process that plays the game for measurements: it writes the demo car's bytes to the real pages and notes when each
 * physics step was written, on the machine's monotonic clock. Words: the name of the pages, what the car does.
 */
import { DemoCar } from '../../agent/demo/demo-car.ts';
import { openWritablePages } from '../../agent/demo/pages.ts';
import { createRandom } from '../../agent/demo/random.ts';
import { graphicsPage, physicsPage } from '../../agent/games/assetto-corsa/layout.ts';
import { openPlatform } from '../../agent/memory/open.ts';
import { monotonicMs } from '../../agent/sampling/clock.ts';
import { GameAppPage } from './game-app-page.ts';
import { MovingCars, movingCars } from './moving-cars.ts';

/**
 * What the car does: drive, the same among 64 cars in CrewChief's page, or in that of our app, stand and change gear at random
 * moments, stand.
 */
export type GameMode = 'drive' | 'field' | 'app' | 'gears' | 'stand';

/** The answer to every message. */
export interface GameReport {
  /** The packet id of the first entry in `writtenAtMs`; the following ids count up by one. */
  readonly firstPacketId: number;
  /** Monotonic ms just before each physics step was written. */
  readonly writtenAtMs: readonly number[];
  /** Gear as a frame tells it (4 = fourth). */
  readonly gearChanges: readonly { readonly atMs: number; readonly gear: number }[];
}

const stepMs = 3;
/** Game numbers of third and fourth gear. */
const gears = [4, 5] as const;
const [prefix, mode] = process.argv.slice(2) as [string, GameMode];

const platform = await openPlatform('auto', prefix);
const pages = await openWritablePages(prefix);
const hasField = mode === 'field' || mode === 'app';
// Among others it is in a race, where the relay computes the most.
const car = new DemoCar({ seed: 1, ...(hasField ? { field: 'race' } : {}) });
const random = createRandom(7, 'gears');
const writtenAtMs: number[] = [];
const gearChanges: { atMs: number; gear: number }[] = [];

// A car that stands does so in the middle of a lap.
const isDriving = mode === 'drive' || hasField;
const others = mode === 'field' ? new MovingCars() : null;
const app = mode === 'app' ? new GameAppPage(prefix) : null;
if (!isDriving) {
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

/** Pictures of the game so far; the in-game app writes with every second one. */
let pictures = 0;

function drive(): void {
  const written = car.step();
  if (written.static) pages.write('static', car.static.bytes);
  if (written.physics) writePhysics();
  if (!written.graphics) return;
  pages.write('graphics', car.graphics.bytes);
  if (++pictures % 2 !== 0) return;
  if (others !== null) pages.write('crewchief', others.at(car.nowMs));
  app?.write(movingCars(car.nowMs));
}

function parked(nowMs: number): void {
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

let isOver = false;
process.on('disconnect', () => {
  isOver = true;
});
process.on('message', () => {
  process.send!({ firstPacketId, writtenAtMs, gearChanges } satisfies GameReport);
});
process.send!('ready');

let dueMs = monotonicMs();
while (!isOver) {
  for (let i = 0; i < 4; i++) {
    dueMs += stepMs;
    platform.wait.until(dueMs);
    if (isDriving) drive();
    else parked(dueMs);
  }
  if (monotonicMs() - dueMs > 250) dueMs = monotonicMs();
  await new Promise((resolve) => setImmediate(resolve));
}
app?.close();
pages.close();
platform.wait.close();
