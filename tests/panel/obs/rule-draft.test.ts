/** The rule in the editor, and what could take its changes away. */
import { expect, test } from 'vitest';
import { conflictOf, openingOf, type RuleDraft } from '../../../panel/obs/rule-draft.ts';
import type { EditedRule } from '../../../protocol/program-answers.ts';

const before: EditedRule = { name: 'pits', on: 'pit-entered', do: [{ scene: 'Pits' }] };
const untouched: RuleDraft = { from: 'pits', before, rule: before };
const changed: RuleDraft = { ...untouched, rule: { ...before, cooldownSeconds: 5 } };
const isNew: RuleDraft = { ...changed, from: null };

test.each<[string, RuleDraft | null, string | null, ReturnType<typeof openingOf>]>([
  ['nothing is open', null, 'pits', 'open'],
  ['the open one has no changes', untouched, 'banner', 'open'],
  ['it is the one with changes', changed, 'pits', 'continue'],
  ['another one has changes', changed, 'banner', 'ask'],
  ['another one has changes and this is new', changed, null, 'ask'],
  ['both are new', isNew, null, 'ask'],
])('when %s', (_when, draft, from, wanted) => {
  expect(openingOf(draft, from)).toBe(wanted);
});

test('a rule is changed elsewhere when the file has it in another form than it was opened', () => {
  const there: EditedRule = { ...before, do: [{ scene: 'Garage' }] };
  expect(conflictOf(changed, [before])).toBeNull();
  expect(conflictOf(changed, [there])).toEqual({ there, canOverwrite: true });
  expect(conflictOf(changed, [])).toBeNull();
  expect(conflictOf(isNew, [there])).toBeNull();
});

test('an action that stays in the file is not overwritten by another one in its place', () => {
  const [hook, chapter] = [{ kept: 0, kind: 'http' }, { chapter: 'Pits' }];
  const opened: EditedRule = { ...before, do: [hook] };
  const draft: RuleDraft = { from: 'pits', before: opened, rule: { ...opened, on: 'pit-left' } };
  const same: EditedRule = { ...before, do: [hook, chapter] };
  const moved: EditedRule = { ...before, do: [chapter, { kept: 1, kind: 'http' }] };
  expect(conflictOf(draft, [same])).toMatchObject({ canOverwrite: true });
  expect(conflictOf(draft, [moved])).toMatchObject({ canOverwrite: false });
});
