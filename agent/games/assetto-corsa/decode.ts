/**
 * Decodes a snapshot into a frame with the protocol's names, signs and units, rounded to each channel's step. NaN,
 * infinities and values out of range never get into a frame, so no relay refuses it. Fields that Assetto Corsa does not
 * fill are omitted. Pure.
 */
import { type ChannelName, channelByName } from '../../../protocol/channels.ts';
import type { Damage, Frame, Vector, Wheels } from '../../../protocol/frame.ts';
import { at } from '../../sampling/snapshot.ts';

type ToChannel = (value: number) => number;

/** Clamps and rounds to the channel's step; NaN and infinities become the smallest allowed value from zero on. */
function into(name: ChannelName): ToChannel {
  const { min, max, step, type } = channelByName.get(name)!;
  const decimals = type === 'integer' ? 0 : Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
  const scale = 10 ** decimals;
  const none = Math.max(min, 0);
  return (value) => {
    if (!Number.isFinite(value)) return none;
    // `+ 0` turns -0 into 0.
    return Math.round(Math.min(max, Math.max(min, value)) * scale) / scale + 0;
  };
}

const to = {
  packetId: into('packetId'),
  gas: into('gas'),
  brake: into('brake'),
  fuel: into('fuel'),
  gear: into('gear'),
  rpms: into('rpms'),
  steerAngle: into('steerAngle'),
  speedKmh: into('speedKmh'),
  t: into('t'),
  clutch: into('clutch'),
  lap: into('lap'),
  position: into('position'),
  trackPosition: into('trackPosition'),
  accG: into('accG'),
  worldPosition: into('worldPosition'),
  flag: into('flag'),
  tyresOut: into('tyresOut'),
  tyreCoreC: into('tyreCoreC'),
  tyrePressurePsi: into('tyrePressurePsi'),
  tyreWearPct: into('tyreWearPct'),
  brakeTempC: into('brakeTempC'),
  airC: into('airC'),
  roadC: into('roadC'),
  turboBar: into('turboBar'),
  brakeBias: into('brakeBias'),
  tcSetting: into('tcSetting'),
  absSetting: into('absSetting'),
  damage: into('damage'),
  sector: into('sector'),
  sessionTimeLeftMs: into('sessionTimeLeftMs'),
  distanceM: into('distanceM'),
};

/** Longest lap; the game's successor writes 2147483647 for none. */
const lapMsMax = channelByName.get('lastLapTime')!.max;

/** A lap or sector time; 0, negative and absurd values mean none. */
export function lapMs(value: number): number | null {
  return value > 0 && value <= lapMsMax ? value : null;
}

/** The current lap's time, which starts at 0. */
function runningMs(value: number): number | null {
  return value >= 0 && value <= lapMsMax ? value : null;
}

function int(view: DataView, offset: number): number {
  return view.getInt32(offset, true);
}

function float(view: DataView, offset: number): number {
  return view.getFloat32(offset, true);
}

/** undefined: one of the numbers is not finite. */
function vector(view: DataView, offset: number, round: ToChannel): Vector | undefined {
  const x = float(view, offset);
  const y = float(view, offset + 4);
  const z = float(view, offset + 8);
  if (!Number.isFinite(x + y + z)) return undefined;
  return [round(x), round(y), round(z)];
}

function wheels(view: DataView, offset: number, round: ToChannel): Wheels | undefined {
  const a = float(view, offset);
  const b = float(view, offset + 4);
  const c = float(view, offset + 8);
  const d = float(view, offset + 12);
  if (!Number.isFinite(a + b + c + d)) return undefined;
  return [round(a), round(b), round(c), round(d)];
}

/**
 * @param view over a snapshot.
 * @param t ms since the session began.
 * @param slow also the channels that are sent a few times a second only
 */
