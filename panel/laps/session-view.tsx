/** One stored session: what it was, its laps, and under them the comparison of those that are chosen. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { LapList, ListedSession } from '../../protocol/relay-answers.ts';
import { Button } from '../core/controls.tsx';
import { Dialog, Empty } from '../core/frames.tsx';
import { ErrorHelp } from '../core/help-link.tsx';
import type { Panel } from '../core/room.ts';
import { liveSession } from '../core/status.ts';
import { useAnswer } from '../core/use-answer.ts';
import { CompareView } from './compare-view.tsx';
import { LapLoader } from './lap-loader.ts';
import { LapTable } from './lap-table.tsx';
import { isSameLap, type Selection } from './selection.ts';
import { bestLapOf, finishedLaps, lapsPath, lastLapOf, sessionPath } from './session-answers.ts';
import type { OwnSession } from './use-chosen-laps.ts';
import { readable, trackName, when } from './wording.ts';

/** Laps of a session that is driven now are asked for this often, ms. */
const freshEveryMs = 5_000;

/** Nobody drives it any more, though the relay still shows it. */
const over: ReadonlySet<string> = new Set(['ended', 'agent-away']);

export interface SessionViewProps {
  readonly panel: Panel;
  readonly sessionID: string;
  readonly selection: Selection;
  onSelect(next: Selection): void;
}

function useSession(panel: Panel, sessionID: string) {
  const about = useAnswer(
    (signal) => panel.relay.get<ListedSession>(sessionPath(sessionID), { signal }),
    [sessionID],
  );
  const laps = useAnswer(
    (signal) => panel.relay.get<LapList>(lapsPath(sessionID), { signal }),
    [sessionID],
  );
  const status = panel.status.value;
  const live = typeof status === 'object' ? liveSession(status) : undefined;
  const isLive = live?.sessionID === sessionID && !over.has(live.status);
  useEffect(() => {
    if (!isLive) return;
    const timer = setInterval(() => {
      if (!document.hidden) laps.again();
    }, freshEveryMs);
    return () => clearInterval(timer);
  }, [isLive]);
  // The same laps are the same object, so that a question that brings nothing new draws nothing anew.
  const lapsText = JSON.stringify(laps.value?.laps ?? null);
  const own = useMemo((): OwnSession | null => {
    const list = JSON.parse(lapsText) as OwnSession['laps'] | null;
    return about.value === null || list === null ? null : { session: about.value, laps: list };
  }, [about.value, lapsText]);
  return { own, problem: about.problem ?? laps.problem, isLive };
}

export function SessionView({ panel, sessionID, selection, onSelect }: SessionViewProps) {
  const { own, problem, isLive } = useSession(panel, sessionID);
  const loader = useMemo(() => new LapLoader(), []);
  useEffect(() => () => loader.close(), []);
  if (own === null) {
    if (problem === null) return <p class="muted">Asking for the session …</p>;
    return (
      <Empty
        title={problem.code === 'not-found' ? 'There is no such session' : 'It could not be read'}
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
          <p>The first frames of this session are on their way, or it ended before a lap began.</p>
        </Empty>
      ) : (
        <>
          <Suggestions own={own} selection={selection} onSelect={onSelect} />
          <LapTable panel={panel} own={own} selection={selection} onSelect={onSelect} />
        </>
      )}
      {selection.laps.length > 0 && (
        <CompareView
          panel={panel}
          own={own}
          loader={loader}
          selection={selection}
          onSelect={onSelect}
        />
      )}
    </div>
  );
}

function Head(props: {
  readonly panel: Panel;
  readonly own: OwnSession;
  readonly isLive: boolean;
}) {
  const { session } = props.own;
  const { track, trackConfiguration, car, driverName, createdAt, sessionID } = session;
  const [isAsking, setAsking] = useState(false);
  return (
    <header class="room-head">
      <div>
        <a class="laps-back" href="#/laps">
          ← All sessions
        </a>
        <h1>{track === null ? sessionID : trackName(track, trackConfiguration)}</h1>
        <p class="muted">
          {[
            readable(car),
            ...(driverName === null ? [] : [driverName]),
            when(createdAt, new Date()),
            ...(props.isLive ? ['being driven now'] : []),
          ].join(' · ')}
        </p>
      </div>
      <Button kind="quiet" onClick={() => setAsking(true)}>
        Delete session …
      </Button>
      {isAsking && <DeleteDialog {...props} onClose={() => setAsking(false)} />}
    </header>
  );
}

function DeleteDialog(props: {
  readonly panel: Panel;
  readonly own: OwnSession;
  readonly isLive: boolean;
  onClose(): void;
}) {
  const { panel, own, isLive, onClose } = props;
  const [isBusy, setBusy] = useState(false);
  const { sessionID, track, trackConfiguration, createdAt } = own.session;
  const count = finishedLaps(own.laps);
  const remove = async (): Promise<void> => {
    setBusy(true);
    try {
      await panel.relay.send('DELETE', sessionPath(sessionID));
      panel.notify('The session was deleted.');
      panel.go('#/laps');
    } catch (problem) {
      panel.notifyProblem(problem);
      onClose();
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog title="Delete this session?" onClose={onClose}>
      <p>
        {trackName(track, trackConfiguration)}, {when(createdAt, new Date())}, with{' '}
        {count === 0 ? 'what was driven' : count === 1 ? 'its lap' : `all its ${count} laps`}. It
        cannot be brought back.
        {isLive && ' It is being driven now: what follows is kept as a new session.'}
      </p>
      <div class="row end">
        <Button onClick={onClose}>Keep it</Button>
        <Button kind="danger" isBusy={isBusy} onClick={() => void remove()}>
          Delete session
        </Button>
      </div>
    </Dialog>
  );
}

/** One click to what most people want to see first. */
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
      <p>Choose up to four laps in the table, or begin with:</p>
      <div class="row">
        {isOther && (
          <Button
            kind="main"
            onClick={() => onSelect({ ...selection, laps: [of(best.lap), of(last.lap)] })}
          >
            Best against last lap
          </Button>
        )}
        {first !== undefined && second !== undefined && (
          <Button
            kind={isOther ? 'plain' : 'main'}
            onClick={() => onSelect({ ...selection, laps: [of(first.lap), of(second.lap)] })}
          >
            The two fastest
          </Button>
        )}
        {best !== null && (
          <Button onClick={() => onSelect({ ...selection, laps: [of(best.lap)] })}>
            Best lap alone
          </Button>
        )}
      </div>
    </div>
  );
}
