/** Changes single rules in the section `triggers` of the config file. What pages must not read stays in the file. Pure. */

import type { EditedAction, EditedRule } from '../../protocol/program-answers.ts';
import { isObject } from '../../protocol/value-checks.ts';

/** Actions whose address, headers or data may hold secrets. */
const hiddenKinds = ['http', 'vendor'] as const;

function shownAction(action: unknown, index: number): EditedAction {
  if (!isObject(action)) return { kept: index, kind: '' };
  const hidden = hiddenKinds.find((kind) => kind in action);
  return hidden === undefined ? action : { kept: index, kind: hidden };
}

/** The rules of the file as the panel gets them. What is not a rule is left out. */
export function shownRules(triggers: unknown): EditedRule[] {
  if (!Array.isArray(triggers)) return [];
  return triggers.filter(isObject).flatMap((rule) => {
    if (typeof rule.name !== 'string' || !Array.isArray(rule.do)) return [];
    return [{ ...rule, do: rule.do.map(shownAction) } as unknown as EditedRule];
  });
}

/**
 * @param name the rule that `rule` was made from, whose hidden actions it may keep
 * @returns the rule as the file gets it; an action that cannot be kept stays as it came, which no check lets pass
 */
export function completeRule(triggers: unknown, name: string, rule: unknown): unknown {
  if (!isObject(rule) || !Array.isArray(rule.do)) return rule;
  const before = Array.isArray(triggers)
    ? triggers.find((one) => isObject(one) && one.name === name)
    : undefined;
  const actions: unknown = isObject(before) ? before.do : undefined;
  return {
    ...rule,
    do: rule.do.map((action: unknown) => {
      if (!isObject(action) || typeof action.kept !== 'number') return action;
      return (Array.isArray(actions) ? actions[action.kept] : undefined) ?? action;
    }),
  };
}

/** The rules with one in place of the one called `name`; at the end when there is none. */
export function withRule(triggers: unknown, name: string, rule: unknown): unknown[] {
  const list: unknown[] = Array.isArray(triggers) ? triggers : [];
  const at = list.findIndex((one) => isObject(one) && one.name === name);
  return at < 0 ? [...list, rule] : list.with(at, rule);
}

/** @returns null: there is no such rule */
export function withoutRule(triggers: unknown, name: string): unknown[] | null {
  const list: unknown[] = Array.isArray(triggers) ? triggers : [];
  const others = list.filter((one) => !(isObject(one) && one.name === name));
  return others.length === list.length ? null : others;
}
