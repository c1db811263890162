/** The page of our in-game app: what is read of it, and that a copy that is not whole is never used. */
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import {
  appCar,
  appCarBytes,
  appCarsAt,
  appHead,
  appPageBytes,
  appPageNameWith,
  appPageProblem,
  readAppPage,
} from '../../../agent/cars/app-page.ts';
import { appSource } from '../../../agent/cars/app-source.ts';
import type { PageSource } from '../../../agent/cars/page-source.ts';
import { limits } from '../../../protocol/limits.ts';
import { writeTwoAppCars } from '../../support/app-page-writer.ts';

let page: Buffer;
let isThere = true;
let opened = 0;
let source: PageSource;

function begin(bytes: Buffer, number: number): void {
  bytes.writeUInt32LE(number, appHead.seqBegin);
}

function end(bytes: Buffer, number: number): void {
  bytes.writeUInt32LE(number, appHead.seqEnd);
}

/** The app writes two cars. */
function write(number: number, metres = 0): void {
  begin(page, number);
  writeTwoAppCars(page);
  for (const id of [0, 1]) {
    const at = appCarsAt + id * appCarBytes;
    page.writeFloatLE(metres + 10 * id, at + appCar.position);
    page.writeFloatLE(90, at + appCar.speedKmh);
  }
  end(page, number);
}

beforeEach(() => {
  page = Buffer.alloc(appPageBytes);
  isThere = true;
  opened = 0;
  source = appSource(() => {
    opened++;
    if (!isThere) return 'it is not there';
    return { bytes: page, readable: () => true, close: () => {} };
  });
});

test('tests and a game have pages of their own', () => {
  expect(appPageNameWith('acpmf')).toBe('Sequential.AC.v1');
  expect(appPageNameWith('t1')).toBe('t1_Sequential.AC.v1');
});

test('cars are there once something has moved in the page', () => {
  write(5);
  expect(source.poll(0)).toBe(false);
  expect(source.isThere).toBe(false);
  write(6, 3);
  expect(source.poll(20)).toBe(true);
  expect(source.movedMs).toBe(20);
  const read = source.read(20)!;
  expect(read.source).toBe('app');
  expect(read.entries.map(({ driver, isPlayer }) => [driver, isPlayer])).toEqual([
    ['Ana', true],
    ['Bo', undefined],
  ]);
  expect(read.motions.map(({ worldPosition }) => worldPosition[0])).toEqual([3, 13]);
});

test('nothing new is not a change', () => {
  write(5);
  source.poll(0);
  write(6);
  source.poll(20);
  expect(source.poll(32)).toBe(false);
});

test('while the app writes, the cars before are kept', () => {
  write(5);
  source.poll(0);
  write(6, 3);
  source.poll(20);
  begin(page, 7);
  page.writeFloatLE(999, appCarsAt + appCar.position);
  end(page, 6);
  expect(source.poll(40)).toBe(false);
  expect(source.read(40)!.motions[0]!.worldPosition[0]).toBe(3);
  write(7, 4);
  expect(source.poll(60)).toBe(true);
  expect(source.read(60)!.motions[0]!.worldPosition[0]).toBe(4);
});

test('a copy that the app wrote into is taken again', () => {
  write(5);
  source.poll(0);
  write(6, 3);
  let copies = 0;
  const copy = page.copy.bind(page);
  page.copy = (...words: Parameters<Buffer['copy']>): number => {
    const bytes = copy(...words);
    if (copies++ === 0) write(7, 50);
    return bytes;
  };
  expect(source.poll(20)).toBe(true);
  expect(copies).toBe(2);
  expect(source.read(20)!.motions.map(({ worldPosition }) => worldPosition[0])).toEqual([50, 60]);
});

test('each collision is passed on once, also of the next run of the game', () => {
  const hit = (number: number, carId: number): void => {
    const at = appHead.hits + ((number - 1) % 16) * 16;
    page.writeUInt32LE(number, appHead.hitsCount);
    page.writeUInt32LE(number, at);
    page.writeInt32LE(carId, at + 4);
    page.writeInt32LE(-1, at + 8);
  };
  const collisionsAfter = (number: number, nowMs: number) => {
    write(number);
    source.poll(nowMs);
    return source.read(nowMs)?.collisions;
  };
  hit(7, 1);
  collisionsAfter(5, 0);
  // What happened before is left out.
  expect(collisionsAfter(6, 20)).toEqual([]);
  hit(8, 0);
  hit(9, 1);
  expect(collisionsAfter(7, 40)).toEqual([
    { carId: 0, otherId: null },
    { carId: 1, otherId: null },
  ]);
  expect(collisionsAfter(8, 60)).toEqual([]);
  page.fill(0, appHead.hits, appCarsAt);
  hit(1, 0);
  expect(collisionsAfter(1, 80)).toEqual([{ carId: 0, otherId: null }]);
});

test('the direction of a car that the app does not tell comes from its positions', () => {
  for (let i = 0; i < 5; i++) {
    write(5 + i, 2 * i);
    source.poll(40 * i);
    source.read(40 * i);
  }
  expect(source.read(160)!.motions[0]!.heading).toBeCloseTo(Math.PI / 2);
});

test('a missing page is tried every two seconds, and a page that stands still is opened again', () => {
  isThere = false;
  for (let now = 0; now < 6_000; now += limits.carsPollMs) source.poll(now);
  expect(opened).toBe(3);
  isThere = true;
  write(1);
  source.poll(10_000);
  write(2);
  source.poll(10_020);
  expect(source.isThere).toBe(true);
  // Another run of the game: another page of the same name.
  page = Buffer.alloc(appPageBytes);
  write(900);
  for (let now = 10_020; now < 13_000; now += limits.carsPollMs) source.poll(now);
  expect(source.read(13_000)!.motions).toHaveLength(2);
});

test('the page of another version or of another program is not read', () => {
  expect(appPageProblem(page)).toBe('The app has not written yet.');
  write(1);
  expect(appPageProblem(page)).toBeNull();
  page.writeUInt32LE(2, appHead.version);
  expect(appPageProblem(page)).toContain('install it again');
  expect(readAppPage(page)).toBeNull();
  expect(readAppPage(Buffer.alloc(100))).toBeNull();
});

test('whatever is in the page, only cars with numbers come out', () => {
  write(1);
  const rubbish = fc.uint8Array({ minLength: 2_000, maxLength: 2_000 });
  fc.assert(
    fc.property(rubbish, fc.nat(appPageBytes - 2_100), (bytes, at) => {
      const copy = Buffer.from(page);
      copy.set(bytes, Math.max(at, appHead.carsCount));
      const read = readAppPage(copy)!;
      for (const motion of read.motions) {
        const { trackPosition, worldPosition, speedKmh, heading, currentLapMs, laps } = motion;
        const numbers = [
          trackPosition,
          ...worldPosition,
          speedKmh,
          heading ?? 0,
          currentLapMs,
          laps,
        ];
        expect(numbers.every((one) => Number.isFinite(one))).toBe(true);
      }
      expect(read.collisions.length).toBeLessThanOrEqual(16);
    }),
  );
});
