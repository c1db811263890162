/**
 * Drives a demo car in time lapse and keeps the content of its pages, step by step and frame by frame. It reads them by
 * the layout, as a reader of real pages does, and never uses the model.
 */
import { DemoCar, type DemoCarOptions } from '../../../agent/demo/demo-car.ts';
import {
  type Field,
  graphicsPage,
  type PageLayout,
  physicsPage,
  staticPage,
} from '../../../agent/games/assetto-corsa/layout.ts';

/** Reads fields of a page's bytes. */
export class PageReader {
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  int(field: Field): number {
    return this.#view.getInt32(field.offset, true);
  }

  float(field: Field, index = 0): number {
    return this.#view.getFloat32(field.offset + index * 4, true);
  }

  floats(field: Field): number[] {
    return Array.from({ length: field.count }, (_, index) => this.float(field, index));
  }

  text(field: Field): string {
    let text = '';
    for (let i = 0; i < field.count; i++) {
      const code = this.#view.getUint16(field.offset + i * 2, true);
      if (code === 0) break;
      text += String.fromCharCode(code);
    }
    return text;
  }

  /** Names of number fields that hold something that is not a number. */
  broken(page: PageLayout): string[] {
    return Object.entries(page.fields)
      .filter(([, field]) => field.type === 'float32')
      .filter(([, field]) => !this.floats(field).every(Number.isFinite))
      .map(([name]) => `${page.name}.${name}`);
  }
}

export const p = physicsPage.fields;
export const g = graphicsPage.fields;
export const s = staticPage.fields;

/** One physics step. */
export type Step = Readonly<ReturnType<typeof readStep>>;

/** One rendered frame. */
export type Frame = Readonly<ReturnType<typeof readFrame>>;

export interface Logbook {
  readonly car: DemoCar;
  readonly steps: Step[];
  readonly frames: Frame[];
  /** Fields that were not numbers at some time. */
  readonly broken: Set<string>;
}

function three(page: PageReader, field: Field): readonly [number, number, number] {
  return [page.float(field), page.float(field, 1), page.float(field, 2)];
}

function readStep(page: PageReader, atMs: number) {
  return {
    atMs,
    packetId: page.int(p.packetId),
    gas: page.float(p.gas),
    brake: page.float(p.brake),
    clutch: page.float(p.clutch),
    gear: page.int(p.gear),
    rpms: page.int(p.rpms),
    steer: page.float(p.steerAngle),
    speedKmh: page.float(p.speedKmh),
    fuel: page.float(p.fuel),
    accG: three(page, p.accG),
    heading: page.float(p.heading),
    velocity: three(page, p.velocity),
    tyresOut: page.int(p.numberOfTyresOut),
    pitLimiter: page.int(p.pitLimiterOn),
    brakeTempC: page.float(p.brakeTemp, 2),
    wearPct: page.float(p.tyreWear, 2),
  };
}

function readFrame(page: PageReader, atMs: number) {
  return {
    atMs,
    packetId: page.int(g.packetId),
    status: page.int(g.status),
    currentMs: page.int(g.iCurrentTime),
    lastMs: page.int(g.iLastTime),
    bestMs: page.int(g.iBestTime),
    texts: [page.text(g.currentTime), page.text(g.lastTime), page.text(g.bestTime)],
    completedLaps: page.int(g.completedLaps),
    position: page.float(g.normalizedCarPosition),
    sector: page.int(g.currentSectorIndex),
    lastSectorMs: page.int(g.lastSectorTime),
    inPit: page.int(g.isInPit),
    inPitLane: page.int(g.isInPitLane),
    timeLeftMs: page.float(g.sessionTimeLeft),
    distanceM: page.float(g.distanceTraveled),
    world: three(page, g.carCoordinates),
    flag: page.int(g.flag),
  };
}

/** @param until looked at once for every rendered frame; an hour is the end of it all. */
export function keepLogbook(
  options: DemoCarOptions,
  until: (frame: Frame, car: DemoCar) => boolean,
): Logbook {
  const car = new DemoCar(options);
  const physics = new PageReader(car.physics.bytes);
  const graphics = new PageReader(car.graphics.bytes);
  const book: Logbook = { car, steps: [], frames: [], broken: new Set() };
  while (car.nowMs < 3_600_000) {
    const written = car.step();
    if (written.physics) book.steps.push(readStep(physics, car.nowMs));
    if (!written.graphics) continue;
    const frame = readFrame(graphics, car.nowMs);
    book.frames.push(frame);
    if (book.frames.length % 16 === 0) {
      for (const name of physics.broken(physicsPage)) book.broken.add(name);
      for (const name of graphics.broken(graphicsPage)) book.broken.add(name);
    }
    if (until(frame, car)) break;
  }
  return book;
}

export function afterLaps(laps: number): (frame: Frame) => boolean {
  return (frame) => frame.completedLaps >= laps && frame.currentMs > 500;
}

/** Frames in which the line was crossed since the frame before. */
export function crossings(frames: readonly Frame[]): number[] {
  const found: number[] = [];
  for (let i = 1; i < frames.length; i++) {
    if (frames[i]!.position < frames[i - 1]!.position - 0.5) found.push(i);
  }
  return found;
}
