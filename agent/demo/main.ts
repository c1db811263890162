/**
 * Runs the demo car in real time: one step every 3 ms on an absolute schedule, written to the game's pages. Connects
 * model, pages, clock and log.
 */
import type { Log } from '../../protocol/log.ts';
import { defaultPagePrefix } from '../games/assetto-corsa/layout.ts';
import { openPlatform } from '../memory/open.ts';
import type { Platform } from '../memory/port.ts';
import { monotonicMs } from '../sampling/clock.ts';
import { DemoCar, type DemoCarOptions, type Life } from './demo-car.ts';
import { stepMs } from './drive.ts';
import { openWritablePages, refuseWhenInUse } from './pages.ts';
import type { WritablePages } from './writable-pages.ts';

export interface RunOptions extends Omit<DemoCarOptions, 'seed'> {
  /** Absent: another drive each time. */
  readonly seed?: number;
  /** Factor of real time; 1 by default. */
  readonly speed?: number;
  /** Ends after this many laps; absent: drives until it is stopped. */
  readonly laps?: number;
  /** Of the pages' names; absent: `SEQUENTIAL_PAGES`, as for the agent, else `acpmf`. */
  readonly pagesPrefix?: string;
}

export interface RunningDemoCar {
  /** Resolves when the drive has ended or was stopped; rejects when it failed. */
  readonly ended: Promise<void>;
  /** Ends the drive and removes the pages. May be called twice. */
  stop(): Promise<void>;
}

/** Steps between two turns of the event loop: 24 ms. */
const stepsInARow = 8;
/** A loop that is later than this skips the missed steps. */
const skipAfterMs = 250;

/**
 * Starts to drive; resolves when the pages are there.
 * @throws DemoCarError when a game uses the pages, or the system has none.
 */
export async function runDemoCar(options: RunOptions, log: Log): Promise<RunningDemoCar> {
  const seed = options.seed ?? Date.now() % 1_000_000;
  const pagesPrefix = options.pagesPrefix ?? process.env.SEQUENTIAL_PAGES ?? defaultPagePrefix;
  const car = new DemoCar({ ...options, seed });
  const platform = await openPlatform('auto', pagesPrefix);
  let pages: WritablePages;
  try {
    await refuseWhenInUse(platform);
    pages = await openWritablePages(pagesPrefix);
  } catch (error) {
    platform.wait.close();
    throw error;
  }
  log.info({ seed, car: car.drive.spec.car, track: car.track }, 'The demo car starts.');
  const run = new Run({ car, options, platform, pagesPrefix, log }, pages);
  return { ended: run.ended, stop: () => run.stop() };
}

interface RunParts {
  readonly car: DemoCar;
  readonly options: RunOptions;
  readonly platform: Platform;
  readonly pagesPrefix: string;
  readonly log: Log;
}

class Run {
  readonly ended: Promise<void>;
  readonly #parts: RunParts;
  readonly #car: DemoCar;
  #pages: WritablePages | null;
  #life: Life = 'loading';
  #stopped = false;

  constructor(parts: RunParts, pages: WritablePages) {
    this.#parts = parts;
    this.#car = parts.car;
    this.#pages = pages;
    this.ended = this.#drive();
    // A caller that does not wait for the end must not cause an unhandled rejection.
    this.ended.catch(() => {});
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.ended;
  }

  async #drive(): Promise<void> {
    const intervalMs = stepMs / (this.#parts.options.speed ?? 1);
    let dueMs = monotonicMs();
    try {
      while (!this.#over()) {
        for (let i = 0; i < stepsInARow; i++) {
          dueMs += intervalMs;
          this.#parts.platform.wait.until(dueMs);
          this.#step();
          if (this.#car.life !== this.#life) await this.#followLife();
        }
        const now = monotonicMs();
        if (now - dueMs > skipAfterMs) dueMs = now;
        await new Promise((resolve) => setImmediate(resolve));
      }
    } finally {
      this.#pages?.close();
      this.#pages = null;
      this.#parts.platform.wait.close();
    }
  }

  #over(): boolean {
    const { laps } = this.#parts.options;
    const done = laps !== undefined && this.#car.drive.clock.shown.completedLaps >= laps;
    return this.#stopped || done || this.#car.life === 'ended';
  }

  #step(): void {
    const written = this.#car.step();
    const pages = this.#pages;
    if (pages === null) return;
    if (written.static) pages.write('static', this.#car.static.bytes);
    if (written.physics) pages.write('physics', this.#car.physics.bytes);
    if (written.cars && this.#car.field !== null) {
      pages.write('crewchief', this.#car.field.page.bytes);
    }
    if (written.graphics) pages.write('graphics', this.#car.graphics.bytes);
  }

  /** The pages come and go with the game. */
  async #followLife(): Promise<void> {
    const { life } = this.#car;
    this.#life = life;
    if (life === 'gone') {
      this.#pages?.close();
      this.#pages = null;
      this.#parts.log.info({}, 'The demo car has ended.');
    } else if (life === 'loading') {
      this.#pages = await openWritablePages(this.#parts.pagesPrefix);
      this.#parts.log.info({ car: this.#car.drive.spec.car }, 'Another demo car starts.');
    }
  }
}
