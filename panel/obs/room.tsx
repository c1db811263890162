/** The OBS room: the connection, the rules, and the overlays in its scenes. */
import type { RulesStatus } from '../../protocol/relay-answers.ts';
import { CouldNotLoad, RoomTitle } from '../core/help-link.tsx';
import { NeedsKey } from '../core/needs-key.tsx';
import { polled, useGet, useObs } from '../core/relay-hooks.ts';
import type { PanelRoom, RoomProps } from '../core/room.ts';
import { Connection } from './connection.tsx';
import { Hints } from './hints.tsx';
import { Firings, Rules } from './rule-list.tsx';
import { Sources } from './sources.tsx';

function Page({ panel }: RoomProps) {
  const obs = useObs(panel);
  const rules = useGet<RulesStatus>(panel, '/api/triggers', polled);
  const { problem } = obs;
  const again = (): void => {
    obs.again();
    rules.again();
  };
  if (obs.value === null) {
    if (problem === null) return <p class="muted pad">Loading …</p>;
    if (problem.status === 401 || problem.status === 403) {
      return (
        <>
          <h1>OBS</h1>
          <NeedsKey panel={panel} onEntered={again} />
        </>
      );
    }
    return <CouldNotLoad title="The state of OBS is not known" problem={problem} again={again} />;
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
          <Hints />
        </div>
        <div class="stack">
          {rules.value !== null && (
            <>
              <Rules
                panel={panel}
                status={rules.value}
                problems={obs.value.problems}
                now={Date.now()}
                onTried={rules.again}
              />
              <Firings history={rules.value.history} />
            </>
          )}
        </div>
      </div>
    </>
  );
}

export const room: PanelRoom = { Page };
