/**
 * The page that our own in-game apps write: `apps/lua/Sequential/Sequential.lua` and `apps/python/Sequential/Sequential.py` have
 * the same layout. Little endian; all numbers are 4 bytes wide; texts are UTF-8, ended by a NUL or their length. Pure.
 *
 * The app writes `seqBegin`, then everything, then `seqEnd`. A copy is whole when `seqEnd` before it equals `seqBegin` after it.
 *
 * `camera` goes the other way: the agent writes it, at once because it is one number. 0: no car is chosen; else the index of
 * the chosen car + 1. The app sets it to 0 when it starts. Older apps never look at it.
 */
import type { CarCollision, CarEntry, CarMotion, GameCamera } from '../../protocol/cars.ts';
import { defaultPagePrefix } from '../games/assetto-corsa/layout.ts';
import type { CarsOfPage } from './cars-page.ts';
import { finiteAt, lapMsAt, textOf, vectorAt } from './page-values.ts';

/** Without `Local\`. Another layout gets another name. */
const appPageName = 'Sequential.AC.v1';
/** @param prefix of the pages' names; another one than the game's keeps tests and a game apart. */
export function appPageNameWith(prefix: string): string {
  return prefix === defaultPagePrefix ? appPageName : `${prefix}_${appPageName}`;
}

/** SQAC */
export const appPageMagic = 0x43415153;
export const appPageVersion = 1;

export const appHead = {
  magic: 0,
  version: 4,
  headerBytes: 8,
  carBytes: 12,
  carsMax: 16,
  seqBegin: 20,
  seqEnd: 24,
  carsCount: 28,
  focusedCar: 32,
  sessionType: 36,
  flags: 40,
  trackLengthM: 44,
  clockMs: 48,
  hitsCount: 52,
  writer: 56,
  camera: 60,
  server: 64,
  track: 128,
  trackConfiguration: 192,
  hits: 256,
} as const;

const appHeadTextBytes = 64;
const appHitBytes = 16;
const appHitSlots = 16;
export const appCarsAt = 512;
export const appCarBytes = 288;
export const appCarSlots = 128;
export const appPageBytes = appCarsAt + appCarSlots * appCarBytes;

export const appSessionFlags = {
  paused: 1,
  replay: 2,
  online: 4,
  menu: 8,
  started: 16,
  /** The app says with the next two whether the camera follows; apps before 29 November 2026 do not. */
  reportsCamera: 32,
  /** The box *Let the commentator move my camera* is ticked. */
  movesCamera: 64,
  /** The own car moves or did a moment ago, so the camera stays. */
  cameraWaits: 128,
} as const;

/** Offsets from the start of a car. */
export const appCar = {
  id: 0,
  sessionId: 4,
  flags: 8,
  place: 12,
  laps: 16,
  lapMs: 20,
  lastLapMs: 24,
  bestLapMs: 28,
  lastLapCuts: 32,
  position: 36,
  look: 48,
  velocity: 60,
  spline: 72,
  speedKmh: 76,
  gas: 80,
  brake: 84,
  clutch: 88,
  steer: 92,
  rpm: 96,
  gear: 100,
  fuel: 104,
  driver: 112,
  car: 176,
  tyre: 224,
  number: 240,
  team: 248,
} as const;

const appCarTextBytes = { driver: 64, car: 48, tyre: 16, number: 8, team: 32 } as const;

export const appCarFlags = {
  connected: 1,
  pitLane: 2,
  inPit: 4,
  abs: 8,
  tractionControl: 16,
  lights: 32,
  lapInvalid: 64,
  player: 128,
} as const;

export interface AppCollision extends CarCollision {
  /** Counts all collisions since the app runs, from 1. */
  readonly number: number;
  /** On the app's clock, ms. */
  readonly clockMs: number;
}

export interface AppReading extends CarsOfPage {
  readonly isReplay: boolean;
  readonly camera: GameCamera;
  /** 0: not known. */
  readonly trackLengthM: number;
  /** The newest collisions, the oldest first. */
  readonly collisions: readonly AppCollision[];
  /** Aids of the player's own car that act at this moment. */
  readonly player: { readonly abs: boolean; readonly tractionControl: boolean } | null;
}

/** Why a page is not read: it is another program's, or of another version. @returns null: it can be read */
export function appPageProblem(bytes: Buffer): string | null {
  if (bytes.length < appPageBytes) return 'The page is too small.';
  if (bytes.readUInt32LE(appHead.magic) !== appPageMagic) return 'The app has not written yet.';
  const isKnown =
    bytes.readUInt32LE(appHead.version) === appPageVersion &&
    bytes.readUInt32LE(appHead.headerBytes) === appCarsAt &&
    bytes.readUInt32LE(appHead.carBytes) === appCarBytes;
  return isKnown ? null : 'The app in the game is of another version: install it again.';
}

