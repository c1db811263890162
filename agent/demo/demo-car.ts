/**
 * A model of the game: drives a made-up car and fills the three pages as the game does, through all its states (loading,
 * menu, pause, replay, gone). One `step` is 3 ms of driving. The same seed always gives the same bytes. Pure.
 */
import { graphicsPage, physicsPage, staticPage } from '../games/assetto-corsa/layout.ts';
import { type CarSpec, carSpecs } from './car-spec.ts';
import { Drive, stepMs } from './drive.ts';
import { DemoField } from './field/demo-field.ts';
import { gameStatus, writeGraphics } from './graphics-page.ts';
import { PageBuffer } from './page-buffer.ts';
import { writeFixedPhysics, writePhysics } from './physics-page.ts';
import { createRandom, createWander, type Wander } from './random.ts';
import { writeStatic } from './static-page.ts';

/**
 * Something that happens to the game at a time.
 * - `pause`, `menu`, `replay`: the physics stop and the status changes, until `resume`
 * - `quiet-pause`: the physics stop and the status stays live, as the game sometimes does
 * - `restart`: the session restarts; `pits`: the car is put into its box
 * - `new-game`: the game ends and starts again, with another car or track where given
 * - `stale`: the game is gone, and another program still holds its pages open
 * - `exit`: the game ends and its pages with it
 */
export interface ScriptStep {
  /** Seconds since the start, with pauses. */
  readonly atS: number;
  readonly do:
    | 'pause'
    | 'quiet-pause'
    | 'menu'
    | 'replay'
    | 'resume'
    | 'restart'
    | 'pits'
    | 'new-game'
    | 'stale'
    | 'exit';
  /** For `new-game`: the id of a made-up car, and any track id. */
  readonly car?: string;
  readonly track?: string;
}

export interface DemoCarOptions {
  readonly seed: number;
  readonly driver?: string;
  readonly car?: string;
  readonly track?: string;
  readonly trackConfiguration?: string;
  /** Redline in the static page; absent: the car's; 0: unknown, as for some cars of the game. */
  readonly maxRpm?: number;
  /** A pit stop ends every lap that this divides; 0 = never. */
  readonly pitEveryLaps?: number;
  /** The lap on which the driver runs wide; 0 = none. */
  readonly spoiltLap?: number;
  readonly sessionMinutes?: number;
  /** Nineteen other cars drive too, in a race or a practice; absent: the car is alone in a practice. */
  readonly field?: 'race' | 'practice';
  readonly script?: readonly ScriptStep[];
}

/** `gone`: no game, no pages. `stale`: pages without a game. `ended`: gone for good. */
export type Life = 'loading' | 'running' | 'gone' | 'stale' | 'ended';

/** Which pages the last step wrote. */
export interface Written {
  physics: boolean;
  graphics: boolean;
  static: boolean;
  /** The page of other cars. */
  cars: boolean;
}

const framesPerSecond = 60;
const loadingS = 1.2;
/** How long a restarted game is gone. */
const awayS = 4;
/** What the game reports while the car stands still. */
const frozenStatus = {
  pause: gameStatus.pause,
  'quiet-pause': gameStatus.live,
  menu: gameStatus.off,
  replay: gameStatus.replay,
};

/** Time under the chequered flag before the next session begins: in a race everybody finishes the lap. */
const flagShownMs = { practice: 30_000, race: 240_000 };
/** The page of other cars is written with every second picture. */
const picturesPerPage = 2;
export const demoTrack = { track: 'sq_hollowmere', configuration: 'gp' } as const;

export class DemoCar {
  readonly physics = new PageBuffer(physicsPage);
  readonly graphics = new PageBuffer(graphicsPage);
  readonly static = new PageBuffer(staticPage);
  readonly written: Written = { physics: false, graphics: false, static: false, cars: false };
  life: Life = 'loading';
  drive: Drive;
  /** The other cars; null: there are none. */
  field: DemoField | null = null;
  readonly #options: DemoCarOptions;
  readonly #script: readonly ScriptStep[];
  #spec: CarSpec;
  #track: string;
  #rattle: Wander;
  #steps = 0;
  #scriptAt = 0;
  #lifeEndsMs = loadingS * 1000;
  #status: number = gameStatus.off;
  #still = false;
  #physicsPacketId = 0;
  #graphicsPacketId = 0;
  #frames = 0;
  #sessionBeganMs = 0;
  /** Games started so far; each has its own random numbers. */
  #games = 0;
  /** Sessions restarted so far; each has its own race. */
  #sessions = 0;

  /** @throws Error for an unknown car */
  constructor(options: DemoCarOptions) {
    this.#options = options;
    this.#script = [...(options.script ?? [])].sort((a, b) => a.atS - b.atS);
    this.#spec = specOf(options.car);
    this.#track = options.track ?? demoTrack.track;
    this.#rattle = this.#newRattle();
    this.drive = this.#newDrive();
    this.field = this.#newField();
  }

  get track(): string {
    return this.#track;
  }

  /** ms since the start, with pauses. */
  get nowMs(): number {
    return this.#steps * stepMs;
  }

