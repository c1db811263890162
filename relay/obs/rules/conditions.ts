/** Whether a rule is meant by an event: its `on`, its `when`, its cooldown. Pure; never looks at OBS itself. */
import type { RaceEvent } from '../../../protocol/events.ts';
import { flagName } from './flag-names.ts';
import type { Rule, When } from './rule-schema.ts';

/** What is known beside the event. */
export interface RuleContext {
  /** Scene on program; null while OBS is not connected. */
  scene: string | null;
}

interface Range {
  min?: number | undefined;
  max?: number | undefined;
}

function inRange(value: number, range: Range): boolean {
  return value >= (range.min ?? -Infinity) && value <= (range.max ?? Infinity);
}

/** A fact that is not known meets no range. */
function secondsInRange(ms: number | undefined, range: Range | undefined): boolean {
  if (range === undefined) return true;
  return ms !== undefined && inRange(ms / 1000, range);
}

/** Names are compared without case: people write `Spa`, the game `spa`. */
function named(value: string | undefined, names: string | string[] | undefined): boolean {
  if (names === undefined) return true;
  if (value === undefined) return false;
  const wanted = Array.isArray(names) ? names : [names];
  return wanted.some((name) => name.toLowerCase() === value.toLowerCase());
}

/** `valid: true` lets a lap pass of which the game does not say; only a lap known to be invalid is left out. */
function validMeets(valid: boolean | null | undefined, wanted: boolean | undefined): boolean {
  if (wanted === undefined) return true;
  return wanted ? valid !== false : valid === false;
}

function lapMeets(lap: number | undefined, wanted: When['lap']): boolean {
  if (wanted === undefined) return true;
  if (lap === undefined) return false;
  if (typeof wanted === 'number') return lap === wanted;
  return inRange(lap, wanted) && (wanted.every === undefined || lap % wanted.every === 0);
}

/** Only a lap with a time can be the first best one; other events say nothing of it. */
function bestMeets({ bestMs, lapTimeMs }: RaceEvent, wanted: boolean | undefined): boolean {
  if (wanted === undefined) return true;
  return wanted ? bestMs !== undefined : bestMs === undefined && lapTimeMs !== undefined;
}

/** All conditions must hold; one that asks for something this event does not say does not hold. */
export function conditionsHold(
  when: When | undefined,
  event: RaceEvent,
  known: RuleContext,
): boolean {
  if (when === undefined) return true;
  return (
    validMeets(event.valid, when.valid) &&
    lapMeets(event.lap, when.lap) &&
    secondsInRange(event.lapTimeMs, when.lapTimeSeconds) &&
    secondsInRange(event.deltaMs, when.deltaSeconds) &&
    bestMeets(event, when.bestBefore) &&
    named(event.driver, when.driver) &&
    named(event.car, when.car) &&
    named(event.track, when.track) &&
    named(event.sessionID, when.session) &&
    (when.flag === undefined || named(flagName(event.flag), when.flag)) &&
    named(known.scene ?? undefined, when.scene)
  );
}

/** When each rule fired last, by the rule's name: ms of a clock that never goes back. The caller keeps it. */
export type LastFired = ReadonlyMap<string, { readonly ms: number }>;

export interface MatchedRule {
  rule: Rule;
  /** `cooldown`: it would fire, but fired a moment ago. */
  verdict: 'fire' | 'cooldown';
}

/** The rules that this event means, in the order of the file. */
export function matchRules(
  rules: readonly Rule[],
  event: RaceEvent,
  known: RuleContext,
  lastFired: LastFired,
  nowMs: number,
): MatchedRule[] {
  const chosen: MatchedRule[] = [];
  for (const rule of rules) {
    if (!rule.enabled) continue;
    const meant = Array.isArray(rule.on) ? rule.on.includes(event.name) : rule.on === event.name;
    if (!meant || !conditionsHold(rule.when, event, known)) continue;
    const last = lastFired.get(rule.name);
    const cooling =
      rule.cooldownSeconds !== undefined &&
      last !== undefined &&
      nowMs - last.ms < rule.cooldownSeconds * 1000;
    chosen.push({ rule, verdict: cooling ? 'cooldown' : 'fire' });
  }
  return chosen;
}
