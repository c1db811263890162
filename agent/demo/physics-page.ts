/** Writes the physics page as the game does after each step of 3 ms. */
import { physicsPage } from '../games/assetto-corsa/layout.ts';
import { airDensity, gravity } from './car-spec.ts';
import type { Drive } from './drive.ts';
import type { PageBuffer } from './page-buffer.ts';
import { airC, roadC } from './wheels.ts';

const f = physicsPage.fields;
const ambient = [airC, airC, airC, airC];

/** Traction control and ABS settings, which the game gives as slip ratios. */
const tcSetting = 0.11;
const absSetting = 0.13;

/** Fields that stay the same for one car. */
export function writeFixedPhysics(page: PageBuffer, drive: Drive): void {
  const { spec } = drive;
  page.float(f.tc, tcSetting);
  page.float(f.abs, absSetting);
  page.float(f.cgHeight, spec.centreHeightM);
  page.float(f.airDensity, airDensity);
  page.float(f.airTemp, airC);
  page.float(f.roadTemp, roadC);
  // The game does not heat the brakes of most cars: they stay at the air's temperature.
  page.floats(f.brakeTemp, ambient);
  page.float(f.brakeBias, spec.brakeBias);
  page.int(f.engineBrake, 1);
  page.int(f.currentMaxRpm, spec.limiterRpm);
}

/**
 * @param rattleRpm noise added to the model's engine speed, rpm
 */
export function writePhysics(
  page: PageBuffer,
  drive: Drive,
  packetId: number,
  rattleRpm: number,
): void {
  const { vehicle, wheels, clock } = drive;
  const { controls } = drive.driver;
  page.int(f.packetId, packetId);
  page.float(f.gas, vehicle.gas);
  page.float(f.brake, controls.brake);
  page.float(f.clutch, vehicle.clutch);
  page.float(f.fuel, vehicle.fuelL);
  page.int(f.gear, vehicle.box.gear);
  page.int(f.rpms, Math.round(vehicle.rpm + rattleRpm));
  page.float(f.steerAngle, drive.steering.angle);
  page.float(f.speedKmh, vehicle.speedMps * 3.6);
  page.float(f.accG, -drive.lateralMps2 / gravity, 0);
  page.float(f.accG, drive.verticalG, 1);
  page.float(f.accG, vehicle.accelerationMps2 / gravity, 2);
  page.floats(f.wheelSlip, wheels.slip);
  page.floats(f.wheelLoad, wheels.loadN);
  page.floats(f.wheelsPressure, wheels.pressurePsi);
  page.floats(f.wheelAngularSpeed, wheels.turnRadS);
  page.floats(f.tyreWear, wheels.wear);
  page.floats(f.tyreDirtyLevel, wheels.dirt);
  page.floats(f.tyreCoreTemperature, wheels.coreC);
  page.floats(f.tyreTempI, wheels.innerC);
  page.floats(f.tyreTempM, wheels.middleC);
  page.floats(f.tyreTempO, wheels.outerC);
  page.floats(f.camberRAD, wheels.camberRad);
  page.floats(f.suspensionTravel, wheels.travelM);
  page.floats(f.carDamage, drive.damage);
  page.int(f.numberOfTyresOut, drive.tyresOut);
  page.flag(f.pitLimiterOn, controls.pitLimitMps !== null);
  page.float(f.turboBoost, vehicle.boostBar);
  page.float(f.rideHeight, 0.072 - (wheels.travelM[0]! + wheels.travelM[1]!) / 5, 0);
  page.float(f.rideHeight, 0.086 - (wheels.travelM[2]! + wheels.travelM[3]!) / 5, 1);
  page.float(f.finalFF, Math.tanh(drive.steering.angle * 2.4 + drive.verticalG * 0.4));
  page.float(f.performanceMeter, clock.deltaS);
  writePose(page, drive);
}

/** Position and orientation in the world. */
function writePose(page: PageBuffer, drive: Drive): void {
  const { vehicle, spec, pose } = drive;
  const v = vehicle.speedMps;
  const sin = Math.sin(pose.direction);
  const cos = Math.cos(pose.direction);
  page.float(f.velocity, sin * v, 0);
  page.float(f.velocity, pose.slope * v, 1);
  page.float(f.velocity, cos * v, 2);
  // As the game has it: -atan2(vx, vz), from -pi to pi.
  page.float(f.heading, -Math.atan2(sin, cos));
  page.float(f.pitch, Math.atan(pose.slope) - (vehicle.accelerationMps2 / gravity) * 0.009);
  page.float(f.roll, (drive.lateralMps2 / gravity) * 0.014);
  page.float(f.localAngularVel, v > 0.5 ? -drive.lateralMps2 / v : 0, 1);
  page.float(f.localVelocity, drive.lateralMps2 * -0.012, 0);
  page.float(f.localVelocity, v, 2);
  const half = spec.trackWidthM / 2;
  const frontM = spec.wheelbaseM * (1 - spec.frontShare);
  for (let wheel = 0; wheel < 4; wheel++) {
    const aheadM = wheel < 2 ? frontM : frontM - spec.wheelbaseM;
    const rightM = wheel % 2 === 0 ? -half : half;
    const x = wheel * 3;
    const y = x + 1;
    const z = x + 2;
    // Seen from above, right of (sin, cos) is (-cos, sin).
    page.float(f.tyreContactPoint, pose.x + sin * aheadM - cos * rightM, x);
    page.float(f.tyreContactPoint, pose.y + pose.slope * aheadM, y);
    page.float(f.tyreContactPoint, pose.z + cos * aheadM + sin * rightM, z);
    page.float(f.tyreContactHeading, sin, x);
    page.float(f.tyreContactHeading, pose.slope, y);
    page.float(f.tyreContactHeading, cos, z);
    page.float(f.tyreContactNormal, -pose.slope * sin, x);
    page.float(f.tyreContactNormal, 1, y);
    page.float(f.tyreContactNormal, -pose.slope * cos, z);
  }
}
