/**
 * The offset of each field in the three shared-memory pages of Assetto Corsa, as data that is checked when the module
 * loads. Little endian, 4-byte packing; strings are UTF-16 of a fixed length, ended by a NUL or their length.
 *
 * Source: Kunos' ACSharedMemoryDocumentation.pdf, checked against a Windows compiler. The physics fields from
 * `P2PActivations` on are not in that document; they can always be read, because sections are rounded to 4096 bytes.
 */

export type FieldType = 'int32' | 'float32' | 'utf16';

export interface Field {
  /** Bytes from the start of the page. */
  readonly offset: number;
  readonly type: FieldType;
  /** Values in a row: 1, 3 for a vector, 4 for the wheels (front left, front right, rear left, rear right), characters of a string. */
  readonly count: number;
}

export type PageName = 'physics' | 'graphics' | 'static';

export interface PageLayout {
  readonly name: PageName;
  readonly sizeBytes: number;
  /** In the order of their offsets. */
  readonly fields: Readonly<Record<string, Field>>;
}

const bytesOf: Record<FieldType, number> = { int32: 4, float32: 4, utf16: 2 };

function field(offset: number, type: FieldType, count = 1): Field {
  return { offset, type, count };
}

const physicsFields = {
  packetId: field(0, 'int32'),
  gas: field(4, 'float32'),
  brake: field(8, 'float32'),
  fuel: field(12, 'float32'),
  gear: field(16, 'int32'),
  rpms: field(20, 'int32'),
  steerAngle: field(24, 'float32'),
  speedKmh: field(28, 'float32'),
  velocity: field(32, 'float32', 3),
  accG: field(44, 'float32', 3),
  wheelSlip: field(56, 'float32', 4),
  wheelLoad: field(72, 'float32', 4),
  wheelsPressure: field(88, 'float32', 4),
  wheelAngularSpeed: field(104, 'float32', 4),
  tyreWear: field(120, 'float32', 4),
  tyreDirtyLevel: field(136, 'float32', 4),
  tyreCoreTemperature: field(152, 'float32', 4),
  camberRAD: field(168, 'float32', 4),
  suspensionTravel: field(184, 'float32', 4),
  drs: field(200, 'float32'),
  tc: field(204, 'float32'),
  heading: field(208, 'float32'),
  pitch: field(212, 'float32'),
  roll: field(216, 'float32'),
  cgHeight: field(220, 'float32'),
  carDamage: field(224, 'float32', 5),
  numberOfTyresOut: field(244, 'int32'),
  pitLimiterOn: field(248, 'int32'),
  abs: field(252, 'float32'),
  kersCharge: field(256, 'float32'),
  kersInput: field(260, 'float32'),
  autoShifterOn: field(264, 'int32'),
  rideHeight: field(268, 'float32', 2),
  turboBoost: field(276, 'float32'),
  ballast: field(280, 'float32'),
  airDensity: field(284, 'float32'),
  airTemp: field(288, 'float32'),
  roadTemp: field(292, 'float32'),
  localAngularVel: field(296, 'float32', 3),
  finalFF: field(308, 'float32'),
  performanceMeter: field(312, 'float32'),
  engineBrake: field(316, 'int32'),
  ersRecoveryLevel: field(320, 'int32'),
  ersPowerLevel: field(324, 'int32'),
  ersHeatCharging: field(328, 'int32'),
  ersIsCharging: field(332, 'int32'),
  kersCurrentKJ: field(336, 'float32'),
  drsAvailable: field(340, 'int32'),
  drsEnabled: field(344, 'int32'),
  brakeTemp: field(348, 'float32', 4),
  clutch: field(364, 'float32'),
  tyreTempI: field(368, 'float32', 4),
  tyreTempM: field(384, 'float32', 4),
  tyreTempO: field(400, 'float32', 4),
  isAIControlled: field(416, 'int32'),
  tyreContactPoint: field(420, 'float32', 12),
  tyreContactNormal: field(468, 'float32', 12),
  tyreContactHeading: field(516, 'float32', 12),
  brakeBias: field(564, 'float32'),
  localVelocity: field(568, 'float32', 3),
  P2PActivations: field(580, 'int32'),
  P2PStatus: field(584, 'int32'),
  currentMaxRpm: field(588, 'int32'),
};

const graphicsFields = {
  packetId: field(0, 'int32'),
  status: field(4, 'int32'),
  session: field(8, 'int32'),
  currentTime: field(12, 'utf16', 15),
  lastTime: field(42, 'utf16', 15),
  bestTime: field(72, 'utf16', 15),
  split: field(102, 'utf16', 15),
  completedLaps: field(132, 'int32'),
  position: field(136, 'int32'),
  iCurrentTime: field(140, 'int32'),
  iLastTime: field(144, 'int32'),
  iBestTime: field(148, 'int32'),
  sessionTimeLeft: field(152, 'float32'),
  distanceTraveled: field(156, 'float32'),
  isInPit: field(160, 'int32'),
  currentSectorIndex: field(164, 'int32'),
  lastSectorTime: field(168, 'int32'),
  numberOfLaps: field(172, 'int32'),
  tyreCompound: field(176, 'utf16', 33),
  replayTimeMultiplier: field(244, 'float32'),
  normalizedCarPosition: field(248, 'float32'),
  carCoordinates: field(252, 'float32', 3),
  penaltyTime: field(264, 'float32'),
  flag: field(268, 'int32'),
  idealLineOn: field(272, 'int32'),
  isInPitLane: field(276, 'int32'),
  surfaceGrip: field(280, 'float32'),
  mandatoryPitDone: field(284, 'int32'),
  windSpeed: field(288, 'float32'),
  windDirection: field(292, 'float32'),
};

