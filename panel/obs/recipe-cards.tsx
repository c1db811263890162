/** The recipes as cards. Each opens the editor with a rule that is filled with names from OBS. */

import type { RulesInFile } from '../../protocol/program-answers.ts';
import type { ObsNames, ObsStatus } from '../../protocol/relay-answers.ts';
import { Button } from '../core/controls.tsx';
import { useAttempt } from '../core/relay-hooks.ts';
import type { Panel } from '../core/room.ts';
import { useOpenRule } from './open-rule.tsx';
import { freeRuleName, type Recipe, recipes } from './recipes.ts';
import { RuleTitle } from './rule-title.tsx';

export function RecipeCards(props: {
  readonly panel: Panel;
  readonly file: RulesInFile;
  readonly obs: ObsStatus | null;
}) {
  const { panel, file, obs } = props;
  const [attempt, isBusy] = useAttempt(panel);
  const [openRule, question] = useOpenRule(panel);
  const taken = file.rules.map(({ name }) => name);
  // The names are asked for when they are needed, so that a quick choice is filled in too.
  const open = (recipe: Recipe) =>
    attempt(async () => {
      const names = await panel.relay.get<ObsNames | null>('/api/obs/names');
      const rule = recipe.make(names, obs?.programScene ?? null);
      openRule({ from: null, rule: { ...rule, name: freeRuleName(rule.name, taken) } });
    });
  return (
    <>
      {question}
      <div class="room-head">
        <RuleTitle title="New rule">
          <p class="muted">
            Start with one of these. You can change everything before it is saved.
          </p>
        </RuleTitle>
      </div>
      <ul class="recipes">
        {recipes.map((recipe) => (
          <li class="card stack close" key={recipe.title}>
            <h2>{recipe.title}</h2>
            <p class="muted">{recipe.sentence}</p>
            <div>
              <Button
                label={`Start with this: ${recipe.title}`}
                disabled={isBusy}
                onClick={() => void open(recipe)}
              >
                Start with this
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