  /** Advances the model by 3 ms. */
  step(): Written {
    const { written } = this;
    written.physics = false;
    written.graphics = false;
    written.static = false;
    written.cars = false;
    this.#steps += 1;
    this.#act();
    this.#updateLife();
    if (this.life === 'running' && !this.#still) {
      if (this.#timeLeftMs < -flagShownMs[this.#options.field ?? 'practice']) this.#restart();
      this.drive.step();
      this.field?.follow(this.drive, this.#sessionMs);
      this.#physicsPacketId += 1;
      const { vehicle } = this.drive;
      const rattleRpm = this.#rattle.step(stepMs / 1000) * (14 + 16 * vehicle.gas);
      writePhysics(this.physics, this.drive, this.#physicsPacketId, rattleRpm);
      written.physics = true;
    }
    const frames = Math.floor((this.nowMs * framesPerSecond) / 1000);
    if (frames > this.#frames) {
      this.#frames = frames;
      if (this.life === 'running' || this.life === 'loading') this.#render();
    }
    return written;
  }

  #act(): void {
    for (;;) {
      const next = this.#script[this.#scriptAt];
      if (next === undefined || next.atS * 1000 > this.nowMs) return;
      this.#scriptAt += 1;
      this.#perform(next);
    }
  }

  #perform(step: ScriptStep): void {
    switch (step.do) {
      case 'pause':
      case 'quiet-pause':
      case 'menu':
      case 'replay':
        this.#freeze(frozenStatus[step.do]);
        return;
      case 'resume':
        this.#still = false;
        this.#status = gameStatus.live;
        return;
      case 'restart':
        this.#restart();
        return;
      case 'pits':
        this.drive.putIntoBox();
        return;
      case 'new-game':
        this.#spec = specOf(step.car ?? this.#spec.car);
        this.#track = step.track ?? this.#track;
        this.life = 'gone';
        this.#lifeEndsMs = this.nowMs + awayS * 1000;
        return;
      case 'stale':
        this.life = 'stale';
        return;
      case 'exit':
        this.life = 'ended';
        return;
    }
  }

  #restart(): void {
    this.drive.restart();
    this.#sessionBeganMs = this.nowMs;
    this.#sessions += 1;
    this.field = this.#newField();
  }

  get #minutes(): number {
    return this.#options.sessionMinutes ?? 60;
  }

  /** Since the session began, ms. */
  get #sessionMs(): number {
    return this.nowMs - this.#sessionBeganMs;
  }

  get #timeLeftMs(): number {
    return this.#minutes * 60_000 - this.#sessionMs;
  }

  #freeze(status: number): void {
    this.#still = true;
    this.#status = status;
  }

  /** Moves on from gone to loading to running when the time is up. */
  #updateLife(): void {
    if (this.nowMs < this.#lifeEndsMs) return;
    if (this.life === 'gone') {
      this.#games += 1;
      for (const page of [this.physics, this.graphics, this.static]) page.clear();
      this.#physicsPacketId = 0;
      this.#graphicsPacketId = 0;
      this.#status = gameStatus.off;
      this.#still = false;
      this.#rattle = this.#newRattle();
      this.drive = this.#newDrive();
      this.field = this.#newField();
      this.life = 'loading';
      this.#lifeEndsMs = this.nowMs + loadingS * 1000;
      return;
    }
    if (this.life !== 'loading') return;
    this.life = 'running';
    this.#status = gameStatus.live;
    this.#sessionBeganMs = this.nowMs;
    writeFixedPhysics(this.physics, this.drive);
    writeStatic(this.static, {
      spec: this.#spec,
      circuit: this.drive.circuit,
      driver: this.#driver,
      track: this.#track,
      trackConfiguration: this.#options.trackConfiguration ?? demoTrack.configuration,
      maxRpm: this.#options.maxRpm ?? this.#spec.limiterRpm,
      cars: this.field?.count ?? 1,
    });
    this.written.static = true;
  }

  #render(): void {
    // The game's own packet id rises by about two for each rendered frame.
    this.#graphicsPacketId += 2;
    writeGraphics(this.graphics, this.drive, {
      packetId: this.#graphicsPacketId,
      status: this.#status,
      sessionTimeLeftMs: this.#timeLeftMs,
      isRace: this.#options.field === 'race',
      place: this.field?.place ?? 1,
    });
    this.written.graphics = true;
    if (this.field === null || this.life !== 'running' || this.#frames % picturesPerPage > 0)
      return;
    if (this.#still) return;
    this.field.write(this.drive, this.#sessionMs);
    this.written.cars = true;
  }

  #seed(): number {
    return this.#options.seed + this.#games * 7919;
  }

  #newDrive(): Drive {
    return new Drive({
      seed: this.#seed(),
      spec: this.#spec,
      pitEveryLaps: this.#options.pitEveryLaps ?? 6,
      spoiltLap: this.#options.spoiltLap ?? 2,
    });
  }

  get #driver(): string {
    return this.#options.driver ?? 'Demo Driver';
  }

  #newField(): DemoField | null {
    const { field } = this.#options;
    if (field === undefined) return null;
    const seed = this.#seed() + this.#sessions * 104_729;
    return new DemoField(seed, field, this.#minutes, this.drive, this.#driver);
  }

  #newRattle(): Wander {
    return createWander(createRandom(this.#seed(), 'engine'), 0.025);
  }
}

function specOf(car: string | undefined): CarSpec {
  const spec = car === undefined ? carSpecs[0] : carSpecs.find((one) => one.car === car);
  if (spec === undefined) {
    const known = carSpecs.map((one) => one.car).join(', ');
    throw new Error(`There is no demo car named ${car}; there are ${known}.`);
  }
  return spec;
}
