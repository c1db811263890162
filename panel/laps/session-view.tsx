/** One stored session: its data, its laps, and the comparison of the selected laps. */
import { useEffect, useMemo } from 'preact/hooks';
import type { LapList, ListedSession } from '../../protocol/relay-answers.ts';
import { Empty } from '../core/cards-and-dialogs.tsx';
import { Button } from '../core/controls.tsx';
import { DeleteButton } from '../core/gallery-card.tsx';
import { ErrorHelp } from '../core/help-link.tsx';
import { panelKeys } from '../core/key-dialog.tsx';
import { useGet } from '../core/relay-hooks.ts';
import type { Panel } from '../core/room.ts';
import { liveSession } from '../core/status.ts';
import { CompareView } from './compare-view.tsx';
import { LapLoader } from './lap-loader.ts';
import { LapTable } from './lap-table.tsx';
import { MomentTable } from './moment-list.tsx';
import { isSameLap, type Selection, wholeLap } from './selection.ts';
import { bestLapOf, isComplete, lapsPath, lastLapOf, sessionPath } from './session-answers.ts';
import type { OwnSession } from './use-chosen-laps.ts';
import { useOwnMoments } from './use-moments.ts';
import { readable, trackName, when } from './wording.ts';

/** The laps of a live session are requested this often, ms. */
const liveEveryMs = 5_000;

/** Nobody drives the session in these states. */
const ended: ReadonlySet<string> = new Set(['ended', 'agent-away']);

export interface SessionViewProps {
  readonly panel: Panel;
  readonly sessionID: string;
  readonly selection: Selection;
  onSelect(next: Selection): void;
}

function useSession(panel: Panel, sessionID: string) {
  const about = useGet<ListedSession>(panel, sessionPath(sessionID));
  const status = panel.status.value;
  const live = typeof status === 'object' ? liveSession(status) : undefined;
  const isLive = live?.sessionID === sessionID && !ended.has(live.status);
  const everyMs = isLive ? liveEveryMs : undefined;
  const laps = useGet<LapList>(panel, lapsPath(sessionID), { everyMs });
  // Equal laps stay the same object, so that an unchanged answer draws nothing.
  const lapsText = JSON.stringify(laps.value?.laps ?? null);
  const own = useMemo((): OwnSession | null => {
    const list = JSON.parse(lapsText) as OwnSession['laps'] | null;
    return about.value === null || list === null ? null : { session: about.value, laps: list };
  }, [about.value, lapsText]);
  const { moments, again } = useOwnMoments(panel, sessionID, everyMs);
  return { own, problem: about.problem ?? laps.problem, isLive, moments, askMoments: again };
}

export function SessionView({ panel, sessionID, selection, onSelect }: SessionViewProps) {
  const { own, problem, isLive, moments, askMoments } = useSession(panel, sessionID);
  const loader = useMemo(() => new LapLoader(() => panelKeys.read()), []);
  useEffect(() => () => loader.close(), []);
  if (own === null) {
    if (problem === null) return <p class="muted">Loading …</p>;
    return (
      <Empty
        isPage
        title={
          problem.code === 'not-found'
            ? 'There is no such session'
            : 'The session could not be loaded'
        }
      >
        <p>{problem.text}</p>
        <ErrorHelp code={problem.code} />
        <a class="button" href="#/laps">
          ← All sessions
        </a>
      </Empty>
    );
  }
  return (
    <div class="laps">
      <Head panel={panel} own={own} isLive={isLive} />
      {own.laps.length === 0 ? (
        <Empty title="No laps yet">
          <p>The session has just begun, or it ended before a lap began.</p>
        </Empty>
      ) : (
        <>
          <Suggestions own={own} selection={selection} onSelect={onSelect} />
          <LapTable panel={panel} own={own} selection={selection} onSelect={onSelect} />
        </>
      )}
      <MomentTable
        {...{ panel, sessionID, moments, isLive }}
        onChange={askMoments}
        onShow={(lap) => onSelect({ ...selection, laps: [{ sessionID, lap }], section: wholeLap })}
      />
      {selection.laps.length > 0 && (
        <CompareView {...{ panel, own, moments, loader, selection, onSelect }} />
      )}
    </div>
  );
}

interface HeadProps {
  readonly panel: Panel;
  readonly own: OwnSession;
  readonly isLive: boolean;
}

function Head(props: HeadProps) {
  const { session } = props.own;
  const { track, trackConfiguration, car, driverName, createdAt, sessionID } = session;
  return (
    <header class="room-head">
      <div>
        <a class="laps-back" href="#/laps">
          ← All sessions
        </a>
        <h1>{trackName(track, trackConfiguration)}</h1>
        <p class="muted">
          {[
            ...(car === null ? [] : [readable(car)]),
            ...(driverName === null ? [] : [driverName]),
            when(createdAt, new Date()),
            ...(track === null ? [`session ${sessionID}`] : []),
            ...(props.isLive ? ['live'] : []),
          ].join(' · ')}
        </p>
      </div>
      <DeleteSession {...props} />
    </header>
  );
}

function DeleteSession({ panel, own, isLive }: HeadProps) {
  const { sessionID, track, trackConfiguration, createdAt } = own.session;
  const count = own.laps.filter(isComplete).length;
  const name = `${trackName(track, trackConfiguration)}, ${when(createdAt, new Date())}`;
  const remove = async (): Promise<void> => {
    await panel.attempt(async () => {
      await panel.relay.send('DELETE', sessionPath(sessionID));
      panel.notify(`${name} is deleted, with all its laps.`);
      panel.go('#/laps');
    });
  };
  return (
    <DeleteButton title="this session" onDelete={remove}>
      <p>
        {name}, with{' '}
        {count === 0 ? 'its recording' : count === 1 ? 'its lap' : `all its ${count} laps`}. You
        cannot undo this.
        {isLive && ' It is live now: the rest of the drive is stored as a new session.'}
      </p>
    </DeleteButton>
  );
}

/** Buttons for the most common comparisons. */
function Suggestions(props: {
  readonly own: OwnSession;
  readonly selection: Selection;
  onSelect(next: Selection): void;
}) {
  const { own, selection, onSelect } = props;
  if (selection.laps.length > 0) return null;
  const { sessionID } = own.session;
  const best = bestLapOf(own.laps);
  const last = lastLapOf(own.laps);
  const timed = own.laps
    .filter(({ lapMs, valid }) => lapMs !== null && valid !== false)
    .sort((a, b) => a.lapMs! - b.lapMs!);
  const [first, second] = timed;
  const of = (lap: number) => ({ sessionID, lap });
  const isOther = best !== null && last !== null && !isSameLap(of(best.lap), of(last.lap));
  return (
    <div class="laps-suggest">
      <p>Select up to four laps in the table, or start with:</p>
      <div class="row">
        {isOther && (
          <Button
            kind="main"
            onClick={() => onSelect({ ...selection, laps: [of(best.lap), of(last.lap)] })}
          >
            Best lap and last lap
          </Button>
        )}
        {first !== undefined && second !== undefined && (
          <Button
            kind={isOther ? 'plain' : 'main'}
            onClick={() => onSelect({ ...selection, laps: [of(first.lap), of(second.lap)] })}
          >
            Two fastest laps
          </Button>
        )}
        {best !== null && (
          <Button onClick={() => onSelect({ ...selection, laps: [of(best.lap)] })}>
            Best lap only
          </Button>
        )}
      </div>
    </div>
  );
}
