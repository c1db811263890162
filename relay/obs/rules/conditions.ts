/** Decides whether an event fires a rule: by its `on`, its `when` and its cooldown (`matchRules`, at the end). Pure. */
import type { RaceEvent } from '../../../protocol/events.ts';
import { flagName } from './flag-names.ts';
import type { Rule, When } from './rule-schema.ts';

/** State that conditions use besides the event. */
export interface RuleContext {
  /** The scene on program; null while OBS is not connected. */
  scene: string | null;
}

interface Range {
  min?: number | undefined;
  max?: number | undefined;
}

function inRange(value: number, range: Range): boolean {
  return value >= (range.min ?? -Infinity) && value <= (range.max ?? Infinity);
}

/** An unknown time is in no range. */
function secondsInRange(ms: number | undefined, range: Range | undefined): boolean {
  if (range === undefined) return true;
  return ms !== undefined && inRange(ms / 1000, range);
}

/** Compares without case: people write `Spa`, the game `spa`. */
function isNamed(value: string | undefined, names: string | string[] | undefined): boolean {
  if (names === undefined) return true;
  if (value === undefined) return false;
  const wanted = Array.isArray(names) ? names : [names];
  return wanted.some((name) => name.toLowerCase() === value.toLowerCase());
}

/** `valid: true` holds unless the lap is known to be invalid. */
function validHolds(valid: boolean | null | undefined, wanted: boolean | undefined): boolean {
  if (wanted === undefined) return true;
  return wanted ? valid !== false : valid === false;
}

function lapHolds(lap: number | undefined, wanted: When['lap']): boolean {
  if (wanted === undefined) return true;
  if (lap === undefined) return false;
  if (typeof wanted === 'number') return lap === wanted;
  return inRange(lap, wanted) && (wanted.every === undefined || lap % wanted.every === 0);
}

/** `bestBefore: false` holds for laps with a time only: nothing else can set the first best lap. */
function bestHolds({ bestMs, lapTimeMs }: RaceEvent, wanted: boolean | undefined): boolean {
  if (wanted === undefined) return true;
  return wanted ? bestMs !== undefined : bestMs === undefined && lapTimeMs !== undefined;
}

/** All conditions must hold. A condition on a field that the event lacks does not hold. */
export function conditionsHold(
  when: When | undefined,
  event: RaceEvent,
  context: RuleContext,
): boolean {
  if (when === undefined) return true;
  return (
    validHolds(event.valid, when.valid) &&
    lapHolds(event.lap, when.lap) &&
    secondsInRange(event.lapTimeMs, when.lapTimeSeconds) &&
    secondsInRange(event.deltaMs, when.deltaSeconds) &&
    bestHolds(event, when.bestBefore) &&
    (when.own === undefined || event.own === when.own) &&
    isNamed(event.driver, when.driver) &&
    isNamed(event.car, when.car) &&
    isNamed(event.track, when.track) &&
    isNamed(event.sessionID, when.session) &&
    (when.flag === undefined || isNamed(flagName(event.flag), when.flag)) &&
    isNamed(context.scene ?? undefined, when.scene)
  );
}

/** When each rule fired last, by its name: ms of a monotonic clock. */
export type LastFired = ReadonlyMap<string, { readonly ms: number }>;

export interface MatchedRule {
  rule: Rule;
  /** `cooldown`: all conditions hold, but the rule fired too recently. */
  verdict: 'fire' | 'cooldown';
}

/** The rules for this event, in the order of the file. */
export function matchRules(
  rules: readonly Rule[],
  event: RaceEvent,
  context: RuleContext,
  lastFired: LastFired,
  nowMs: number,
): MatchedRule[] {
  const matched: MatchedRule[] = [];
  for (const rule of rules) {
    if (!rule.enabled) continue;
    const events: readonly string[] = Array.isArray(rule.on) ? rule.on : [rule.on];
    if (!events.includes(event.name) || !conditionsHold(rule.when, event, context)) continue;
    const last = lastFired.get(rule.name);
    const isCooling =
      rule.cooldownSeconds !== undefined &&
      last !== undefined &&
      nowMs - last.ms < rule.cooldownSeconds * 1000;
    matched.push({ rule, verdict: isCooling ? 'cooldown' : 'fire' });
  }
  return matched;
}