const staticFields = {
  smVersion: field(0, 'utf16', 15),
  acVersion: field(30, 'utf16', 15),
  numberOfSessions: field(60, 'int32'),
  numCars: field(64, 'int32'),
  carModel: field(68, 'utf16', 33),
  track: field(134, 'utf16', 33),
  playerName: field(200, 'utf16', 33),
  playerSurname: field(266, 'utf16', 33),
  playerNick: field(332, 'utf16', 33),
  sectorCount: field(400, 'int32'),
  maxTorque: field(404, 'float32'),
  maxPower: field(408, 'float32'),
  maxRpm: field(412, 'int32'),
  maxFuel: field(416, 'float32'),
  suspensionMaxTravel: field(420, 'float32', 4),
  tyreRadius: field(436, 'float32', 4),
  maxTurboBoost: field(452, 'float32'),
  deprecated1: field(456, 'float32'),
  deprecated2: field(460, 'float32'),
  penaltiesEnabled: field(464, 'int32'),
  aidFuelRate: field(468, 'float32'),
  aidTireRate: field(472, 'float32'),
  aidMechanicalDamage: field(476, 'float32'),
  aidAllowTyreBlankets: field(480, 'int32'),
  aidStability: field(484, 'float32'),
  aidAutoClutch: field(488, 'int32'),
  aidAutoBlip: field(492, 'int32'),
  hasDRS: field(496, 'int32'),
  hasERS: field(500, 'int32'),
  hasKERS: field(504, 'int32'),
  kersMaxJ: field(508, 'float32'),
  engineBrakeSettingsCount: field(512, 'int32'),
  ersPowerControllerCount: field(516, 'int32'),
  trackSplineLength: field(520, 'float32'),
  trackConfiguration: field(524, 'utf16', 33),
  ersMaxJ: field(592, 'float32'),
  isTimedRace: field(596, 'int32'),
  hasExtraLap: field(600, 'int32'),
  carSkin: field(604, 'utf16', 33),
  reversedGridPositions: field(672, 'int32'),
  pitWindowStart: field(676, 'int32'),
  pitWindowEnd: field(680, 'int32'),
};

/** Each packet is one physics step of 3 ms (333.33 a second). */
export const physicsPage = { name: 'physics', sizeBytes: 592, fields: physicsFields } as const;
/** Written once for each frame that the game renders; its packet id counts about two a frame. */
export const graphicsPage = { name: 'graphics', sizeBytes: 296, fields: graphicsFields } as const;
/** Written while a session loads. */
export const staticPage = { name: 'static', sizeBytes: 684, fields: staticFields } as const;

export const pages: Readonly<Record<PageName, PageLayout>> = {
  physics: physicsPage,
  graphics: graphicsPage,
  static: staticPage,
};

export const pageNames: readonly PageName[] = ['physics', 'graphics', 'static'];

/** Prefix of the game's page names; tests use another one, so they never touch a running game. */
export const defaultPagePrefix = 'acpmf';

/** Name of the section on Windows, for instance `Local\acpmf_physics`. */
export function windowsPageName(page: PageName, prefix: string = defaultPagePrefix): string {
  return `Local\\${prefix}_${page}`;
}

/** File of the page on Linux, as the Proton bridges write it, for instance `/dev/shm/acpmf_physics`. */
export function linuxPagePath(page: PageName, prefix: string = defaultPagePrefix): string {
  return `/dev/shm/${prefix}_${page}`;
}

/** Programs that own these pages. */
export const gameProcessNames: readonly string[] = ['acs.exe', 'acs_x86.exe'];

/** Games with another layout under the same page names; only the process name shows which game it is. */
export const otherGames: readonly { process: string; title: string }[] = [
  { process: 'AC2-Win64-Shipping.exe', title: 'Assetto Corsa Competizione' },
  { process: 'acr.exe', title: 'Assetto Corsa Rally' },
  // Before version 0.6; later versions have page names of their own.
  { process: 'AssettoCorsaEVO.exe', title: 'Assetto Corsa EVO' },
];

function aligned(offset: number, alignment: number): number {
  return Math.ceil(offset / alignment) * alignment;
}

/**
 * @returns null when the fields follow one another, aligned, to the end of the page; else a sentence with the first
 * mistake
 */
export function layoutProblem(page: PageLayout): string | null {
  let end = 0;
  for (const [name, { offset, type, count }] of Object.entries(page.fields)) {
    const expected = aligned(end, bytesOf[type]);
    if (offset !== expected) return `${page.name}.${name} is at ${offset} instead of ${expected}`;
    end = offset + bytesOf[type] * count;
  }
  end = aligned(end, 4);
  return end === page.sizeBytes
    ? null
    : `${page.name} ends at ${end} instead of ${page.sizeBytes} bytes`;
}

for (const name of pageNames) {
  const problem = layoutProblem(pages[name]);
  if (problem !== null) throw new Error(`The page layout contradicts itself: ${problem}.`);
}
