/** Both in-game apps write the page that the agent reads, byte for byte. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import {
  appCar,
  appCarBytes,
  appCarsAt,
  appHead,
  appPageBytes,
  appPageProblem,
  readAppPage,
} from '../../agent/cars/app-page.ts';
import { root } from '../../scripts/root.ts';
import { tools } from '../../scripts/tools.ts';
import { endsOfFile, temporaryFolder } from '../support/clean-up.ts';
import { need } from '../support/need.ts';

const atEnd = endsOfFile();

type SavedPage = (name: string) => Buffer;

/** Whether a copy taken at that moment would be whole. */
function isWhole(page: Buffer): boolean {
  return page.readUInt32LE(appHead.seqBegin) === page.readUInt32LE(appHead.seqEnd);
}

function ran(program: string, fakeGame: string, script: string, ...more: string[]): SavedPage {
  const folder = temporaryFolder(atEnd);
  const words = [join(root, 'tests/apps', fakeGame), join(root, 'apps', script), folder, ...more];
  execFileSync(program, words, { encoding: 'utf8' });
  return (name) => readFileSync(join(folder, name.includes('.') ? name : `${name}.bin`));
}

/** What the game was asked to show, by what went on then; both in order. */
function cameraSteps(saved: SavedPage): string {
  const lines = saved('camera.txt').toString('utf8').trim().split('\n');
  return lines.map((line) => line.trim()).join(', ');
}

/** What both apps read of the second car, and what differs. */
function secondCar(laps: number, heading: number | null, speedKmh: number, currentLapMs: number) {
  const where = { trackPosition: 0.25, worldPosition: [101.5, 2.25, -300.75], heading };
  const flags = { inPitLane: true, inPit: false, isConnected: true };
  return { id: 1, laps, speedKmh, currentLapMs, ...where, ...flags };
}

need('luajit')('the app for Custom Shaders Patch', () => {
  let page: SavedPage;
  beforeAll(() => {
    page = ran(tools.luajit.find()!, 'lua/fake-game.lua', 'lua/Sequential/Sequential.lua');
  });

  test('writes every field where the agent looks for it', () => {
    const bytes = page('first');
    expect(bytes).toHaveLength(appPageBytes);
    expect(appPageProblem(bytes)).toBeNull();
    expect(bytes.readUInt32LE(appHead.carsMax)).toBe(128);
    expect(bytes.readInt32LE(appHead.focusedCar)).toBe(1);
    expect(bytes.readInt32LE(appHead.sessionType)).toBe(3);
    expect(bytes.readUInt32LE(appHead.clockMs)).toBe(20);
    expect(bytes.readUInt32LE(appHead.writer)).toBe(1);
    // Online and started; it tells of the camera, which waits: the own car moves.
    expect(bytes.readUInt32LE(appHead.flags)).toBe(20 + 32 + 128);
    expect(bytes.toString('utf8', appHead.track, appHead.track + 17)).toBe('ks_red_bull_ring\0');
    expect(bytes.toString('utf8', appHead.trackConfiguration, 192 + 10)).toBe('layout_gp\0');
    const car = bytes.subarray(appCarsAt + appCarBytes, appCarsAt + 2 * appCarBytes);
    expect(car.readInt32LE(appCar.id)).toBe(1);
    expect(car.readInt32LE(appCar.sessionId)).toBe(11);
    const floats = (at: number, count: number) =>
      Array.from({ length: count }, (_, i) => car.readFloatLE(at + 4 * i));
    expect(floats(appCar.position, 3)).toEqual([101.5, 2.25, -300.75]);
    expect(floats(appCar.look, 3)).toEqual([1, 0, 0]);
    expect(floats(appCar.velocity, 3)).toEqual([50.5, 0, 0]);
    expect(floats(appCar.spline, 7)).toEqual([0.25, 181.75, 0.5, 0.25, 1, -45.5, 7250]);
    expect(car.readInt32LE(appCar.gear)).toBe(4);
    expect(car.readFloatLE(appCar.fuel)).toBe(33.5);
    expect(car.readInt32LE(appCar.lastLapCuts)).toBe(-1);
  });

  test('is read as the cars that the game has', () => {
    const read = readAppPage(page('first'))!;
    expect(read).toMatchObject({ server: 'Liga – Söndag', trackLengthM: 4326.5, isReplay: false });
    expect(read.entries[0]).toEqual({
      id: 0,
      driver: 'Björn Ångström',
      car: 'ks_ferrari_488_gt3',
      number: '7',
      team: 'Équipe',
      tyre: 'M',
      lastLapMs: 91_000,
      bestLapMs: 90_000,
      gamePlace: 3,
      isPlayer: true,
    });
    // A name that is too long is cut between two characters. The third car has no driver.
    expect(read.entries.slice(1).map(({ driver }) => driver)).toEqual([
      '日本語の長い名前日本語の長い名前日本語の長',
    ]);
    expect(read.motions[1]).toEqual(secondCar(5, Math.PI / 2, 181.75, 61_235));
    expect(read.player).toEqual({ abs: true, tractionControl: true });
    expect(read.collisions).toEqual([]);
  });

  test('marks the time in which it writes', () => {
    expect(isWhole(page('barrier-1'))).toBe(false);
    expect(isWhole(page('barrier-2'))).toBe(false);
    expect(isWhole(page('first'))).toBe(true);
    expect(page('early').equals(page('first'))).toBe(true);
    expect(page('second').readUInt32LE(appHead.seqEnd)).toBe(2);
    expect(readAppPage(page('second'))!.motions[0]!.trackPosition).toBe(0.5);
  });

  test('reports collisions and cuts', () => {
    const bytes = page('second');
    const collisions = readAppPage(bytes)!.collisions;
    expect(collisions).toEqual([{ number: 1, carId: 0, otherId: 1, clockMs: 20 }]);
    expect(bytes.readInt32LE(appCarsAt + appCarBytes + appCar.lastLapCuts)).toBe(2);
    expect(readAppPage(bytes)!.entries.map(({ lastLapCuts }) => lastLapCuts)).toEqual([
      undefined,
      2,
    ]);
  });

  test('works with an older patch, and leaves out what that lacks', () => {
    const script = 'lua/Sequential/Sequential.lua';
    const old = ran(tools.luajit.find()!, 'lua/fake-game.lua', script, 'old');
    const read = readAppPage(old('second'))!;
    expect(read.server).toBeNull();
    expect(read.entries.map(({ driver }) => driver)).toHaveLength(2);
    expect(read.entries[0]).not.toHaveProperty('team');
    expect(read.player).toEqual({ abs: false, tractionControl: false });
    expect(read.motions[0]!.trackPosition).toBe(0.5);
    expect(read.collisions).toEqual([{ number: 1, carId: 0, otherId: null, clockMs: 20 }]);
  });

  test('keeps the newest collisions, and no more cars than there is room for', () => {
    const bytes = page('many');
    const { collisions } = readAppPage(bytes)!;
    expect(collisions.map(({ number }) => number)).toEqual(
      Array.from({ length: 16 }, (_, i) => i + 6),
    );
    expect(bytes.readInt32LE(appHead.carsCount)).toBe(128);
  });

  test('tells whether the camera follows', () => {
    const cameraIn = (name: string) => readAppPage(page(name))!.camera;
    expect(['many', 'ticked', 'driving', 'replay'].map(cameraIn)).toEqual([
      'off',
      'follows',
      'driving',
      'follows',
    ]);
    const older = page('first');
    older.writeUInt32LE(20, appHead.flags);
    expect(readAppPage(older)!.camera).toBe('old-app');
  });

  test('moves the camera once for each choice, if the driver lets it, the car is there and the own car stands', () => {
    expect(cameraSteps(page)).toBe(
      'stands:, not ticked:, ticked: 1, again:, another: 0, nobody:, on screen:, not connected:, not there:, driving:, stopped:, nobody:, driving:, just stopped:, nobody:, replay: 1, ticked off:, stored: false',
    );
  });
});

