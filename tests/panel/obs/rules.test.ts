/** The texts of rules and firings, and the list of overlays by scene. */
import { expect, test } from 'vitest';
import {
  actionText,
  agoText,
  eventWords,
  firingText,
  outcomeText,
  outcomeTone,
  sourcesByScene,
} from '../../../panel/obs/rules.ts';
import type { ActionReport, Firing } from '../../../protocol/relay-answers.ts';

function firing(changes: Partial<Firing> = {}): Firing {
  const event = { name: 'pit-entered', sessionID: 's', lap: 2 } as const;
  return { at: 0, rule: 'pits', event, outcome: 'done', actions: [], ...changes };
}

test('a rule reads like a sentence', () => {
  expect(eventWords('lap-completed')).toBe('lap completed');
  expect(eventWords(['lap-completed', 'session-best'])).toBe('lap completed or session best');
  expect(actionText(['saveReplay', 'scene'])).toBe('save the replay, then switch scene');
  expect(actionText(['somethingNew'])).toBe('somethingNew');
});

test.each([
  [0, 'just now'],
  [30, '30 s ago'],
  [600, '10 min ago'],
  [7_200, '2 h ago'],
  [260_000, '3 days ago'],
])('%i s ago is “%s”', (seconds, text) => {
  expect(agoText(1_000_000, 1_000_000 + seconds * 1000)).toBe(text);
});

test('a time in the future is shown as just now', () => {
  expect(agoText(2_000, 1_000)).toBe('just now');
});

test('an outcome has a text and a tone; a test by hand is marked', () => {
  expect(outcomeText(firing())).toBe('done');
  expect(outcomeText(firing({ test: true, outcome: 'failed' }))).toBe('failed (tried)');
  const tones = (['done', 'failed', 'running', 'skipped', 'restore'] as const).map((outcome) =>
    outcomeTone(firing({ outcome })),
  );
  expect(tones).toEqual(['good', 'bad', 'wait', 'idle', 'idle']);
});

test('the text of a firing is its own sentence, else the sentences of its actions', () => {
  const actions: ActionReport[] = [
    { action: 'scene', outcome: 'done', tookMs: 1 },
    { action: 'text', outcome: 'failed', tookMs: 1, sentence: 'No such source.' },
  ];
  expect(firingText(firing({ sentence: 'OBS is away.', actions }))).toBe('OBS is away.');
  expect(firingText(firing({ actions }))).toBe('No such source.');
  expect(firingText(firing())).toBe('');
});

test('sources are listed by scene, then by group, then those in no scene', () => {
  const source = (name: string, scenes: string[]) => ({
    name,
    overlay: 'gear',
    asleep: false,
    scenes,
  });
  const placed = sourcesByScene(
    ['Race', 'Pits', 'Empty'],
    [source('A', ['Pits', 'Race']), source('B', ['Group']), source('C', [])],
  );
  expect(placed.map(({ scene, sources }) => [scene, sources.map(({ name }) => name)])).toEqual([
    ['Race', ['A']],
    ['Pits', ['A']],
    ['Group', ['B']],
    ['', ['C']],
  ]);
});