/** Where the last car of the page ends. */
export function appPageEnd(bytes: Buffer): number {
  const count = bytes.readInt32LE(appHead.carsCount);
  return appCarsAt + Math.min(Math.max(count, 0), appCarSlots) * appCarBytes;
}

function textAt(bytes: Buffer, at: number, size: number): string {
  return textOf(bytes.subarray(at, at + size));
}

/**
 * @param bytes a whole copy of the page
 * @returns null: see `appPageProblem`
 */
export function readAppPage(bytes: Buffer): AppReading | null {
  if (appPageProblem(bytes) !== null) return null;
  const entries: CarEntry[] = [];
  const motions: CarMotion[] = [];
  let player: AppReading['player'] = null;
  for (let at = appCarsAt, id = 0; at < appPageEnd(bytes); at += appCarBytes, id++) {
    const car = bytes.subarray(at, at + appCarBytes);
    const flags = car.readUInt32LE(appCar.flags);
    const entry = entryOf(id, car, flags);
    // A place in the server's entry list that nobody has taken.
    if (entry.driver === '' && (flags & appCarFlags.connected) === 0) continue;
    entries.push(entry);
    motions.push(motionOf(id, car, flags));
    if (entry.isPlayer === true) {
      player = {
        abs: (flags & appCarFlags.abs) !== 0,
        tractionControl: (flags & appCarFlags.tractionControl) !== 0,
      };
    }
  }
  const server = textAt(bytes, appHead.server, appHeadTextBytes);
  return {
    server: server === '' ? null : server,
    isReplay: (bytes.readUInt32LE(appHead.flags) & appSessionFlags.replay) !== 0,
    camera: cameraOf(bytes.readUInt32LE(appHead.flags)),
    trackLengthM: Math.max(0, finiteAt(bytes, appHead.trackLengthM)),
    entries,
    motions,
    collisions: collisionsOf(bytes),
    player,
  };
}

function cameraOf(flags: number): GameCamera {
  if ((flags & appSessionFlags.reportsCamera) === 0) return 'old-app';
  if ((flags & appSessionFlags.movesCamera) === 0) return 'off';
  return (flags & appSessionFlags.cameraWaits) === 0 ? 'follows' : 'driving';
}

function entryOf(id: number, car: Buffer, flags: number): CarEntry {
  const text = (name: keyof typeof appCarTextBytes): string =>
    textAt(car, appCar[name], appCarTextBytes[name]);
  const [tyre, number, team] = [text('tyre'), text('number'), text('team')];
  const place = car.readInt32LE(appCar.place);
  const cuts = car.readInt32LE(appCar.lastLapCuts);
  return {
    id,
    driver: text('driver'),
    car: text('car'),
    ...(number === '' || number === '0' ? {} : { number }),
    ...(team === '' ? {} : { team }),
    ...(tyre === '' ? {} : { tyre }),
    lastLapMs: lapMsAt(car, appCar.lastLapMs),
    bestLapMs: lapMsAt(car, appCar.bestLapMs),
    ...(cuts >= 0 ? { lastLapCuts: cuts } : {}),
    ...(place >= 1 && place <= appCarSlots ? { gamePlace: place } : {}),
    ...((flags & appCarFlags.player) === 0 ? {} : { isPlayer: true }),
  };
}

function motionOf(id: number, car: Buffer, flags: number): CarMotion {
  const [lookX, , lookZ] = vectorAt(car, appCar.look);
  // Without Custom Shaders Patch the app does not know the direction of the nose.
  const isKnown = Math.hypot(lookX, lookZ) > 0.01;
  return {
    id,
    laps: Math.max(0, car.readInt32LE(appCar.laps)),
    trackPosition: Math.min(Math.max(finiteAt(car, appCar.spline), 0), 1),
    worldPosition: vectorAt(car, appCar.position),
    heading: isKnown ? Math.atan2(lookX, lookZ) : null,
    speedKmh: Math.abs(finiteAt(car, appCar.speedKmh)),
    currentLapMs: Math.max(0, car.readInt32LE(appCar.lapMs)),
    inPitLane: (flags & appCarFlags.pitLane) !== 0,
    inPit: (flags & appCarFlags.inPit) !== 0,
    isConnected: (flags & appCarFlags.connected) !== 0,
  };
}

function collisionsOf(bytes: Buffer): AppCollision[] {
  const count = bytes.readUInt32LE(appHead.hitsCount);
  const found: AppCollision[] = [];
  for (let number = Math.max(1, count - appHitSlots + 1); number <= count; number++) {
    const at = appHead.hits + ((number - 1) % appHitSlots) * appHitBytes;
    if (bytes.readUInt32LE(at) !== number) continue;
    const carId = bytes.readInt32LE(at + 4);
    const otherId = bytes.readInt32LE(at + 8);
    const isCar = otherId >= 0 && otherId !== carId;
    const clockMs = bytes.readUInt32LE(at + 12);
    found.push({ number, carId, otherId: isCar ? otherId : null, clockMs });
  }
  return found;
}
