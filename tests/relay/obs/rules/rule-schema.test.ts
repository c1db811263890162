/** The rules' schema: valid rules are read, mistakes are reported with the nearest known word. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { raceEventNames } from '../../../../protocol/events.ts';
import { limits } from '../../../../protocol/limits.ts';
import { placeholderNames } from '../../../../protocol/rule-words.ts';
import {
  actionKind,
  actionKinds,
  obsSchema,
  readRules,
  triggersSchema,
} from '../../../../relay/obs/rules/rule-schema.ts';

function problemsOf(config: unknown): string[] {
  const read = readRules(config);
  return read.ok ? [] : read.problems;
}

/** A config with one rule that does this. */
function doing(...actions: unknown[]): unknown {
  return { triggers: [{ name: 'rule', on: 'lap-completed', do: actions }] };
}

describe('what is right', () => {
  test('the example of the documents is valid', () => {
    const read = readRules({
      obs: { url: 'ws://127.0.0.1:4455', password: 'secret' },
      triggers: [
        {
          name: 'lap banner',
          on: 'lap-completed',
          do: [{ show: 'LapBanner', in: 'Race', forSeconds: 5 }],
        },
        {
          name: 'best lap',
          on: 'session-best',
          do: [{ saveReplay: true }, { scene: 'Replay', forSeconds: 4 }],
        },
        { name: 'pits', on: 'pit-entered', do: [{ scene: 'Pits' }] },
        {
          name: 'last lap',
          on: 'lap-completed',
          when: { valid: true },
          do: [{ text: 'LastLap', value: 'Lap {lap}  {lapTime}' }],
        },
        { name: 'chapter', on: 'lap-completed', do: [{ chapter: 'Lap {lap} {lapTime}' }] },
      ],
    });
    expect(read.ok && read.rules.map((rule) => rule.name)).toEqual([
      'lap banner',
      'best lap',
      'pits',
      'last lap',
      'chapter',
    ]);
    expect(read.ok && read.obs).toEqual({ url: 'ws://127.0.0.1:4455', password: 'secret' });
  });

  test('without sections there is no OBS and no rule', () => {
    expect(readRules({ port: 5000 })).toEqual({ ok: true, obs: null, rules: [] });
  });

  test('an empty obs section means the OBS on this computer', () => {
    const read = readRules({ obs: {} });
    expect(read.ok && read.obs?.url).toBe('ws://127.0.0.1:4455');
  });

  test.each(raceEventNames)('%s is an event', (event) => {
    const rule = { name: 'r', on: [event], do: [{ scene: 'Race' }] };
    expect(problemsOf({ triggers: [rule] })).toEqual([]);
  });

  const examples: Record<string, unknown> = {
    scene: { scene: 'Race' },
    show: { show: 'Banner', in: 'Race', forSeconds: 5 },
    hide: { hide: 'Banner' },
    text: { text: 'LastLap', value: '{lapTime}' },
    saveReplay: { saveReplay: true },
    chapter: { chapter: 'Lap {lap}' },
    splitRecording: { splitRecording: true },
    startRecording: { startRecording: true },
    stopRecording: { stopRecording: true },
    hotkey: { hotkey: 'OBSBasic.Screenshot' },
    filter: { filter: 'Blur', of: 'Game', settings: { opacity: 0.5 }, forSeconds: 1 },
    media: { media: 'Player', file: '{replay}' },
    vendor: { vendor: 'AdvancedSceneSwitcher', request: 'Run', data: { lap: '{lap}' } },
    http: { http: 'https://example.org/{driver}', body: { content: 'Lap {lap}' } },
  };

  test.each(actionKinds)('%s is an action', (kind) => {
    const example = examples[kind] as object;
    expect(actionKind(example)).toBe(kind);
    expect(problemsOf(doing(example))).toEqual([]);
  });

  test('the JSON Schema names every event and every action', () => {
    const text = JSON.stringify(z.toJSONSchema(triggersSchema, { io: 'input' }));
    for (const word of [...raceEventNames, ...actionKinds]) expect(text).toContain(`"${word}"`);
    expect(z.toJSONSchema(obsSchema, { io: 'input' })).toMatchObject({ type: 'object' });
  });
});

