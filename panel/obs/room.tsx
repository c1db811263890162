/** The connection to OBS, the rules that act on it, and the overlays in its scenes. */
import { CouldNotLoad, RoomTitle } from '../core/help-link.tsx';
import { NeedsKey } from '../core/needs-key.tsx';
import type { Panel, PanelRoom, RoomProps } from '../core/room.ts';
import { useAnswer } from '../core/use-answer.ts';
import { useEvery, useObs } from '../core/use-obs.ts';
import { Connection } from './connection.tsx';
import { Hints } from './hints.tsx';
import { Firings, Rules } from './rule-list.tsx';
import type { TriggersNow } from './rules.ts';
import { Sources } from './sources.tsx';

const askEveryMs = 2_000;

function useTriggers(panel: Panel) {
  const answer = useAnswer<TriggersNow>(
    (signal) => panel.relay.get('/api/triggers', { signal, mayAskKey: false }),
    [panel],
  );
  useEvery(askEveryMs, answer.again);
  return answer;
}

function Page({ panel }: RoomProps) {
  const obs = useObs(panel);
  const triggers = useTriggers(panel);
  const { problem } = obs;
  const again = (): void => {
    obs.again();
    triggers.again();
  };
  if (obs.value === null) {
    if (problem === null) return <p class="muted pad">Asking …</p>;
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
          {triggers.value !== null && (
            <>
              <Rules
                panel={panel}
                triggers={triggers.value}
                problems={obs.value.problems}
                now={Date.now()}
                onTried={triggers.again}
              />
              <Firings history={triggers.value.history} />
            </>
          )}
        </div>
      </div>
    </>
  );
}

export const room: PanelRoom = { Page };
