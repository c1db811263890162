/** Which rules an event fires: events, conditions and cooldowns. */
import { describe, expect, test } from 'vitest';
import { type RaceEvent, raceEventNames } from '../../../../protocol/events.ts';
import {
  conditionsHold,
  matchRules,
  type RuleContext,
} from '../../../../relay/obs/rules/conditions.ts';
import { type Rule, readRules, type When } from '../../../../relay/obs/rules/rule-schema.ts';

const event: RaceEvent = {
  name: 'lap-completed',
  id: 1,
  sessionID: 'RACE-SPA',
  at: 0,
  lap: 6,
  lapTimeMs: 113_204,
  valid: true,
  bestMs: 113_527,
  deltaMs: -323,
  driver: 'Ada',
  car: 'gt3',
  track: 'spa',
  flag: 2,
};
const known: RuleContext = { scene: 'Race' };

function rules(...triggers: object[]): Rule[] {
  const named = triggers.map((rule, i) => ({ name: `r${i}`, do: [{ scene: 'A' }], ...rule }));
  const read = readRules({ triggers: named });
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return read.rules;
}

describe('conditions', () => {
  /** undefined: the event lacks the field. */
  type Change = { [Key in keyof RaceEvent]?: RaceEvent[Key] | undefined };
  const changed = (change: Change): RaceEvent =>
    Object.fromEntries(
      Object.entries({ ...event, ...change }).filter(([, value]) => value !== undefined),
    ) as unknown as RaceEvent;
  const holds: [When, Change][] = [
    [{}, {}],
    [{ valid: true }, {}],
    [{ valid: true }, { valid: null }],
    [{ valid: false }, { valid: false }],
    [{ lap: 6 }, {}],
    [{ lap: { min: 2, max: 6 } }, {}],
    [{ lap: { every: 3 } }, {}],
    [{ lapTimeSeconds: { max: 113.3 } }, {}],
    [{ deltaSeconds: { max: 0 } }, {}],
    [{ bestBefore: true }, {}],
    [{ bestBefore: false }, { bestMs: undefined, deltaMs: undefined }],
    [{ driver: 'ada' }, {}],
    [{ driver: ['Bob', 'ADA'] }, {}],
    [{ car: 'gt3', track: 'Spa', session: 'race-spa' }, {}],
    [{ flag: 'yellow' }, {}],
    [{ flag: ['blue', 'none'] }, { flag: 0 }],
    [{ scene: ['Race', 'Pits'] }, {}],
  ];
  test.each(holds)('%j holds for %j', (when, change) => {
    expect(conditionsHold(when, changed(change), known)).toBe(true);
  });

  const fails: [When, Change][] = [
    [{ valid: true }, { valid: false }],
    [{ valid: false }, { valid: null }],
    [{ valid: false }, { valid: true }],
    [{ lap: 5 }, {}],
    [{ lap: { min: 7 } }, {}],
    [{ lap: { max: 5 } }, {}],
    [{ lap: { every: 4 } }, {}],
    [{ lapTimeSeconds: { max: 113.2 } }, {}],
    [{ lapTimeSeconds: { min: 114 } }, {}],
    [{ deltaSeconds: { min: 0 } }, {}],
    [{ bestBefore: true }, { bestMs: undefined, deltaMs: undefined }],
    [{ bestBefore: false }, {}],
    [{ driver: 'Ad' }, {}],
    [{ car: ['f1', 'lmp'] }, {}],
    [{ flag: 'blue' }, {}],
    [{ scene: 'Pits' }, {}],
    [{ valid: true, lap: 5 }, {}],
  ];
  test.each(fails)('%j does not hold for %j', (when, change) => {
    expect(conditionsHold(when, changed(change), known)).toBe(false);
  });

  test('a field that the event lacks meets no condition', () => {
    const bare: RaceEvent = { name: 'paused', id: 1, sessionID: 's', at: 0 };
    for (const when of [
      { lap: 1 },
      { lapTimeSeconds: {} },
      { bestBefore: true },
      { bestBefore: false },
      { deltaSeconds: { max: 0 } },
      { driver: 'Ada' },
      { track: 'spa' },
    ] satisfies When[]) {
      expect(conditionsHold(when, bare, known)).toBe(false);
    }
  });

  test('while OBS is away no scene is on program', () => {
    expect(conditionsHold({ scene: 'Race' }, event, { scene: null })).toBe(false);
  });
});

describe('choosing', () => {
  test.each(raceEventNames)('%s fires its own rules only', (name) => {
    const all = rules(...raceEventNames.map((on) => ({ on })));
    const chosen = matchRules(all, { ...event, name }, known, new Map(), 0);
    expect(chosen.map(({ rule }) => rule.on)).toEqual([name]);
  });

  test('rules come in the order of the file, without disabled ones', () => {
    const all = rules(
      { on: 'lap-completed' },
      { on: 'lap-completed', enabled: false },
      { on: ['paused', 'lap-completed'] },
    );
    const chosen = matchRules(all, event, known, new Map(), 0);
    expect(chosen.map(({ rule }) => rule.name)).toEqual(['r0', 'r2']);
  });

  test('a rule cools down for its time and then fires again', () => {
    const [rule] = rules({ on: 'lap-completed', cooldownSeconds: 10 });
    const last = new Map([['r0', { ms: 5_000 }]]);
    const verdict = (now: number): string | undefined =>
      matchRules([rule!], event, known, last, now)[0]?.verdict;
    expect(verdict(14_999)).toBe('cooldown');
    expect(verdict(15_000)).toBe('fire');
  });
});