describe('mistakes are reported', () => {
  test.each([
    [
      'an unknown event',
      { triggers: [{ name: 'r', on: 'lap-complete', do: [{ scene: 'A' }] }] },
      'triggers[0].on: Unknown event "lap-complete"; did you mean "lap-completed"?',
    ],
    [
      'an unknown event in a list',
      { triggers: [{ name: 'r', on: ['paused', 'pit-enter'], do: [{ scene: 'A' }] }] },
      'triggers[0].on: Unknown event "pit-enter"; did you mean "pit-entered"?',
    ],
    [
      'an unknown action',
      doing({ sceen: 'Race' }),
      'triggers[0].do[0]: Unknown action "sceen"; did you mean "scene"?',
    ],
    [
      'an unknown key of an action',
      doing({ scene: 'Race', forSecond: 3 }),
      'triggers[0].do[0]: Unknown key of scene "forSecond"; did you mean "forSeconds"?',
    ],
    [
      'an unknown key of a rule',
      { triggers: [{ name: 'r', on: 'paused', do: [{ scene: 'A' }], wen: {} }] },
      'triggers[0]: Unknown key of a trigger "wen"; did you mean "when"?',
    ],
    [
      'an unknown condition',
      { triggers: [{ name: 'r', on: 'paused', when: { laps: 1 }, do: [{ scene: 'A' }] }] },
      'triggers[0].when: Unknown key of when "laps"; did you mean "lap"?',
    ],
    [
      'an unknown flag',
      { triggers: [{ name: 'r', on: 'paused', when: { flag: 'yelow' }, do: [{ scene: 'A' }] }] },
      'triggers[0].when.flag: Unknown flag "yelow"; did you mean "yellow"?',
    ],
    [
      'an unknown placeholder',
      doing({ text: 'A', value: '{laptime}' }),
      'triggers[0].do[0].value: Unknown placeholder "{laptime}"; did you mean "{lapTime}"?',
    ],
    [
      'an unknown key of obs',
      { obs: { pasword: 'x' } },
      'obs: Unknown key of obs "pasword"; did you mean "password"?',
    ],
    [
      'an address without ws://',
      { obs: { url: 'localhost:4455' } },
      'obs.url: Expected an address such as ws://127.0.0.1:4455.',
    ],
    [
      'an address with a port that there is not',
      { obs: { url: 'ws://127.0.0.1:99999' } },
      'obs.url: Expected an address such as ws://127.0.0.1:4455.',
    ],
    [
      'more unknown keys than anybody reads',
      {
        triggers: [],
        obs: Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`ur${i}`, 1])),
      },
      `obs: ${Array.from({ length: 10 }, (_, i) => `Unknown key of obs "ur${i}"; did you mean "url"?`).join(' ')} More unknown keys: 290.`,
    ],
    [
      'two actions in one',
      doing({ show: 'A', hide: 'B' }),
      'triggers[0].do[0]: One action has only one of "show", "hide"; write two actions.',
    ],
    [
      'something that is not an action',
      doing('scene'),
      'triggers[0].do[0]: Expected an action, for instance { "scene": "Race" }.',
    ],
    [
      'two rules of one name',
      {
        triggers: [
          { name: 'r', on: 'paused', do: [{ scene: 'A' }] },
          { name: 'r', on: 'resumed', do: [{ scene: 'B' }] },
        ],
      },
      'triggers[1].name: Two rules are called "r"; each needs a name of its own.',
    ],
    [
      'an address that is not of the web',
      doing({ http: 'file:///etc/passwd' }),
      'triggers[0].do[0].http: Expected an address that begins with http:// or https://.',
    ],
    [
      'a body where none can go',
      doing({ http: 'https://example.org/', method: 'GET', body: 'x' }),
      'triggers[0].do[0]: A GET carries no body; use POST.',
    ],
  ])('%s', (_name, config, sentence) => {
    expect(problemsOf(config)).toEqual([sentence]);
  });

  test('every mistake, not only the first', () => {
    expect(problemsOf(doing({ sceen: 'A' }, { hidee: 'B' }))).toHaveLength(2);
  });

  test('an action without a known key lists the known ones', () => {
    expect(problemsOf(doing({ forSeconds: 3 }))[0]).toContain('"saveReplay"');
  });

  test.each([0, -1, limits.triggerSecondsMax + 1, '5'])('forSeconds of %s', (forSeconds) => {
    expect(problemsOf(doing({ scene: 'A', forSeconds }))).toHaveLength(1);
  });

  test('a scene cannot be the address of an http action', () => {
    expect(problemsOf(doing({ http: 'https://{driver}/' }))).toHaveLength(1);
  });
});

describe('the document', () => {
  const document = readFileSync(new URL('../../../../docs/obs-rules.md', import.meta.url), 'utf8');

  test('names every event, action and placeholder', () => {
    const words = [...raceEventNames, ...actionKinds, ...placeholderNames.map((n) => `{${n}}`)];
    expect(words.filter((word) => !document.includes(`\`${word}\``))).toEqual([]);
  });

  test('has a valid example', () => {
    const example = /```json\n([\s\S]*?)```/.exec(document)![1]!;
    expect(problemsOf(JSON.parse(example))).toEqual([]);
  });
});

test.each([
  ['unknown placeholders', { chapter: '{ab}'.repeat(250_000) }, {}],
  ['drivers', { scene: 'A' }, { when: { driver: Array.from({ length: 250_000 }, () => 1) } }],
  ['events', { scene: 'A' }, { on: Array.from({ length: 250_000 }, () => 1) }],
])('a rule with a quarter of a million %s is refused in a sentence, at once', (_, action, more) => {
  const rule = { name: 'R', on: 'lap-completed', do: [action], ...more };
  const startedMs = performance.now();
  const problems = problemsOf({ triggers: [rule] });
  expect(performance.now() - startedMs).toBeLessThan(1_000);
  expect(problems).toHaveLength(1);
  expect(problems[0]!.length).toBeLessThan(1_500);
});
