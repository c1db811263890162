/**
 * The list of channels of a frame: name, size, unit, limits, resolution. The JSON check, the compact codec, the CSV
 * export and play-out read it. “Add a channel” in docs/developing.md has the other steps for a new one.
 *
 * A change of order, names, sizes or steps changes the wire format and needs a new `protocolVersion` (a test holds a
 * hash). `min` and `max` are not part of the compact form, so they can be widened.
 */

/** How a page computes a value between two samples. */
export type Blend = 'linear' | 'step';

/** Our agent sends `fast` channels in every frame, and `slow` ones about four times a second. */
export type Rate = 'fast' | 'slow';

export interface Channel {
  readonly name: string;
  /**
   * Number of values: 1 for a number, 3 for a vector, 4 for the wheels (front left, front right, rear left, rear right), 5 for
   * the damage.
   */
  readonly size: 1 | 3 | 4 | 5;
  readonly type: 'number' | 'integer' | 'boolean';
  readonly unit: string;
  /** The resolution of the compact codec, in the channel's unit. */
  readonly step: number;
  /** `1 / step`, a whole number. Dividing by it gives the shortest decimal. */
  readonly stepsPerUnit: number;
  /** The value grows evenly, so the compact codec sends how its growth changes. */
  readonly isSteady: boolean;
  /** Smallest and largest value the relay accepts, in the channel's unit. */
  readonly min: number;
  readonly max: number;
  /** `null` is valid and means that there is no value, as for the lap time before the first lap. */
  readonly nullable: boolean;
  readonly blend: Blend;
  readonly rate: Rate;
  /** Every publisher must send it. */
  readonly required: boolean;
}

interface Options {
  size?: 3 | 4 | 5;
  type?: 'integer' | 'boolean';
  nullable?: true;
  blend?: Blend;
  slow?: true;
  required?: true;
}

function channel<const Name extends string>(
  name: Name,
  unit: string,
  step: number,
  min: number,
  max: number,
  options: Options = {},
): Channel & { readonly name: Name } {
  const type = options.type ?? 'number';
  return {
    name,
    unit,
    step,
    stepsPerUnit: Math.round(1 / step),
    isSteady: name === 't' || name === 'packetId',
    min,
    max,
    size: options.size ?? 1,
    type,
    nullable: options.nullable ?? false,
    blend: options.blend ?? (type === 'number' ? 'linear' : 'step'),
    rate: options.slow ? 'slow' : 'fast',
    required: options.required ?? false,
  };
}

const int32Max = 2_147_483_647;
const dayMs = 86_400_000;
/** The longest lap, ms: a car that is parked in a race of 24 hours is on one lap all day. */
const longestLapMs = 7 * dayMs;
/** The longest session, ms: an untimed practice on a PC that is never switched off. */
const longestSessionMs = 366 * dayMs;

export const channels = [
  channel('packetId', 'count', 1, 0, int32Max, { type: 'integer', required: true }),
  channel('gas', 'ratio', 0.002, 0, 1, { required: true }),
  channel('brake', 'ratio', 0.002, 0, 1, { required: true }),
  channel('fuel', 'L', 0.01, 0, 1000, { required: true }),
  channel('gear', 'gear', 1, -1, 20, { type: 'integer', required: true }),
  channel('rpms', 'rpm', 1, -50_000, 50_000, { type: 'integer', blend: 'linear', required: true }),
  channel('steerAngle', 'ratio', 0.0005, -10, 10, { required: true }),
  channel('speedKmh', 'km/h', 0.1, 0, 2000, { required: true }),
  channel('t', 'ms', 0.1, 0, longestSessionMs),
  channel('clutch', 'ratio', 0.002, 0, 1),
  channel('lap', 'count', 1, 0, 100_000, { type: 'integer' }),
  channel('currentLapTime', 'ms', 1, 0, longestLapMs, {
    type: 'integer',
    blend: 'linear',
    nullable: true,
  }),
  channel('lastLapTime', 'ms', 1, 0, longestLapMs, { type: 'integer', nullable: true }),
  channel('bestLapTime', 'ms', 1, 0, longestLapMs, { type: 'integer', nullable: true }),
  channel('position', 'place', 1, 0, 1000, { type: 'integer' }),
  channel('trackPosition', 'ratio', 0.00001, 0, 1),
  channel('accG', 'g', 0.01, -1000, 1000, { size: 3 }),
  channel('inPitLane', '', 1, 0, 1, { type: 'boolean' }),
  // World position in metres (x right, y up, z forward in the game's own axes); for track maps.
  channel('worldPosition', 'm', 0.05, -1_000_000, 1_000_000, { size: 3 }),
  channel('inPit', '', 1, 0, 1, { type: 'boolean', slow: true }),
  channel('flag', 'enum', 1, 0, 15, { type: 'integer', slow: true }),
  channel('tyresOut', 'count', 1, 0, 4, { type: 'integer', slow: true }),
  channel('pitLimiter', '', 1, 0, 1, { type: 'boolean', slow: true }),
  channel('tyreCoreC', 'degC', 0.1, -100, 2000, { size: 4, slow: true }),
  channel('tyrePressurePsi', 'psi', 0.05, -10, 500, { size: 4, slow: true }),
  // Remaining tyre tread, 100 = new (the game counts down to about 94).
  channel('tyreWearPct', '%', 0.05, -10, 110, { size: 4, slow: true }),
  channel('brakeTempC', 'degC', 0.5, -100, 3000, { size: 4, slow: true }),
  channel('airC', 'degC', 0.1, -100, 200, { slow: true }),
  channel('roadC', 'degC', 0.1, -100, 200, { slow: true }),
  channel('turboBar', 'bar', 0.01, -10, 100, { slow: true }),
  channel('brakeBias', 'ratio', 0.001, 0, 1, { slow: true }),
  channel('tcSetting', 'ratio', 0.001, 0, 100, { slow: true }),
  channel('absSetting', 'ratio', 0.001, 0, 100, { slow: true }),
  channel('damage', 'game', 0.01, -1000, 100_000, { size: 5, slow: true }),
  channel('sector', 'count', 1, 0, 100, { type: 'integer', slow: true }),
  channel('lastSectorTime', 'ms', 1, 0, longestLapMs, {
    type: 'integer',
    nullable: true,
    slow: true,
  }),
  channel('sessionTimeLeftMs', 'ms', 1, -int32Max, int32Max, {
    type: 'integer',
    blend: 'step',
    nullable: true,
    slow: true,
  }),
  channel('distanceM', 'm', 0.1, 0, 100_000_000, { slow: true }),
  // Made by the relay, never published: behind (+) or ahead (-) of a reference lap at the same place of the track.
  channel('deltaBestMs', 'ms', 1, -longestLapMs, longestLapMs, { blend: 'linear', nullable: true }),
  channel('deltaPersonalMs', 'ms', 1, -longestLapMs, longestLapMs, {
    blend: 'linear',
    nullable: true,
  }),
] as const;

export type ChannelName = (typeof channels)[number]['name'];

export const channelNames: readonly ChannelName[] = channels.map((c) => c.name);

export const channelByName: ReadonlyMap<string, Channel> = new Map(
  channels.map((c) => [c.name, c] as const),
);
