/**
 * The channels of an exported MoTeC file, with the names and units that users of i2 know: those of the loggers for
 * Assetto Corsa, and MoTeC's own names of the g-forces, which its standard worksheets use. Pure.
 */
import type { ChannelName } from '../../protocol/channels.ts';
import type { Frame } from '../../protocol/frame.ts';

export interface MotecChannel {
  /** At most 32 characters. */
  readonly name: string;
  /** At most 8. */
  readonly short: string;
  /** At most 12. */
  readonly unit: string;
  readonly from: ChannelName;
  /** Index of the value in a channel that has several. */
  readonly part: number;
  readonly factor: number;
}

function one(
  name: string,
  short: string,
  unit: string,
  from: ChannelName,
  factor = 1,
  part = 0,
): MotecChannel {
  return { name, short, unit, from, part, factor };
}

const wheels = ['FL', 'FR', 'RL', 'RR'];

function each(name: string, short: string, unit: string, from: ChannelName): MotecChannel[] {
  return wheels.map((wheel, i) => one(`${name} ${wheel}`, `${short}${wheel}`, unit, from, 1, i));
}

export const motecChannels: readonly MotecChannel[] = [
  one('Ground Speed', 'Speed', 'km/h', 'speedKmh'),
  one('Throttle Pos', 'TPS', '%', 'gas', 100),
  one('Brake Pos', 'Brake', '%', 'brake', 100),
  one('Clutch Pos', 'Clutch', '%', 'clutch', 100),
  // A share of the car's lock, because the game does not give it in degrees.
  one('Steering Angle', 'Steer', '%', 'steerAngle', 100),
  one('Gear', 'Gear', '', 'gear'),
  one('Engine RPM', 'RPM', 'rpm', 'rpms'),
  one('Fuel Level', 'Fuel', 'l', 'fuel'),
  one('G Force Lat', 'G Lat', 'G', 'accG', 1, 0),
  one('G Force Vert', 'G Vert', 'G', 'accG', 1, 1),
  one('G Force Long', 'G Long', 'G', 'accG', 1, 2),
  one('CG Accel Lateral', 'CG Lat', 'G', 'accG', 1, 0),
  one('CG Accel Vertical', 'CG Vert', 'G', 'accG', 1, 1),
  one('CG Accel Longitudinal', 'CG Long', 'G', 'accG', 1, 2),
  one('Car Coord X', 'X', 'm', 'worldPosition', 1, 0),
  one('Car Coord Y', 'Y', 'm', 'worldPosition', 1, 1),
  one('Car Coord Z', 'Z', 'm', 'worldPosition', 1, 2),
  one('Car Pos Norm', 'Pos', '', 'trackPosition'),
  one('Lap Time', 'LapTime', 's', 'currentLapTime', 0.001),
  one('Session Lap Count', 'Lap', '', 'lap'),
  one('Race Position', 'Place', '', 'position'),
  one('In Pit', 'Pit', '', 'inPitLane'),
  ...each('Tire Temp Core', 'TT', 'C', 'tyreCoreC'),
  ...each('Tire Pressure', 'TP', 'psi', 'tyrePressurePsi'),
  ...each('Tire Wear', 'TW', '%', 'tyreWearPct'),
  ...each('Brake Temp', 'BT', 'C', 'brakeTempC'),
  one('Num Tires Off Track', 'TyreOut', '', 'tyresOut'),
  one('Turbo Boost', 'Boost', 'bar', 'turboBar'),
  one('Brake Bias', 'BBias', '%', 'brakeBias', 100),
  one('Air Temp', 'AirT', 'C', 'airC'),
  one('Road Temp', 'RoadT', 'C', 'roadC'),
  one('Flag', 'Flag', '', 'flag'),
];

/** The value of a frame in the unit of the file; null: the frame has none. */
export function motecValue(channel: MotecChannel, frame: Frame): number | null {
  const value: unknown = frame[channel.from];
  const single = Array.isArray(value) ? (value[channel.part] as unknown) : value;
  if (typeof single === 'boolean') return Number(single);
  return typeof single === 'number' ? single * channel.factor : null;
}
