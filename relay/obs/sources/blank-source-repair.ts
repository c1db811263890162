/**
 * Repairs our browser sources in OBS that show a blank page: OBS was started before the relay, or the page crashed.
 * Refreshes such a source a few times with growing pauses, and then reports what to do.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { limits } from '../../../protocol/limits.ts';
import type { Log } from '../../../protocol/log.ts';
import { ObsError, type ObsPort, unlessRefused } from '../connection/obs-port.ts';
import type { ObsPlace } from '../undo/obs-place.ts';
import type { TimedChanges } from '../undo/timed-changes.ts';
import { type ConnectedPage, listOwnSources, type OwnSource, sourceHealth } from './own-sources.ts';

export interface RepairTiming {
  pollMs: number;
  /** A page gets this long to connect by itself, as it does after a restart of the relay. */
  patienceMs: number;
  /** How long a source shows an empty page before its own comes back. */
  blankMs: number;
}

/** A source without a page. */
interface BlankSource {
  attempts: number;
  nextMs: number;
}

export interface RepairOptions {
  obs: ObsPort;
  /** Changes the address of a page and changes it back. */
  changes: TimedChanges;
  log: Log;
  /** Addresses of the relay. */
  origins: () => readonly string[];
  /** Pages that are connected to the relay now. */
  pages: () => readonly ConnectedPage[];
  timing?: Partial<RepairTiming>;
}

export class BlankSourceRepair {
  readonly #options: RepairOptions;
  readonly #timing: RepairTiming;
  readonly #blank = new Map<string, BlankSource>();
  readonly #timer: NodeJS.Timeout;
  #problems: string[] = [];
  #isChecking = false;
  #isClosed = false;

  constructor(options: RepairOptions) {
    this.#options = options;
    this.#timing = {
      pollMs: limits.healPollMs,
      patienceMs: limits.healPatienceMs,
      blankMs: limits.healBlankMs,
      ...options.timing,
    };
    this.#timer = setInterval(() => void this.check(), this.#timing.pollMs);
    this.#timer.unref();
  }

  /** Sentences about blank sources, for `/api/obs`. */
  get problems(): readonly string[] {
    return this.#problems;
  }

  /** Checks all sources once; does nothing while an earlier check runs. Never rejects. */
  async check(): Promise<void> {
    if (this.#isChecking || this.#isClosed || this.#options.obs.state.name !== 'connected') return;
    this.#isChecking = true;
    try {
      await this.#check();
    } catch (error) {
      // If OBS disconnects meanwhile, the next check starts again.
      if (error instanceof ObsError) return;
      this.#options.log.error({ err: error }, 'Blank overlays in OBS could not be repaired.');
    } finally {
      this.#isChecking = false;
    }
  }

  /** May be called twice. */
  close(): void {
    this.#isClosed = true;
    clearInterval(this.#timer);
  }

  async #check(): Promise<void> {
    const { obs, changes, origins, pages } = this.#options;
    const sources = await listOwnSources(obs, origins());
    const { alive, dead, unclear } = sourceHealth(sources, pages());
    for (const { name } of alive) this.#recovered(name);
    const problems = unclear.map(
      ({ name }) =>
        `"${name}" and others show the same page, and one of them has none: refresh the one that is blank in OBS.`,
    );
    for (const name of [...this.#blank.keys()]) {
      const isListed = sources.some((source) => source.name === name);
      if (!isListed && !changes.isChanged(pageOf(name))) this.#blank.delete(name);
    }
    for (const source of dead) problems.push(await this.#repair(source));
    this.#problems = problems;
  }

  #recovered(name: string): void {
    const blank = this.#blank.get(name);
    this.#blank.delete(name);
    if (blank !== undefined && blank.attempts > 0) {
      this.#options.log.info({ source: name }, 'The overlay in OBS shows its page again.');
    }
  }

  /** @returns a sentence about what is wrong */
  async #repair({ name }: OwnSource): Promise<string> {
    const { log } = this.#options;
    const { patienceMs } = this.#timing;
    const now = performance.now();
    const blank = this.#blank.get(name) ?? { attempts: 0, nextMs: now + patienceMs };
    this.#blank.set(name, blank);
    if (now >= blank.nextMs && blank.attempts < limits.healAttemptsMax) {
      blank.attempts++;
      blank.nextMs = now + patienceMs * 2 ** blank.attempts;
      const fields = { source: name, attempt: blank.attempts };
      log.info(fields, 'An overlay in OBS has no page that is connected; refreshing it.');
      await this.#refresh(name, blank.attempts);
      if (blank.attempts === limits.healAttemptsMax) {
        log.warn({ source: name }, `Refreshed ${blank.attempts} times; leaving it alone now.`);
      }
    }
    const tried = blank.attempts === 0 ? '' : ` Refreshed ${blank.attempts} times so far.`;
    const advice =
      blank.attempts === limits.healAttemptsMax
        ? ' Open its properties in OBS and check the URL, or restart OBS.'
        : '';
    return `"${name}" shows no page of the relay that is connected.${tried}${advice}`;
  }

  /** The button reloads the page. A page that crashed may need a new browser, which a change of address brings. */
  async #refresh(name: string, attempt: number): Promise<void> {
    const { obs, changes } = this.#options;
    if (attempt !== 2) {
      const button = { inputName: name, propertyName: 'refreshnocache' };
      const pressed = obs.call('PressInputPropertiesButton', button).then(() => true);
      if ((await unlessRefused(pressed)) !== null) return;
    }
    // As a timed change, so that the address comes back whatever happens, at the next start if need be.
    const { blankMs } = this.#timing;
    await changes.put(pageOf(name), 'about:blank', repairName, (2 * blankMs) / 1000);
    await pause(blankMs);
    await changes.undo(pageOf(name));
  }
}

/** In place of a rule's name. */
const repairName = 'mending';

function pageOf(source: string): ObsPlace {
  return { kind: 'address', source };
}
