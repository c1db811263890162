/** Cars in the page of our in-game app, as the app for Custom Shaders Patch writes it. Linux only, as all costs are. */
import { Buffer } from 'node:buffer';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import {
  appCar,
  appCarBytes,
  appCarFlags,
  appCarsAt,
  appHead,
  appPageBytes,
  appPageMagic,
  appPageNameWith,
  appPageVersion,
  appSessionFlags,
} from '../../agent/cars/app-page.ts';
import type { WrittenVehicle } from '../../agent/demo/field/field-page.ts';

export class GameAppPage {
  readonly #path: string;
  readonly #file: number;
  readonly #bytes = Buffer.alloc(appPageBytes);
  #number = 0;

  /** @param prefix of the pages' names */
  constructor(prefix: string) {
    this.#path = `/dev/shm/${appPageNameWith(prefix)}`;
    this.#file = openSync(this.#path, 'w');
    const bytes = this.#bytes;
    bytes.writeUInt32LE(appPageMagic, appHead.magic);
    bytes.writeUInt32LE(appPageVersion, appHead.version);
    bytes.writeUInt32LE(appCarsAt, appHead.headerBytes);
    bytes.writeUInt32LE(appCarBytes, appHead.carBytes);
    bytes.writeUInt32LE(appSessionFlags.started + appSessionFlags.reportsCamera, appHead.flags);
    bytes.write('A full grid', appHead.server);
  }

  /** @param vehicles the player's is the first */
  write(vehicles: readonly WrittenVehicle[]): void {
    const bytes = this.#bytes;
    this.#number++;
    bytes.writeUInt32LE(this.#number, appHead.seqBegin);
    bytes.writeInt32LE(vehicles.length, appHead.carsCount);
    for (const [i, vehicle] of vehicles.entries()) this.#vehicle(i, vehicle);
    bytes.writeUInt32LE(this.#number, appHead.seqEnd);
    writeSync(this.#file, bytes, 0, appPageBytes, 0);
  }

  #vehicle(i: number, vehicle: WrittenVehicle): void {
    const car = this.#bytes.subarray(appCarsAt + i * appCarBytes);
    car.writeInt32LE(i, appCar.id);
    car.writeUInt32LE(appCarFlags.connected + (i === 0 ? appCarFlags.player : 0), appCar.flags);
    car.writeInt32LE(vehicle.place, appCar.place);
    car.writeInt32LE(vehicle.laps, appCar.laps);
    car.writeInt32LE(vehicle.currentLapMs, appCar.lapMs);
    car.writeInt32LE(vehicle.lastLapMs, appCar.lastLapMs);
    car.writeInt32LE(vehicle.bestLapMs, appCar.bestLapMs);
    car.writeInt32LE(-1, appCar.lastLapCuts);
    for (const [axis, metres] of [vehicle.x, vehicle.y, vehicle.z].entries()) {
      car.writeFloatLE(metres, appCar.position + 4 * axis);
    }
    // Round a circle the nose points across the line to its middle.
    const radiusM = Math.hypot(vehicle.x, vehicle.z) || 1;
    car.writeFloatLE(vehicle.z / radiusM, appCar.look);
    car.writeFloatLE(-vehicle.x / radiusM, appCar.look + 8);
    car.writeFloatLE(vehicle.trackPosition, appCar.spline);
    car.writeFloatLE(vehicle.speedMps * 3.6, appCar.speedKmh);
    car.write(`${vehicle.driver}\0`, appCar.driver);
    car.write(`${vehicle.car}\0`, appCar.car);
    car.write('SM\0', appCar.tyre);
    car.write(`${i + 1}\0`, appCar.number);
  }

  /** Removes the page. */
  close(): void {
    closeSync(this.#file);
    rmSync(this.#path, { force: true });
  }
}
