/**
 * From an event to what OBS does: chooses the rules, runs their actions one after the other and keeps the history.
 * Taking an event costs next to nothing and never throws, so that the live path does not feel it.
 */
import type { RaceEvent } from '../../../protocol/events.ts';
import { limits } from '../../../protocol/limits.ts';
import type { Log } from '../../../protocol/log.ts';
import { type ActionContext, failureSentence, runAction } from '../actions/actions.ts';
import { ReplaySaver } from '../actions/replay-saver.ts';
import { ObsError, type ObsPort } from '../connection/obs-port.ts';
import { TimedChanges } from '../undo/timed-changes.ts';
import type { UndoStorage } from '../undo/undo-file.ts';
import { matchRules } from './conditions.ts';
import { type Firing, FiringHistory } from './firing-history.ts';
import { placeholderValues } from './placeholders.ts';
import { type Action, actionKind, type Rule } from './rule-schema.ts';

export class Dispatcher {
  readonly #obs: ObsPort;
  readonly #log: Log;
  readonly #history = new FiringHistory();
  readonly #stage: TimedChanges;
  readonly #replays: ReplaySaver;
  /** When each rule fired last: on the clock of cooldowns, and ms since 1970 for people. */
  readonly #lastFired = new Map<string, { ms: number; at: number }>();
  readonly #now: () => number;
  readonly #unsubscribe: (() => void)[];
  #rules: readonly Rule[] = [];
  #scene: string | null = null;
  #running = 0;
  /** Highest event id taken of each relay: an event that comes again is not fired again. */
  #instance: string | null = null;
  #lastId = 0;
  #waiting: RaceEvent[] = [];
  #closed = false;

