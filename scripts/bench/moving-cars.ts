/** Sixty-four cars that drive evenly round a circle, for what a full grid costs agent and relay. */
import { FieldPage, type WrittenVehicle } from '../../agent/demo/field/field-page.ts';

const count = 64;
const lengthM = 4_500;
const radiusM = lengthM / (2 * Math.PI);

/** Where they are at a time, the player's car first. */
export function movingCars(ms: number): WrittenVehicle[] {
  return Array.from({ length: count }, (_, i) => {
    const mps = 60 - i * 0.1;
    const metres = (mps * ms) / 1000 + (count - i) * 20;
    const turn = metres / radiusM;
    const lapMs = (lengthM / mps) * 1000;
    const laps = Math.floor(metres / lengthM);
    return {
      driver: `Driver ${i} of the field`,
      car: 'sq_kestrel_gt',
      speedMps: mps,
      bestLapMs: laps > 0 ? Math.round(lapMs) : 0,
      lastLapMs: laps > 0 ? Math.round(lapMs) + (laps % 7) : 0,
      currentLapMs: Math.round(((metres % lengthM) / mps) * 1000),
      laps,
      x: radiusM * Math.sin(turn),
      y: 0,
      z: radiusM * Math.cos(turn),
      inPitLane: false,
      inPit: false,
      place: i + 1,
      trackPosition: (metres % lengthM) / lengthM,
      isConnected: true,
    };
  });
}

/** The same in the form of CrewChief's page. */
export class MovingCars {
  readonly #page = new FieldPage();

  /** The page of CrewChief's app as it is at a time. */
  at(ms: number): Uint8Array {
    this.#page.write('A full grid', movingCars(ms));
    return this.#page.bytes;
  }
}
