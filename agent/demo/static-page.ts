/** Writes the static page as the game does when a session has loaded. */
import { staticPage } from '../games/assetto-corsa/layout.ts';
import { type CarSpec, peak } from './car-spec.ts';
import type { Circuit } from './circuit.ts';
import type { PageBuffer } from './page-buffer.ts';

const f = staticPage.fields;

export interface StaticValues {
  readonly spec: CarSpec;
  readonly circuit: Circuit;
  readonly driver: string;
  readonly track: string;
  readonly trackConfiguration: string;
  /** The redline; 0 for cars without one. */
  readonly maxRpm: number;
  /** Cars in the session. */
  readonly cars: number;
}

export function writeStatic(page: PageBuffer, values: StaticValues): void {
  const { spec, circuit } = values;
  const { powerW, torqueNm } = peak(spec);
  page.text(f.smVersion, '1.7');
  page.text(f.acVersion, '1.16');
  page.int(f.numberOfSessions, 1);
  page.int(f.numCars, values.cars);
  page.text(f.carModel, spec.car);
  page.text(f.track, values.track);
  page.text(f.playerName, values.driver);
  page.text(f.playerNick, values.driver);
  page.int(f.sectorCount, circuit.sectorsM.length);
  page.float(f.maxTorque, torqueNm);
  page.float(f.maxPower, powerW);
  page.int(f.maxRpm, values.maxRpm);
  page.float(f.maxFuel, spec.fuelMaxL);
  for (let wheel = 0; wheel < 4; wheel++) {
    page.float(f.suspensionMaxTravel, 0.11, wheel);
    page.float(f.tyreRadius, spec.wheelRadiusM, wheel);
  }
  page.float(f.maxTurboBoost, spec.boostMaxBar);
  page.int(f.penaltiesEnabled, 1);
  page.float(f.aidFuelRate, 1);
  page.float(f.aidTireRate, 1);
  page.float(f.aidMechanicalDamage, 1);
  page.int(f.aidAllowTyreBlankets, 1);
  page.int(f.aidAutoClutch, 1);
  page.int(f.aidAutoBlip, 1);
  page.int(f.engineBrakeSettingsCount, 1);
  page.float(f.trackSplineLength, circuit.lengthM);
  page.text(f.trackConfiguration, values.trackConfiguration);
  page.text(f.carSkin, spec.skin);
}