  /** @param options.now ms of a clock that never goes back, for cooldowns */
  constructor(options: {
    obs: ObsPort;
    log: Log;
    /** Where what is to be put back outlives this process; absent: nowhere. */
    disk?: UndoStorage;
    now?: () => number;
  }) {
    this.#now = options.now ?? (() => performance.now());
    this.#obs = options.obs;
    this.#log = options.log;
    this.#replays = new ReplaySaver(options.obs);
    this.#stage = new TimedChanges({
      obs: options.obs,
      log: options.log,
      disk: options.disk ?? null,
      onRestored: ({ rule, outcome, sentence }) => {
        const event = this.#history.lastOf(rule)?.event ?? null;
        const at = Date.now();
        this.#history.add({ at, rule, event, outcome: 'restore', sentence, actions: [] });
        this.#log[outcome === 'failed' ? 'warn' : 'info']({ rule }, sentence);
      },
    });
    this.#unsubscribe = [
      options.obs.onState((state) => {
        if (state.name === 'connected') void this.#askScene();
        else if (state.name !== 'frozen') this.#scene = null;
      }),
      options.obs.onEvent((event) => {
        if (event.name === 'CurrentProgramSceneChanged') this.#scene = event.data.sceneName;
        if (event.name === 'SceneNameChanged' && this.#scene === event.data.oldSceneName) {
          this.#scene = event.data.sceneName;
        }
      }),
    ];
  }

  /** Scene on program, null while OBS is away. */
  get scene(): string | null {
    return this.#scene;
  }

  get rules(): readonly Rule[] {
    return this.#rules;
  }

  setRules(rules: readonly Rule[]): void {
    this.#rules = rules;
  }

  history(): Firing[] {
    return this.#history.list();
  }

  /** When the rule fired last, ms since 1970. */
  lastFired(rule: string): number | null {
    return this.#lastFired.get(rule)?.at ?? null;
  }

  /**
   * Takes an event of the relay called `instance`; its ids count up. Work begins after what else is waiting in
   * this turn of the event loop, so frames go out first.
   */
  take(event: RaceEvent, instance: string): void {
    if (this.#closed || this.#rules.length === 0) return;
    if (instance === this.#instance && event.id <= this.#lastId) return;
    this.#instance = instance;
    this.#lastId = event.id;
    if (this.#waiting.length >= limits.triggerFiringsMax) {
      this.#log.warn({ event: event.name }, 'Too many events came at once; one was left out.');
      return;
    }
    this.#waiting.push(event);
    if (this.#waiting.length === 1) setImmediate(() => this.#takeUp());
  }

  /**
   * Fires one rule by hand with made-up facts, whatever its conditions and cooldown.
   * @returns what came of it, or null when there is no such rule.
   */
  async test(name: string): Promise<Firing | null> {
    const rule = this.#rules.find((one) => one.name === name);
    if (rule === undefined) return null;
    return this.#fire(rule, sampleEvent(rule, Date.now()), true);
  }

  get stage(): TimedChanges {
    return this.#stage;
  }

  /**
   * Puts back what is held, for so many ms at most; firings that are running end by themselves within their time
   * limits. May be called twice.
   */
  async close(withinMs: number = limits.obsRestoreAtEndMs): Promise<void> {
    this.#closed = true;
    await this.#stage.end(withinMs);
    for (const end of this.#unsubscribe) end();
  }

  #takeUp(): void {
    const events = this.#waiting;
    this.#waiting = [];
    for (const event of events) {
      const now = this.#now();
      const at = Date.now();
      const known = { scene: this.#scene };
      for (const { rule, verdict } of matchRules(this.#rules, event, known, this.#lastFired, now)) {
        if (verdict === 'fire') {
          this.#lastFired.set(rule.name, { ms: now, at });
          this.#fire(rule, event, false).catch((error: unknown) => {
            this.#log.error({ err: error, rule: rule.name }, 'A trigger ended in the middle.');
          });
        } else {
          this.#add({ ...begun(rule, event, at), outcome: 'skipped', sentence: 'Cooling down.' });
        }
      }
    }
  }

  #add(firing: Firing): Firing {
    this.#history.add(firing);
    return firing;
  }

  async #fire(rule: Rule, event: RaceEvent, test: boolean): Promise<Firing> {
    const firing = this.#add({
      ...begun(rule, event, Date.now()),
      ...(test ? { test: true as const } : {}),
    });
    if (this.#running >= limits.triggerFiringsMax) {
      firing.outcome = 'skipped';
      firing.sentence = 'Too many triggers were running at once.';
    } else {
      this.#running++;
      await this.#runActions(rule, event, firing);
      this.#running--;
    }
    this.#logFiring(firing);
    return firing;
  }

  /** One action after the other; the first that fails ends it. Never throws. */
  async #runActions(rule: Rule, event: RaceEvent, firing: Firing): Promise<void> {
    const context: ActionContext = {
      obs: this.#obs,
      stage: this.#stage,
      replays: this.#replays,
      rule: rule.name,
      values: placeholderValues(event),
    };
    for (const action of rule.do) {
      const began = performance.now();
      try {
        const note = await runAction(action, context);
        firing.actions.push({
          ...report(action, 'done', began),
          ...(note ? { sentence: note } : {}),
        });
      } catch (error) {
        const sentence = failureSentence(action, error);
        const away = error instanceof ObsError && error.code === 'not-connected';
        firing.outcome = away && firing.actions.length === 0 ? 'skipped' : 'failed';
        firing.sentence = sentence;
        firing.actions.push({ ...report(action, 'failed', began), sentence });
        return;
      }
    }
    firing.outcome = 'done';
  }

  #logFiring(firing: Firing): void {
    const { rule, event, outcome, sentence } = firing;
    const fields = { rule, event: event?.name, lap: event?.lap, outcome };
    if (outcome === 'failed') this.#log.warn(fields, sentence ?? 'A trigger failed.');
    else this.#log.info(fields, sentence ?? 'Trigger fired.');
  }

  async #askScene(): Promise<void> {
    try {
      const { currentProgramSceneName } = await this.#obs.call('GetCurrentProgramScene', {});
      this.#scene = currentProgramSceneName;
    } catch {
      // Gone again: the next connection asks again.
    }
  }
}

function begun(rule: Rule, event: RaceEvent, at: number): Firing {
  const { name, sessionID, lap } = event;
  return {
    at,
    rule: rule.name,
    event: { name, sessionID, ...(lap === undefined ? {} : { lap }) },
    outcome: 'running',
    actions: [],
  };
}

function report(action: Action, outcome: 'done' | 'failed', began: number) {
  const tookMs = Math.round((performance.now() - began) * 10) / 10;
  return { action: actionKind(action)!, outcome, tookMs };
}

/** A believable event for firing a rule by hand. */
export function sampleEvent(rule: Rule, at: number): RaceEvent {
  const name = (Array.isArray(rule.on) ? rule.on[0] : rule.on) ?? 'lap-completed';
  return {
    name,
    id: 0,
    sessionID: 'test',
    at,
    lap: 12,
    lapTimeMs: 113_204,
    valid: true,
    bestMs: 113_527,
    deltaMs: -323,
    flag: 2,
    driver: 'Test Driver',
    car: 'test_car',
    track: 'test_track',
  };
}