export function decodeFrame(view: DataView, t: number, slow: boolean): Frame {
  const { physics, graphics } = at;
  const frame: Frame = {
    packetId: to.packetId(int(view, physics.packetId)),
    gas: to.gas(float(view, physics.gas)),
    brake: to.brake(float(view, physics.brake)),
    fuel: to.fuel(float(view, physics.fuel)),
    // The game counts reverse 0, neutral 1, first gear 2.
    gear: to.gear(int(view, physics.gear) - 1),
    // May be negative in a spin and above the redline: both are kept.
    rpms: to.rpms(int(view, physics.rpms)),
    steerAngle: to.steerAngle(float(view, physics.steerAngle)),
    speedKmh: to.speedKmh(float(view, physics.speedKmh)),
    t: to.t(t),
    // 1 = engaged, pedal up: the opposite of the game's document, measured in recorded drives.
    clutch: to.clutch(1 - float(view, physics.clutch)),
    lap: to.lap(int(view, graphics.completedLaps) + 1),
    currentLapTime: runningMs(int(view, graphics.iCurrentTime)),
    lastLapTime: lapMs(int(view, graphics.iLastTime)),
    bestLapTime: lapMs(int(view, graphics.iBestTime)),
    trackPosition: to.trackPosition(float(view, graphics.normalizedCarPosition)),
    inPitLane: int(view, graphics.isInPitLane) !== 0,
  };
  const position = int(view, graphics.position);
  if (position > 0) frame.position = to.position(position);
  const accG = vector(view, physics.accG, to.accG);
  if (accG !== undefined) frame.accG = accG;
  const worldPosition = vector(view, graphics.carCoordinates, to.worldPosition);
  if (worldPosition !== undefined) frame.worldPosition = worldPosition;
  if (slow) addSlowChannels(view, frame);
  return frame;
}

function addSlowChannels(view: DataView, frame: Frame): void {
  const { physics, graphics } = at;
  frame.inPit = int(view, graphics.isInPit) !== 0;
  frame.flag = to.flag(int(view, graphics.flag));
  frame.tyresOut = to.tyresOut(int(view, physics.numberOfTyresOut));
  frame.pitLimiter = int(view, physics.pitLimiterOn) !== 0;
  addTyresAndBrakes(view, frame);
  frame.airC = to.airC(float(view, physics.airTemp));
  frame.roadC = to.roadC(float(view, physics.roadTemp));
  const turboBar = float(view, physics.turboBoost);
  // Cars without a turbo have 0 for both.
  if (turboBar !== 0 || float(view, at.static.maxTurboBoost) > 0) {
    frame.turboBar = to.turboBar(turboBar);
  }
  frame.brakeBias = to.brakeBias(float(view, physics.brakeBias));
  // The settings. Assetto Corsa's memory does not show whether they act at this moment.
  frame.tcSetting = to.tcSetting(float(view, physics.tc));
  frame.absSetting = to.absSetting(float(view, physics.abs));
  const damage = damageOf(view);
  if (damage !== undefined) frame.damage = damage;
  frame.sector = to.sector(int(view, graphics.currentSectorIndex));
  frame.lastSectorTime = lapMs(int(view, graphics.lastSectorTime));
  const left = float(view, graphics.sessionTimeLeft);
  // Infinite in sessions without an end; below zero in an untimed practice.
  frame.sessionTimeLeftMs = Number.isFinite(left) ? to.sessionTimeLeftMs(left) : null;
  frame.distanceM = to.distanceM(float(view, graphics.distanceTraveled));
}

function addTyresAndBrakes(view: DataView, frame: Frame): void {
  const { physics } = at;
  const tyreCoreC = wheels(view, physics.tyreCoreTemperature, to.tyreCoreC);
  if (tyreCoreC !== undefined) frame.tyreCoreC = tyreCoreC;
  const tyrePressurePsi = wheels(view, physics.wheelsPressure, to.tyrePressurePsi);
  if (tyrePressurePsi !== undefined) frame.tyrePressurePsi = tyrePressurePsi;
  const tyreWearPct = wheels(view, physics.tyreWear, to.tyreWearPct);
  if (tyreWearPct !== undefined) frame.tyreWearPct = tyreWearPct;
  const brakeTempC = wheels(view, physics.brakeTemp, to.brakeTempC);
  if (brakeTempC !== undefined && areSimulated(brakeTempC)) frame.brakeTempC = brakeTempC;
}

/** Cars without a brake model keep one temperature at all wheels. */
function areSimulated([a, b, c, d]: Wheels): boolean {
  return a !== b || a !== c || a !== d;
}

function damageOf(view: DataView): Damage | undefined {
  const values: number[] = [];
  for (let i = 0; i < 5; i++) {
    const value = float(view, at.physics.carDamage + 4 * i);
    if (!Number.isFinite(value)) return undefined;
    values.push(to.damage(value));
  }
  return values as unknown as Damage;
}
