/**
 * From an event to what OBS does: finds the rules for it, runs their actions in order (`run-action.ts`), and records the history. Receiving
 * an event only queues it and never throws, so the live path is not slowed down.
 */
import type { RaceEvent } from '../../../protocol/events.ts';
import { limits } from '../../../protocol/limits.ts';
import type { Log } from '../../../protocol/log.ts';
import type { Firing } from '../../../protocol/relay-answers.ts';
import { ReplaySaver } from '../actions/replay-saver.ts';
import { type ActionContext, failureSentence, runAction } from '../actions/run-action.ts';
import { ObsError, type ObsPort } from '../connection/obs-port.ts';
import { TimedChanges } from '../undo/timed-changes.ts';
import type { UndoStorage } from '../undo/undo-file.ts';
import { matchRules } from './conditions.ts';
import { FiringHistory } from './firing-history.ts';
import { placeholderValues } from './placeholders.ts';
import { type Action, actionKind, type Rule } from './rule-schema.ts';

export class Dispatcher {
  readonly #obs: ObsPort;
  readonly #log: Log;
  readonly #history = new FiringHistory();
  readonly #changes: TimedChanges;
  readonly #replays: ReplaySaver;
  /** When each rule fired last: on the clock of cooldowns, and in ms since 1970 for people. */
  readonly #lastFired = new Map<string, { ms: number; at: number }>();
  readonly #now: () => number;
  readonly #unsubscribe: (() => void)[];
  #rules: readonly Rule[] = [];
  #scene: string | null = null;
  #running = 0;
  /** The relay that events come from, and the highest event id received: an event that comes again fires nothing. */
  #instance: string | null = null;
  #lastId = 0;
  #queued: RaceEvent[] = [];
  #closed = false;

  /** @param options.now ms of a monotonic clock, for cooldowns */
  constructor(options: {
    obs: ObsPort;
    log: Log;
    /** Where undo entries survive the end of the process; absent: nowhere. */
    undoStorage?: UndoStorage;
    now?: () => number;
  }) {
    this.#now = options.now ?? (() => performance.now());
    this.#obs = options.obs;
    this.#log = options.log;
    this.#replays = new ReplaySaver(options.obs);
    this.#changes = new TimedChanges({
      obs: options.obs,
      log: options.log,
      storage: options.undoStorage ?? null,
      onUndone: ({ rule, outcome, sentence }) => {
        const event = this.#history.lastOf(rule)?.event ?? null;
        const at = Date.now();
        this.#history.add({ at, rule, event, outcome: 'restore', sentence, actions: [] });
        this.#log[outcome === 'failed' ? 'warn' : 'info']({ rule }, sentence);
      },
    });
    this.#unsubscribe = [
      options.obs.onState((state) => {
        if (state.name === 'connected') void this.#readScene();
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

  /** The scene on program; null while OBS is away. */
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
   * Receives an event of the relay called `instance`, whose event ids count up. The rules run after this turn of the
   * event loop, so frames go out first.
   */
  handleEvent(event: RaceEvent, instance: string): void {
    if (this.#closed || this.#rules.length === 0) return;
    if (instance === this.#instance && event.id <= this.#lastId) return;
    this.#instance = instance;
    this.#lastId = event.id;
    if (this.#queued.length >= limits.triggerFiringsMax) {
      this.#log.warn({ event: event.name }, 'Too many events came at once; one was left out.');
      return;
    }
    this.#queued.push(event);
    if (this.#queued.length === 1) setImmediate(() => this.#fireQueued());
  }

  /**
   * Fires one rule by hand with a made-up event, whatever its conditions and cooldown.
   * @returns null: there is no such rule
   */
  async test(name: string): Promise<Firing | null> {
    const rule = this.#rules.find((one) => one.name === name);
    return rule === undefined ? null : this.testRule(rule);
  }

  /** Fires a rule once by hand that need not be one of the rules in use. */
  testRule(rule: Rule): Promise<Firing> {
    return this.#fire(rule, sampleEvent(rule, Date.now()), true);
  }

  get changes(): TimedChanges {
    return this.#changes;
  }

  /**
   * Undoes what was changed for a time. Running firings end by themselves within their time limits. May be called twice.
   * @param withinMs time for undoing
   */
  async close(withinMs: number = limits.obsRestoreAtEndMs): Promise<void> {
    this.#closed = true;
    await this.#changes.close(withinMs);
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
  }

  #fireQueued(): void {
    const events = this.#queued;
    this.#queued = [];
    for (const event of events) {
      const now = this.#now();
      const at = Date.now();
      const context = { scene: this.#scene };
      for (const { rule, verdict } of matchRules(
        this.#rules,
        event,
        context,
        this.#lastFired,
        now,
      )) {
        if (verdict === 'fire') {
          this.#lastFired.set(rule.name, { ms: now, at });
          this.#fire(rule, event, false).catch((error: unknown) => {
            this.#log.error({ err: error, rule: rule.name }, 'A rule was interrupted.');
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

  async #fire(rule: Rule, event: RaceEvent, isTest: boolean): Promise<Firing> {
    const firing = this.#add({
      ...begun(rule, event, Date.now()),
      ...(isTest ? { test: true as const } : {}),
    });
    if (this.#running >= limits.triggerFiringsMax) {
      firing.outcome = 'skipped';
      firing.sentence = 'Too many rules were running at once.';
    } else {
      this.#running++;
      await this.#runActions(rule, event, firing);
      this.#running--;
    }
    this.#logFiring(firing);
    return firing;
  }

  /** Runs the actions in order, up to the first that fails. Never throws. */
  async #runActions(rule: Rule, event: RaceEvent, firing: Firing): Promise<void> {
    const context: ActionContext = {
      obs: this.#obs,
      changes: this.#changes,
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
    if (outcome === 'failed') this.#log.warn(fields, sentence ?? 'A rule failed.');
    else this.#log.info(fields, sentence ?? 'Trigger fired.');
  }

  async #readScene(): Promise<void> {
    try {
      const { currentProgramSceneName } = await this.#obs.call('GetCurrentProgramScene', {});
      this.#scene = currentProgramSceneName;
    } catch {
      // OBS went away; the next connection asks again.
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

/** A plausible event for firing a rule by hand. */
function sampleEvent(rule: Rule, at: number): RaceEvent {
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
    place: 0.43,
    note: 'a test',
    driver: 'Test Driver',
    car: 'test_car',
    track: 'test_track',
  };
}
