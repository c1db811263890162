/** The list of stored sessions, newest first, page by page. */
import { useEffect, useState } from 'preact/hooks';
import type { ListedSession, SessionListPage } from '../../protocol/relay-answers.ts';
import { ColumnHeads, Empty } from '../core/cards-and-dialogs.tsx';
import { Button } from '../core/controls.tsx';
import { CouldNotLoad, RoomTitle } from '../core/help-link.tsx';
import { RelayProblem } from '../core/relay-api.ts';
import type { Panel } from '../core/room.ts';
import { grouped } from './place-text.ts';
import { hashOf, wholeLap } from './selection.ts';
import { sessionsPath } from './session-answers.ts';
import { lapTime, readable, trackName, unknown, when } from './wording.ts';

const pageSize = 25;

function useSessions(panel: Panel) {
  const [listed, setListed] = useState<SessionListPage | null>(null);
  const [problem, setProblem] = useState<RelayProblem | null>(null);
  const [isAsking, setAsking] = useState(true);
  const more = async (after: string | null): Promise<void> => {
    setAsking(true);
    try {
      const page = await panel.relay.get<SessionListPage>(sessionsPath(pageSize, after));
      setListed((before) => ({
        sessions: after === null ? page.sessions : [...(before?.sessions ?? []), ...page.sessions],
        next: page.next,
      }));
      setProblem(null);
    } catch (error) {
      setProblem(error instanceof RelayProblem ? error : new RelayProblem('internal', `${error}`));
    } finally {
      setAsking(false);
    }
  };
  useEffect(() => void more(null), []);
  return { listed, problem, isAsking, more };
}

export function SessionList({ panel }: { readonly panel: Panel }) {
  const { listed, problem, isAsking, more } = useSessions(panel);
  const [words, setWords] = useState('');
  return (
    <>
      <header class="room-head">
        <div>
          <RoomTitle title="Laps" help="laps" />
          <p class="muted">Every lap is stored. Open a session to see and compare its laps.</p>
        </div>
        {listed !== null && listed.sessions.length > 5 && (
          <div class="field laps-find">
            <label for="laps-find">Filter the shown sessions</label>
            <input
              id="laps-find"
              type="search"
              placeholder="track, car or driver"
              value={words}
              onInput={(event) => setWords(event.currentTarget.value)}
            />
          </div>
        )}
      </header>
      {problem !== null && <CouldNotLoadSessions problem={problem} again={() => void more(null)} />}
      {problem === null && listed === null && <p class="muted">Loading …</p>}
      {listed !== null && listed.sessions.length === 0 && <NoSessions />}
      {listed !== null && listed.sessions.length > 0 && (
        <SessionTable sessions={found(listed.sessions, words)} />
      )}
      {listed !== null && listed.next !== null && (
        <div class="row laps-more">
          <Button isBusy={isAsking} onClick={() => void more(listed.next)}>
            Show older sessions
          </Button>
          <span class="muted small">{listed.sessions.length} shown</span>
        </div>
      )}
    </>
  );
}

function found(sessions: readonly ListedSession[], words: string): ListedSession[] {
  const wanted = words.toLowerCase().split(/\s+/);
  return sessions.filter((session) => {
    const { driverName, track, trackConfiguration, car, sessionID } = session;
    const text = [
      driverName,
      trackName(track, trackConfiguration),
      readable(car),
      track,
      car,
      sessionID,
    ]
      .join(' ')
      .toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

function SessionTable({ sessions }: { readonly sessions: readonly ListedSession[] }) {
  const now = new Date();
  if (sessions.length === 0) return <p class="muted">No shown session matches.</p>;
  return (
    <table class="laps-sessions">
      <ColumnHeads titles={['Track', 'Car', 'Driver', 'When']} figures={['Laps', 'Best lap']} />
      <tbody>
        {sessions.map((session) => (
          <SessionRow key={session.sessionID} session={session} now={now} />
        ))}
      </tbody>
    </table>
  );
}

function SessionRow({ session, now }: { readonly session: ListedSession; readonly now: Date }) {
  const { sessionID, track, trackConfiguration, car, driverName, createdAt, laps } = session;
  const hash = hashOf({ sessionID, laps: [], section: wholeLap });
  const name = track === null ? sessionID : trackName(track, trackConfiguration);
  return (
    <tr>
      <td data-title="Track">
        <a href={hash}>{name}</a>
      </td>
      <td data-title="Car">{readable(car)}</td>
      <td data-title="Driver">{driverName ?? unknown}</td>
      <td data-title="When">
        <time dateTime={createdAt}>{when(createdAt, now)}</time>
      </td>
      <td class="figure" data-title="Laps">
        {grouped(laps)}
      </td>
      <td class="figure" data-title="Best lap">
        {lapTime(session.bestLapMs)}
      </td>
    </tr>
  );
}

function NoSessions() {
  return (
    <Empty title="No sessions yet">
      <p>
        When you drive while Sequential runs, the session appears here with all its laps. To try it
        without the game, stop Sequential and start it with its demo car (
        <code>sequential demo</code>).
      </p>
    </Empty>
  );
}

function CouldNotLoadSessions(props: { readonly problem: RelayProblem; again(): void }) {
  const isStore = props.problem.code === 'not-stored';
  const title = isStore ? 'The database does not answer' : 'The sessions could not be loaded';
  return <CouldNotLoad title={title} {...props} />;
}
