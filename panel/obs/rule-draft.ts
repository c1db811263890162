/** The rule in the editor. It survives a change of room, so that nothing is lost by a look elsewhere. */
import { signal } from '@preact/signals';
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
  return JSON.stringify(before) !== JSON.stringify(rule);
}
