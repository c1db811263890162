/** The TypeScript shape of one sample of the car. `channels.ts` lists the fields with their units and limits. */

export type Wheels = readonly [number, number, number, number];
export type Vector = readonly [number, number, number];
export type Damage = readonly [number, number, number, number, number];

/** A frame as published and stored. Unknown fields are kept. Units: see `channels.ts`. */
export interface Frame {
  packetId: number;
  gas: number;
  brake: number;
  fuel: number;
  /** -1 reverse, 0 neutral, 1… forward: the game's own number minus one. */
  gear: number;
  rpms: number;
  /** -1…1 of the car's steering lock, positive right. */
  steerAngle: number;
  speedKmh: number;
  /** ms since the session began on the agent's monotonic clock. */
  t?: number;
  /** 0 = pedal up … 1 = pressed. */
  clutch?: number;
  lap?: number;
  currentLapTime?: number | null;
  lastLapTime?: number | null;
  bestLapTime?: number | null;
  position?: number;
  /** 0…1 along the track. */
  trackPosition?: number;
  /** Lateral (negative in right turns), vertical, longitudinal (positive accelerating). */
  accG?: Vector;
  inPitLane?: boolean;
  worldPosition?: Vector;
  inPit?: boolean;
  /** 0 none, 1 blue, 2 yellow, 3 black, 4 white, 5 chequered, 6 penalty. */
  flag?: number;
  tyresOut?: number;
  pitLimiter?: boolean;
  tyreCoreC?: Wheels;
  tyrePressurePsi?: Wheels;
  tyreWearPct?: Wheels;
  brakeTempC?: Wheels;
  airC?: number;
  roadC?: number;
  turboBar?: number;
  brakeBias?: number;
  tcSetting?: number;
  absSetting?: number;
  damage?: Damage;
  sector?: number;
  lastSectorTime?: number | null;
  sessionTimeLeftMs?: number | null;
  distanceM?: number;
  /** Against the session's best lap at the same place, ms; null: nothing to compare with. Made by the relay. */
  deltaBestMs?: number | null;
  /** Against the driver's best lap of all stored sessions, ms. Made by the relay. */
  deltaPersonalMs?: number | null;
}
