/**
 * The page of other cars that the in-game apps of CrewChief and SimHub write: its layout, and a reader. Little endian, 4-byte
 * packing; strings are UTF-8, ended by a NUL or their length.
 *
 * Source: the struct `assettoData` of CrewChiefV4 and its app `CrewChiefEx`; SimHub's app has the same fields, and room for
 * 128 vehicles in its second version. The field named `spLineLength` there is the place on the track, 0 to 1.
 */
import type { CarEntry, CarMotion, CarSourceName } from '../../protocol/cars.ts';
import { Headings } from '../../protocol/headings.ts';
import { finiteAt, lapMsAt, textOf, vectorAt } from './page-values.ts';

export interface CarsPageFormat {
  readonly source: CarSourceName;
  /** Behind the prefix, for instance `acpmf_`. */
  readonly pageName: string;
  /** Vehicles that there is room for. */
  readonly vehicles: number;
  readonly sizeBytes: number;
}

/** The best one first. CrewChief's page has 68 bytes more from its version 1.1.0 on. */
export const carsPages: readonly CarsPageFormat[] = [
  { source: 'simhub-v2', pageName: 'simhub_v2', vehicles: 128, sizeBytes: 30_252 },
  { source: 'simhub', pageName: 'simhub', vehicles: 64, sizeBytes: 15_660 },
  { source: 'crewchief', pageName: 'crewchief', vehicles: 64, sizeBytes: 15_660 },
];

export const carsHead = { numVehicles: 0, focusVehicle: 4, serverName: 8, serverNameBytes: 512 };
export const vehiclesAt = 520;
export const vehicleBytes = 228;
/** Offsets from the start of a vehicle. */
export const vehicleFields = {
  carId: 0,
  driverName: 4,
  carModel: 68,
  speedMps: 132,
  bestLapMs: 136,
  lapCount: 140,
  currentLapInvalid: 144,
  currentLapMs: 148,
  lastLapMs: 152,
  worldPosition: 156,
  inPitLane: 168,
  inPit: 172,
  leaderboardPlace: 176,
  raceOrder: 180,
  trackPosition: 184,
  isConnected: 188,
} as const;
/** Of the driver's name and of the car's. */
export const nameBytes = 64;

/** Both names of a vehicle as they were decoded last: they rarely change. */
interface Names {
  readonly bytes: Buffer;
  readonly driver: string;
  readonly car: string;
}

export interface CarsOfPage {
  readonly server: string | null;
  readonly entries: readonly CarEntry[];
  readonly motions: readonly CarMotion[];
}

/** How many vehicles a page holds. */
export function vehiclesIn(bytes: Buffer, format: CarsPageFormat): number {
  return Math.min(Math.max(bytes.readInt32LE(carsHead.numVehicles), 0), format.vehicles);
}

export class CarsPageReader {
  readonly #format: CarsPageFormat;
  readonly #names: (Names | undefined)[] = [];
  readonly #headings = new Headings();

  constructor(format: CarsPageFormat) {
    this.#format = format;
  }

  /** @param bytes a copy of the page. @param nowMs when it was copied */
  read(bytes: Buffer, nowMs: number): CarsOfPage {
    const count = vehiclesIn(bytes, this.#format);
    const server = textOf(
      bytes.subarray(carsHead.serverName, carsHead.serverName + carsHead.serverNameBytes),
    );
    const entries: CarEntry[] = [];
    const motions: CarMotion[] = [];
    for (let id = 0; id < count; id++) {
      const at = vehiclesAt + id * vehicleBytes;
      const vehicle = bytes.subarray(at, at + vehicleBytes);
      const { driver, car } = this.#namesOf(id, vehicle);
      const motion = this.#motionOf(id, vehicle, nowMs);
      // A slot of the server that nobody has taken.
      if (driver === '' && !motion.isConnected) continue;
      entries.push(entryOf(id, driver, car, vehicle));
      motions.push(motion);
    }
    return { server: server === '' ? null : server, entries, motions };
  }

  #namesOf(id: number, vehicle: Buffer): Names {
    const from = vehicleFields.driverName;
    const bytes = vehicle.subarray(from, from + 2 * nameBytes);
    const known = this.#names[id];
    if (known?.bytes.equals(bytes)) return known;
    const names = {
      bytes: Buffer.from(bytes),
      driver: textOf(bytes.subarray(0, nameBytes)),
      car: textOf(bytes.subarray(nameBytes)),
    };
    this.#names[id] = names;
    return names;
  }

  #motionOf(id: number, vehicle: Buffer, nowMs: number): CarMotion {
    const f = vehicleFields;
    const worldPosition = vectorAt(vehicle, f.worldPosition);
    const speedKmh = Math.abs(finiteAt(vehicle, f.speedMps)) * 3.6;
    const isConnected = vehicle.readInt32LE(f.isConnected) !== 0;
    return {
      id,
      laps: Math.max(0, vehicle.readInt32LE(f.lapCount)),
      trackPosition: Math.min(Math.max(finiteAt(vehicle, f.trackPosition), 0), 1),
      worldPosition,
      heading: isConnected ? this.#headings.of(id, worldPosition, speedKmh, nowMs) : null,
      speedKmh,
      currentLapMs: Math.max(0, vehicle.readInt32LE(f.currentLapMs)),
      inPitLane: vehicle.readInt32LE(f.inPitLane) !== 0,
      inPit: vehicle.readInt32LE(f.inPit) !== 0,
      isConnected,
    };
  }
}

function entryOf(id: number, driver: string, car: string, vehicle: Buffer): CarEntry {
  const f = vehicleFields;
  const place = vehicle.readInt32LE(f.leaderboardPlace);
  return {
    id,
    driver,
    car,
    lastLapMs: lapMsAt(vehicle, f.lastLapMs),
    bestLapMs: lapMsAt(vehicle, f.bestLapMs),
    ...(place >= 1 && place <= 128 ? { gamePlace: place } : {}),
    // The game's PC is always the first vehicle.
    ...(id === 0 ? { isPlayer: true } : {}),
  };
}