need('python')('the app for the game without the patch', () => {
  let page: SavedPage;
  beforeAll(() => {
    page = ran(
      tools.python.find()!,
      'python/fake_game.py',
      'python/Sequential/Sequential.py',
      'patched',
    );
  });

  test('is read as the cars that the game has', () => {
    const bytes = page('first');
    expect(bytes).toHaveLength(appPageBytes);
    const read = readAppPage(bytes)!;
    expect(read.server).toBe('Liga – Söndag');
    expect(read.entries).toEqual([
      {
        id: 0,
        driver: 'Björn Ångström',
        car: 'ks_ferrari_488_gt3',
        tyre: 'M',
        lastLapMs: 91_000,
        bestLapMs: 90_000,
        gamePlace: 3,
        isPlayer: true,
      },
      expect.objectContaining({ id: 1, driver: '日本語の長い名前日本語の長い名前日本語の長' }),
    ]);
    expect(read.motions[1]).toEqual(secondCar(4, null, 180, 61_234));
    expect(read.player).toEqual({ abs: true, tractionControl: true });
  });

  test('writes sixty times a second at most, and marks whole pages', () => {
    expect(page('early').equals(page('first'))).toBe(true);
    expect(isWhole(page('first'))).toBe(true);
    expect(page('second').readUInt32LE(appHead.seqEnd)).toBe(2);
    expect(page('second').readUInt32LE(appHead.writer)).toBe(2);
  });

  test('leaves the page to the other app while that writes', () => {
    expect(page('lua').readUInt32LE(appHead.seqEnd)).toBe(1001);
    expect(page('lua').readUInt32LE(appHead.writer)).toBe(1);
    expect(page('alone').readUInt32LE(appHead.writer)).toBe(2);
  });

  test('tells whether the camera follows', () => {
    const cameraIn = (name: string) => readAppPage(page(name))!.camera;
    expect(['first', 'ticked', 'driving'].map(cameraIn)).toEqual(['off', 'follows', 'driving']);
  });

  test('moves the camera once for each choice, if the driver lets it, the car is there and the own car stands', () => {
    expect(cameraSteps(page)).toBe(
      'stands:, not ticked:, ticked: 0, again:, nobody:, on screen:, not connected:, not there:, driving:, stopped:, ticked off:',
    );
  });

  test('knows no ABS without the patch', () => {
    const plain = ran(
      tools.python.find()!,
      'python/fake_game.py',
      'python/Sequential/Sequential.py',
    );
    expect(readAppPage(plain('first'))!.player).toEqual({ abs: false, tractionControl: false });
  });
});
