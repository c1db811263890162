/** The dialog that adds a lap of another session on the same track to the comparison. */
import { useEffect, useState } from 'preact/hooks';
import type { LapList, ListedSession, SessionListPage } from '../../protocol/relay-answers.ts';
import { Dialog } from '../core/cards-and-dialogs.tsx';
import { Button } from '../core/controls.tsx';
import { useGet } from '../core/relay-hooks.ts';
import type { Panel } from '../core/room.ts';
import type { ChosenLap } from './selection.ts';
import { isComparable, isComplete, lapsPath, sessionsPath } from './session-answers.ts';
import { lapTime, readable, timeOrState, unknown, when } from './wording.ts';

export interface LapPickerProps {
  readonly panel: Panel;
  /** The session that is open. */
  readonly own: ListedSession;
  onPick(lap: ChosenLap): void;
  onClose(): void;
}

/** Sessions a page, and pages that one search reads. */
const pageSize = 100;
const pagesAtOnce = 5;

function useSameTrack(panel: Panel, own: ListedSession) {
  const [found, setFound] = useState<readonly ListedSession[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [isAsking, setAsking] = useState(true);
  const search = async (after: string | null): Promise<void> => {
    setAsking(true);
    await panel.attempt(async () => {
      let from = after;
      for (let n = 0; n < pagesAtOnce; n++) {
        const page = await panel.relay.get<SessionListPage>(sessionsPath(pageSize, from));
        const same = page.sessions.filter(
          (one) => isComparable(one, own) && one.sessionID !== own.sessionID && one.frames > 0,
        );
        setFound((before) => [...before, ...same]);
        from = page.next;
        if (from === null) break;
      }
      setNext(from);
    });
    setAsking(false);
  };
  useEffect(() => void search(null), []);
  return { found, next, isAsking, search };
}

export function LapPicker({ panel, own, onPick, onClose }: LapPickerProps) {
  const { found, next, isAsking, search } = useSameTrack(panel, own);
  const [open, setOpen] = useState<string | null>(null);
  const now = new Date();
  return (
    <Dialog title="A lap of another session" onClose={onClose}>
      {!isAsking && found.length === 0 && next === null && (
        <p class="muted">There is no other session on this track yet.</p>
      )}
      <ul class="stack tight">
        {found.map((session) => {
          const { sessionID, driverName, car, createdAt, bestLapMs } = session;
          const isOpen = open === sessionID;
          return (
            <li key={sessionID}>
              <button
                type="button"
                class="laps-picker-session"
                aria-expanded={isOpen}
                onClick={() => setOpen(isOpen ? null : sessionID)}
              >
                <span>
                  {when(createdAt, now)}
                  <span class="muted small">
                    {[driverName ?? unknown, readable(car)].join(' · ')}
                  </span>
                </span>
                <span class="laps-time">{lapTime(bestLapMs)}</span>
              </button>
              {isOpen && <Laps panel={panel} sessionID={sessionID} onPick={onPick} />}
            </li>
          );
        })}
      </ul>
      {isAsking && <p class="muted">Searching for sessions on this track …</p>}
      {next !== null && !isAsking && (
        <Button onClick={() => void search(next)}>Search older sessions</Button>
      )}
    </Dialog>
  );
}

function Laps(props: {
  readonly panel: Panel;
  readonly sessionID: string;
  onPick(lap: ChosenLap): void;
}) {
  const { panel, sessionID, onPick } = props;
  const { value, problem } = useGet<LapList>(panel, lapsPath(sessionID));
  if (value === null) return <p class="muted pad">{problem?.text ?? 'Loading …'}</p>;
  const recorded = value.laps.filter(({ frames }) => frames > 0);
  if (recorded.length === 0) return <p class="muted pad">No lap of this session is recorded.</p>;
  return (
    <ul class="laps-picker-laps">
      {recorded.map((one) => (
        <li key={one.lap}>
          <Button small onClick={() => onPick({ sessionID, lap: one.lap })}>
            Lap {one.lap}: {timeOrState(one.lapMs, isComplete(one))}
            {one.sessionBest && ' best'}
            {one.valid === false && ' invalid'}
          </Button>
        </li>
      ))}
    </ul>
  );
}
