/** The OBS room: the connection, the rules, and the overlays in its scenes. */
import type { RulesInFile } from '../../protocol/program-answers.ts';
import type { RulesStatus } from '../../protocol/relay-answers.ts';
import { NotLoaded, RoomTitle } from '../core/help-link.tsx';
import { NeedsKey } from '../core/needs-key.tsx';
import { polled, useGet, useObs } from '../core/relay-hooks.ts';
import type { PanelRoom, RoomProps } from '../core/room.ts';
import { askBeforeClosing } from '../core/unsaved-work.ts';
import { Connection } from './connection.tsx';
import { Hints } from './hints.tsx';
import { RecipeCards } from './recipe-cards.tsx';
import { isRuleUnsaved, ruleDraft } from './rule-draft.ts';
import { RuleEditor } from './rule-editor.tsx';
import { Firings, Rules } from './rule-list.tsx';
import { Sources } from './sources.tsx';
import { StreamDelayCard } from './stream-delay.tsx';

function Page({ panel, path }: RoomProps) {
  const obs = useObs(panel);
  const rules = useGet<RulesStatus>(panel, '/api/triggers', polled);
  const file = useGet<RulesInFile>(panel, '/api/rules', { mayAskKey: false });
  const { problem } = obs;
  const again = (): void => {
    obs.again();
    rules.again();
    file.again();
  };
  if (obs.value === null) {
    if (problem?.status === 401 || problem?.status === 403) {
      return (
        <>
          <h1>OBS</h1>
          <NeedsKey panel={panel} onEntered={again} />
        </>
      );
    }
    return <NotLoaded isPage title="The state of OBS is not known" answer={{ problem, again }} />;
  }
  const history = rules.value?.history ?? [];
  if (file.value !== null && path[0] === 'recipes') {
    return <RecipeCards panel={panel} file={file.value} obs={obs.value} />;
  }
  const draft = ruleDraft.value;
  if (file.value !== null && path[0] === 'rule' && draft !== null) {
    const more = { file: file.value, obs: obs.value, history, onSaved: again };
    return <RuleEditor panel={panel} draft={draft} {...more} />;
  }
  return (
    <>
      <div class="room-head">
        <RoomTitle title="OBS" help="obs-rules" />
      </div>
      <div class="obs-room">
        <div class="stack">
          <Connection panel={panel} obs={obs.value} onChange={again} />
          <Sources obs={obs.value} />
          <StreamDelayCard panel={panel} />
          <Hints />
        </div>
        <div class="stack">
          {rules.value !== null && (
            <>
              <Rules
                panel={panel}
                status={rules.value}
                file={file.value}
                obs={obs.value}
                now={Date.now()}
                onChange={again}
              />
              <Firings history={history} />
            </>
          )}
        </div>
      </div>
    </>
  );
}

askBeforeClosing(isRuleUnsaved);

export const room: PanelRoom = { Page };
