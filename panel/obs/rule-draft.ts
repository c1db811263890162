/** The rule in the editor. It survives a change of room, so that nothing is lost by a look elsewhere. */
import { computed, signal } from '@preact/signals';
import type { EditedRule } from '../../protocol/program-answers.ts';

export interface RuleDraft {
  /** The name in the file of the rule that is edited; null: a new one. */
  readonly from: string | null;
  /** As it was opened. */
  readonly before: EditedRule;
  readonly rule: EditedRule;
}

/** null: no rule is open. */
export const ruleDraft = signal<RuleDraft | null>(null);

export function openRule(from: string | null, rule: EditedRule): void {
  ruleDraft.value = { from, before: rule, rule };
}

export function changeRule(changes: Partial<EditedRule>): void {
  const draft = ruleDraft.value;
  if (draft !== null) ruleDraft.value = { ...draft, rule: { ...draft.rule, ...changes } };
}

export function isChanged({ before, rule }: RuleDraft): boolean {
  return !isAlike(before, rule);
}

/** Closing the page would lose changes. */
export const isRuleUnsaved = computed(() => ruleDraft.value !== null && isChanged(ruleDraft.value));

/**
 * What opening a rule does: it opens, its own changes are continued, or the user is asked first, because another rule has
 * changes.
 * @param from its name in the file; null: a new one
 */
export function openingOf(
  draft: RuleDraft | null,
  from: string | null,
): 'open' | 'continue' | 'ask' {
  if (draft === null || !isChanged(draft)) return 'open';
  return from !== null && draft.from === from ? 'continue' : 'ask';
}

/**
 * What somebody else has made of the rule since it was opened; null: nothing that stands in the way.
 * An action with a secret stays in the file and is named by its place there: with another one in that place the rule can
 * only be opened again.
 */
export interface RuleConflict {
  readonly there: EditedRule;
  readonly canOverwrite: boolean;
}

/** @param rules as the config file has them now */
export function conflictOf(
  { from, before, rule }: RuleDraft,
  rules: readonly EditedRule[],
): RuleConflict | null {
  const there = rules.find(({ name }) => name === from);
  if (there === undefined || isAlike(there, before)) return null;
  const canOverwrite = rule.do.every(
    (action) => typeof action.kept !== 'number' || isAlike(there.do[action.kept], action),
  );
  return { there, canOverwrite };
}

function isAlike(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
