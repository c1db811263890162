/** Made-up cars as data, with the formulas that follow from it. */

export interface CarSpec {
  /** As the game names its folders. */
  readonly car: string;
  readonly skin: string;
  readonly tyreCompound: string;
  /** With the driver, without fuel, kg. */
  readonly massKg: number;
  readonly fuelMaxL: number;
  /** Litres burnt for each MJ that the engine gives. */
  readonly fuelPerMJ: number;
  /** Full-throttle torque: [rpm, Nm], ascending. */
  readonly torque: readonly (readonly [number, number])[];
  readonly inertiaKgM2: number;
  readonly idleRpm: number;
  /** Where the ignition cuts; `maxRpm` of the static page. */
  readonly limiterRpm: number;
  /** Where a driver changes up on a straight. */
  readonly shiftRpm: number;
  /** Engine turns for each turn of a driven wheel, first gear first. */
  readonly ratios: readonly number[];
  readonly wheelRadiusM: number;
  readonly wheelbaseM: number;
  readonly trackWidthM: number;
  readonly centreHeightM: number;
  /** Share of the weight on the front axle at rest. */
  readonly frontShare: number;
  /** Air drag and downforce as areas, m². */
  readonly dragArea: number;
  readonly liftArea: number;
  /** Grip of warm tyres without downforce, in g. */
  readonly grip: number;
  /** Road-wheel angle at full lock, rad. */
  readonly lockRad: number;
  /** Highest boost, bar; 0 without a turbo. */
  readonly boostMaxBar: number;
  readonly brakeBias: number;
}

export const gravity = 9.81;
export const airDensity = 1.19;

/** A made-up GT car: six gears, 8500 rpm, about 410 kW. */
export const kestrelGt: CarSpec = {
  car: 'sq_kestrel_gt',
  skin: '07_harvest',
  tyreCompound: 'Slick Medium (M)',
  massKg: 1290,
  fuelMaxL: 96,
  fuelPerMJ: 0.1,
  torque: [
    [0, 60],
    [1000, 260],
    [2500, 400],
    [4000, 485],
    [5500, 545],
    [6500, 556],
    [7500, 525],
    [8200, 486],
    [8600, 440],
    [9500, 200],
  ],
  inertiaKgM2: 0.13,
  idleRpm: 1500,
  limiterRpm: 8500,
  shiftRpm: 8280,
  ratios: [11.6, 8.25, 6.42, 5.24, 4.46, 3.9],
  wheelRadiusM: 0.345,
  wheelbaseM: 2.64,
  trackWidthM: 1.66,
  centreHeightM: 0.42,
  frontShare: 0.46,
  dragArea: 1.12,
  liftArea: 3.1,
  grip: 1.62,
  lockRad: 0.5,
  boostMaxBar: 0.6,
  brakeBias: 0.575,
};

/** A smaller made-up car for a change of car: five gears, 7200 rpm, about 190 kW. */
export const wrenCup: CarSpec = {
  ...kestrelGt,
  car: 'sq_wren_cup',
  skin: '22_mint',
  tyreCompound: 'Semislicks (SM)',
  massKg: 1080,
  fuelMaxL: 55,
  torque: [
    [0, 40],
    [1000, 150],
    [2500, 215],
    [4000, 255],
    [5200, 272],
    [6200, 268],
    [7000, 244],
    [7300, 215],
    [8200, 90],
  ],
  inertiaKgM2: 0.11,
  idleRpm: 1100,
  limiterRpm: 7200,
  shiftRpm: 6980,
  ratios: [12.2, 8.3, 6.2, 4.95, 4.1],
  wheelRadiusM: 0.315,
  wheelbaseM: 2.51,
  trackWidthM: 1.55,
  dragArea: 0.78,
  liftArea: 0.9,
  grip: 1.34,
  boostMaxBar: 0,
};

export const carSpecs: readonly CarSpec[] = [kestrelGt, wrenCup];

export function radSToRpm(radS: number): number {
  return (radS * 30) / Math.PI;
}

export function rpmToRadS(rpm: number): number {
  return (rpm * Math.PI) / 30;
}

/** Full-throttle torque in Nm at an engine speed. */
export function fullTorque(spec: CarSpec, rpm: number): number {
  const { torque } = spec;
  for (let i = 1; i < torque.length; i++) {
    const [highRpm, highNm] = torque[i]!;
    if (rpm > highRpm) continue;
    const [lowRpm, lowNm] = torque[i - 1]!;
    return lowNm + ((highNm - lowNm) * Math.max(0, rpm - lowRpm)) / (highRpm - lowRpm);
  }
  return 0;
}

/** Engine braking with a closed throttle, Nm. */
export function dragTorque(rpm: number): number {
  return rpm <= 0 ? 0 : 22 + rpm * 0.0125;
}

/** Engine speed at a road speed in a gear (game's number: 2 = first), without slip. */
export function rpmAt(spec: CarSpec, gear: number, speedMps: number): number {
  const ratio = spec.ratios[gear - 2];
  return ratio === undefined ? 0 : radSToRpm((speedMps / spec.wheelRadiusM) * ratio);
}

/** Highest power and torque, for the static page: W and Nm. */
export function peak(spec: CarSpec): { powerW: number; torqueNm: number } {
  let powerW = 0;
  let torqueNm = 0;
  for (let rpm = 0; rpm <= spec.limiterRpm; rpm += 10) {
    const nm = fullTorque(spec, rpm);
    torqueNm = Math.max(torqueNm, nm);
    powerW = Math.max(powerW, nm * rpmToRadS(rpm));
  }
  return { powerW, torqueNm };
}
