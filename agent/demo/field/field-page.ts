/** Writes the cars of the demo's field as CrewChief's in-game app does. Pure. */
import { Buffer } from 'node:buffer';
import {
  carsHead,
  vehicleFields as f,
  nameBytes,
  vehicleBytes,
  vehiclesAt,
} from '../../cars/cars-page.ts';
import { carsPageBytes } from '../writable-pages.ts';

/** One vehicle as the page has it. */
export interface WrittenVehicle {
  readonly driver: string;
  readonly car: string;
  readonly speedMps: number;
  /** ms; 0: none. */
  readonly bestLapMs: number;
  readonly lastLapMs: number;
  readonly currentLapMs: number;
  readonly laps: number;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly inPitLane: boolean;
  readonly inPit: boolean;
  /** From 1. */
  readonly place: number;
  /** 0…1 of the lap. */
  readonly trackPosition: number;
  readonly isConnected: boolean;
}

export class FieldPage {
  readonly bytes = Buffer.alloc(carsPageBytes);

  /** @param vehicles the player's is the first */
  write(server: string, vehicles: readonly WrittenVehicle[]): void {
    const { bytes } = this;
    bytes.writeInt32LE(vehicles.length, carsHead.numVehicles);
    bytes.writeInt32LE(0, carsHead.focusVehicle);
    this.#text(server, carsHead.serverName, carsHead.serverNameBytes);
    for (const [i, vehicle] of vehicles.entries()) this.#vehicle(i, vehicle);
  }

  #vehicle(i: number, vehicle: WrittenVehicle): void {
    const { bytes } = this;
    const at = vehiclesAt + i * vehicleBytes;
    bytes.writeInt32LE(i, at + f.carId);
    this.#text(vehicle.driver, at + f.driverName, nameBytes);
    this.#text(vehicle.car, at + f.carModel, nameBytes);
    bytes.writeFloatLE(vehicle.speedMps, at + f.speedMps);
    bytes.writeInt32LE(vehicle.bestLapMs, at + f.bestLapMs);
    bytes.writeInt32LE(vehicle.laps, at + f.lapCount);
    bytes.writeInt32LE(vehicle.currentLapMs, at + f.currentLapMs);
    bytes.writeInt32LE(vehicle.lastLapMs, at + f.lastLapMs);
    bytes.writeFloatLE(vehicle.x, at + f.worldPosition);
    bytes.writeFloatLE(vehicle.y, at + f.worldPosition + 4);
    bytes.writeFloatLE(vehicle.z, at + f.worldPosition + 8);
    bytes.writeInt32LE(vehicle.inPitLane ? 1 : 0, at + f.inPitLane);
    bytes.writeInt32LE(vehicle.inPit ? 1 : 0, at + f.inPit);
    bytes.writeInt32LE(vehicle.place, at + f.leaderboardPlace);
    bytes.writeInt32LE(vehicle.place, at + f.raceOrder);
    bytes.writeFloatLE(vehicle.trackPosition, at + f.trackPosition);
    bytes.writeInt32LE(vehicle.isConnected ? 1 : 0, at + f.isConnected);
  }

  /** Cuts the text so that a NUL fits, and never within a character. */
  #text(text: string, at: number, sizeBytes: number): void {
    const encoded = Buffer.from(text);
    let end = Math.min(encoded.length, sizeBytes - 1);
    while (end > 0 && end < encoded.length && (encoded[end]! & 0xc0) === 0x80) end--;
    this.bytes.fill(0, at, at + sizeBytes);
    encoded.copy(this.bytes, at, 0, end);
  }
}
