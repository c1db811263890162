/** The rule editor's knowledge of events, conditions and actions, held against the relay's own check. */
import { describe, expect, test } from 'vitest';
import { freeRuleName, recipes } from '../../../panel/obs/recipes.ts';
import {
  actionChoices,
  actionSpecs,
  cleanRule,
  conditionKeys,
  conditionSpecs,
  emptyAction,
  eventChoices,
  isEditable,
  kindOf,
  missingIn,
  namesFor,
  namesOf,
  ruleSentence,
} from '../../../panel/obs/rule-fields.ts';
import { raceEventNames } from '../../../protocol/events.ts';
import type { EditedAction, EditedRule } from '../../../protocol/program-answers.ts';
import type { ObsNames } from '../../../protocol/relay-answers.ts';
import { ruleProblems } from '../../../relay/obs/rules/rule-schema.ts';

const names: ObsNames = {
  places: [
    { name: 'Race', isGroup: false, sources: ['Game', 'LapBanner', 'LastLap', 'BattleBox'] },
    { name: 'Pits', isGroup: false, sources: ['Garage'] },
    { name: 'Results', isGroup: false, sources: [] },
    { name: 'Replay', isGroup: false, sources: ['Player'] },
    { name: 'Boards', isGroup: true, sources: ['YellowFlag'] },
  ],
  texts: ['Title', 'LastLap'],
  media: ['Intro', 'ReplayPlayer'],
  hotkeys: ['OBSBasic.Screenshot'],
};

const rule = (changes: Partial<EditedRule> = {}): EditedRule => ({
  name: 'pits',
  on: 'pit-entered',
  do: [{ scene: 'Pits' }],
  ...changes,
});

/** Fills every field that a user must fill. */
function filled(action: EditedAction): EditedAction {
  const kind = kindOf(action)!;
  const texts = actionSpecs[kind].fields.map(({ key }) => [
    key,
    key === 'forSeconds' ? 5 : key === 'enabled' ? false : key === 'command' ? 'play' : 'x',
  ]);
  return {
    ...action,
    ...Object.fromEntries(texts),
    ...(kind === 'http' ? { http: 'http://x' } : {}),
  };
}

test('every event of the relay can be chosen', () => {
  expect(eventChoices.map(({ value }) => value).sort()).toEqual([...raceEventNames].sort());
});

test('every action that the editor makes is one that the relay accepts', () => {
  for (const { value } of actionChoices) {
    const action = filled(emptyAction(value));
    expect(isEditable(action), value).toBe(true);
    expect(ruleProblems([cleanRule(rule({ do: [action] }))]), value).toEqual([]);
  }
});

test('every condition that the editor begins with is one that the relay accepts, or is empty', () => {
  for (const key of conditionKeys) {
    const clean = cleanRule(rule({ when: { [key]: conditionSpecs[key].empty } }));
    expect(ruleProblems([clean]), key).toEqual([]);
  }
});

describe('recipes', () => {
  test('are complete with the names of OBS, and the relay accepts them', () => {
    for (const { title, make } of recipes.slice(0, -1)) {
      const made = make(names, 'Race');
      expect(missingIn(made, []), title).toEqual([]);
      expect(ruleProblems([cleanRule(made)]), title).toEqual([]);
    }
  });

  test('choose names that fit', () => {
    const made = (title: string) => recipes.find((one) => one.title === title)!.make(names, 'Race');
    expect(made('Lap banner').do).toEqual([{ show: 'LapBanner', in: 'Race', forSeconds: 5 }]);
    expect(made('Replay of the best lap').do[1]).toMatchObject({ media: 'ReplayPlayer' });
    expect(made('Back on track')).toMatchObject({
      when: { scene: 'Pits' },
      do: [{ scene: 'Race' }],
    });
  });

  test('leave open what OBS does not tell, and say so', () => {
    for (const { make } of recipes) {
      const made = make(null, null);
      expect(ruleSentence(made)).toMatch(/^[A-Z].*\.$/);
    }
    const pits = recipes.find(({ title }) => title === 'Pit scene')!.make(null, null);
    expect(missingIn(pits, [])).toEqual(['Switch the scene: Scene is missing.']);
  });

  test('get a name of their own', () => {
    expect(freeRuleName('pits', [])).toBe('pits');
    expect(freeRuleName('pits', ['pits', 'pits 2'])).toBe('pits 3');
    expect(freeRuleName('', ['pits'])).toBe('');
  });
});

test('a rule is saved without what is empty or the default', () => {
  const edited = rule({
    name: ' pits ',
    enabled: true,
    on: ['pit-entered'],
    when: { track: '', lapTimeSeconds: {} },
    cooldownSeconds: 0,
    do: [
      { show: 'Banner', in: '', forSeconds: null },
      { kept: 1, kind: 'http' },
    ],
  });
  expect(cleanRule(edited)).toEqual({
    name: 'pits',
    on: 'pit-entered',
    do: [{ show: 'Banner' }, { kept: 1, kind: 'http' }],
  });
});

test('a rule that is switched off stays off, and false is a value', () => {
  const off = rule({ enabled: false, when: { valid: false } });
  expect(cleanRule(off)).toMatchObject({ enabled: false, when: { valid: false } });
});

test('what is missing is named', () => {
  expect(missingIn(rule(), [])).toEqual([]);
  expect(missingIn(rule({ name: ' ', do: [] }), [])).toEqual([
    'The rule needs a name.',
    'Add an action.',
  ]);
  expect(missingIn(rule(), ['pits'])).toEqual(['Another rule is called “pits”.']);
  expect(missingIn(rule({ do: [{ text: 'Title', value: '' }] }), [])).toEqual([
    'Set a text: Text is missing.',
  ]);
});

test('an action with more than the editor has fields for is not edited', () => {
  expect(isEditable({ filter: 'Warn', of: 'Race', settings: { opacity: 1 } })).toBe(false);
  expect(isEditable({ show: 'Banner', copy: 2 })).toBe(false);
  expect(isEditable({ kept: 0, kind: 'http' })).toBe(false);
});

test('sources to choose from are those of the chosen scene or group', () => {
  expect(namesFor('source', { show: '', in: 'Boards' }, names)).toEqual(['YellowFlag']);
  expect(namesFor('source', { show: '' }, names)).toContain('Garage');
  expect(namesFor('source', { filter: 'x' }, names)).toContain('Pits');
  expect(namesFor('scene', {}, names)).toEqual(['Race', 'Pits', 'Results', 'Replay']);
  expect(namesFor('scene', {}, null)).toEqual([]);
});

test('names are separated by commas', () => {
  expect(namesOf('spa')).toBe('spa');
  expect(namesOf(' spa , monza,')).toEqual(['spa', 'monza']);
  expect(namesOf('')).toBe('');
});

test('a rule reads as a sentence', () => {
  expect(
    ruleSentence(
      rule({
        when: { lap: { min: 2 } },
        do: [{ scene: 'Pits', forSeconds: 8 }, { saveReplay: true }],
      }),
    ),
  ).toBe(
    'The car enters the pit lane, if its conditions hold: switch to “Pits” for 8 s, then save the replay.',
  );
});
