/** Opens a rule in the editor. Asks first when another one there has changes. */
import { useState } from 'preact/hooks';
import type { EditedRule } from '../../protocol/program-answers.ts';
import { Question } from '../core/cards-and-dialogs.tsx';
import type { Panel } from '../core/room.ts';
import { hashOf } from '../core/route.ts';
import { openingOf, openRule, ruleDraft } from './rule-draft.ts';

interface RuleToOpen {
  /** Its name in the file; null: a new one. */
  readonly from: string | null;
  readonly rule: EditedRule;
}

/** @returns the function that opens a rule, and the question that it may ask, to be rendered */
export function useOpenRule(panel: Panel) {
  const [waiting, setWaiting] = useState<RuleToOpen | null>(null);
  const show = (): void => {
    setWaiting(null);
    panel.go(hashOf('obs', 'rule'));
  };
  const open = (next: RuleToOpen): void => {
    const opening = openingOf(ruleDraft.value, next.from);
    if (opening === 'ask') {
      setWaiting(next);
      return;
    }
    if (opening === 'open') openRule(next.from, next.rule);
    show();
  };
  const question = waiting !== null && (
    <Question
      title={`The rule “${ruleDraft.value?.rule.name ?? ''}” is not saved yet`}
      act={`Discard it and open “${waiting.rule.name}”`}
      kind="danger"
      no="Continue editing"
      onYes={() => {
        openRule(waiting.from, waiting.rule);
        show();
      }}
      onNo={show}
    >
      <p>You can edit one rule at a time.</p>
    </Question>
  );
  return [open, question] as const;
}
