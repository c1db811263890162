/**
 * Mends browser sources of ours that show nothing: OBS was started before the relay, or the page crashed. Tries a
 * few times, more and more patiently, says what it does, and then leaves it to people.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { limits } from '../../../protocol/limits.ts';
import type { Log } from '../../../protocol/log.ts';
import { ObsError, type ObsPort } from '../connection/obs-port.ts';
import type { ObsPlace } from '../undo/obs-place.ts';
import type { TimedChanges } from '../undo/timed-changes.ts';
import { ownSources } from './add-source.ts';
import { type ConnectedPage, type OwnSource, sourceHealth } from './own-sources.ts';

export interface RepairTiming {
  lookMs: number;
  patienceMs: number;
  /** How long a page is taken away before it is put back. */
  blankMs: number;
}

interface Patient {
  sinceMs: number;
  attempts: number;
  nextMs: number;
}

export interface RepairOptions {
  obs: ObsPort;
  /** Takes pages away for a moment and brings them back. */
  stage: TimedChanges;
  log: Log;
  origins: () => readonly string[];
  /** Pages that are connected to the relay now. */
  pages: () => readonly ConnectedPage[];
  timing?: Partial<RepairTiming>;
}

export class BlankSourceRepair {
  readonly #options: RepairOptions;
  readonly #timing: RepairTiming;
  readonly #patients = new Map<string, Patient>();
  readonly #timer: NodeJS.Timeout;
  #problems: string[] = [];
  #looking = false;
  #closed = false;

  constructor(options: RepairOptions) {
    this.#options = options;
    this.#timing = {
      lookMs: limits.healLookMs,
      patienceMs: limits.healPatienceMs,
      blankMs: limits.healBlankMs,
      ...options.timing,
    };
    this.#timer = setInterval(() => void this.look(), this.#timing.lookMs);
    this.#timer.unref();
  }

  /** Sentences about sources that show nothing, for `/api/obs`. */
  get problems(): readonly string[] {
    return this.#problems;
  }

  /** Looks once; two looks never run at the same time. Never rejects. */
  async look(): Promise<void> {
    if (this.#looking || this.#closed || this.#options.obs.state.name !== 'connected') return;
    this.#looking = true;
    try {
      await this.#look();
    } catch (error) {
      // OBS went away in the middle: the next look begins anew.
      if (!(error instanceof ObsError)) this.#options.log.error({ err: error }, 'Healing failed.');
    } finally {
      this.#looking = false;
    }
  }

  /** May be called twice. */
  close(): void {
    this.#closed = true;
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    const { obs, stage, origins, pages } = this.#options;
    const sources = await ownSources(obs, origins());
    const { alive, dead, unclear } = sourceHealth(sources, pages());
    for (const { name } of alive) this.#recovered(name);
    const problems = unclear.map(
      ({ name }) =>
        `"${name}" and others show the same page, and one of them has none: refresh the one that is blank in OBS.`,
    );
    for (const name of [...this.#patients.keys()]) {
      const isThere = sources.some((source) => source.name === name);
      if (!isThere && !stage.holds(pageOf(name))) this.#patients.delete(name);
    }
    for (const source of dead) problems.push(await this.#treat(source));
    this.#problems = problems;
  }

  #recovered(name: string): void {
    const patient = this.#patients.get(name);
    this.#patients.delete(name);
    if (patient !== undefined && patient.attempts > 0) {
      this.#options.log.info({ source: name }, 'The overlay in OBS shows its page again.');
    }
  }

  /** @returns what is the matter, as a sentence. */
  async #treat(source: OwnSource): Promise<string> {
    const { name } = source;
    const now = performance.now();
    let patient = this.#patients.get(name);
    if (patient === undefined) {
      // A page gets time to connect by itself, as it does after a restart of the relay.
      patient = { sinceMs: now, attempts: 0, nextMs: now + this.#timing.patienceMs };
      this.#patients.set(name, patient);
    }
    const { log } = this.#options;
    if (now >= patient.nextMs && patient.attempts < limits.healAttemptsMax) {
      patient.attempts++;
      patient.nextMs = now + this.#timing.patienceMs * 2 ** patient.attempts;
      log.info(
        { source: name, attempt: patient.attempts },
        'An overlay in OBS has no page that is connected; refreshing it.',
      );
      await this.#refresh(source, patient.attempts);
      if (patient.attempts === limits.healAttemptsMax) {
        log.warn({ source: name }, `Refreshed ${patient.attempts} times; leaving it alone now.`);
      }
    }
    const tried = patient.attempts === 0 ? '' : ` Refreshed ${patient.attempts} times so far.`;
    const advice =
      patient.attempts === limits.healAttemptsMax
        ? ' Open its properties in OBS and check the URL, or restart OBS.'
        : '';
    return `"${name}" shows no page of the relay that is connected.${tried}${advice}`;
  }

  /** A refresh reloads the page; a page that crashed may need a new browser, which another address brings. */
  async #refresh({ name }: OwnSource, attempt: number): Promise<void> {
    const { obs, stage } = this.#options;
    if (attempt !== 2) {
      const pressed = await obs
        .call('PressInputPropertiesButton', { inputName: name, propertyName: 'refreshnocache' })
        .then(
          () => true,
          (error: unknown) => {
            if (error instanceof ObsError && error.code === 'status') return false;
            throw error;
          },
        );
      if (pressed) return;
    }
    // The stage brings the address back whatever happens, at the next start if need be.
    const { blankMs } = this.#timing;
    await stage.put(pageOf(name), 'about:blank', mending, (2 * blankMs) / 1000);
    await pause(blankMs);
    await stage.release(pageOf(name));
  }
}

/** What mending is called where rules are named. */
const mending = 'mending';

function pageOf(source: string): ObsPlace {
  return { kind: 'address', source };
}
