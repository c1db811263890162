/** The list of stored sessions, newest first, page by page. */
import { useEffect, useState } from 'preact/hooks';
import type { ListedSession, SessionListPage } from '../../protocol/relay-answers.ts';
import { ColumnHeads, Empty } from '../core/cards-and-dialogs.tsx';
import { Button } from '../core/controls.tsx';
import { NotLoaded, RoomTitle } from '../core/help-link.tsx';
import { RelayProblem } from '../core/relay-api.ts';
import type { Panel } from '../core/room.ts';
import { grouped } from './place-text.ts';
import { hashOf, wholeLap } from './selection.ts';
import { sessionsPath } from './session-answers.ts';
import { lapTime, readable, trackName, unknown, when } from './wording.ts';

/** Sessions a page: of the list, and of a search, which reads some pages at once. */
const pageSize = { list: 25, search: 100 };
const pagesAtOnce = 5;

function useSessions(panel: Panel) {
  const [listed, setListed] = useState<SessionListPage | null>(null);
  const [problem, setProblem] = useState<RelayProblem | null>(null);
  const [isAsking, setAsking] = useState(true);
  /** @param words of a search: older pages are read until a session matches */
  const more = async (after: string | null, words = ''): Promise<void> => {
    setAsking(true);
    const isSearch = words.trim() !== '';
    try {
      let from = after;
      for (let n = 0; n < (isSearch ? pagesAtOnce : 1); n++) {
        const size = isSearch ? pageSize.search : pageSize.list;
        const page = await panel.relay.get<SessionListPage>(sessionsPath(size, from));
        const isFirst = from === null;
        setListed((before) => ({
          sessions: isFirst ? page.sessions : [...(before?.sessions ?? []), ...page.sessions],
          next: page.next,
        }));
        from = page.next;
        if (from === null || matching(page.sessions, words).length > 0) break;
      }
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
  const isSearch = words.trim() !== '';
  const found = matching(listed?.sessions ?? [], words);
  return (
    <>
      <header class="room-head">
        <div>
          <RoomTitle title="Laps" help="laps" />
          <p class="muted">Every lap is stored. Open a session to see and compare its laps.</p>
        </div>
        {listed !== null && listed.sessions.length > 5 && (
          <div class="field laps-find">
            <label for="laps-find">Find a session</label>
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
      {(problem !== null || listed === null) && (
        <NotLoaded
          title={
            problem?.code === 'not-stored'
              ? 'The database does not answer'
              : 'The sessions could not be loaded'
          }
          answer={{ problem, again: () => void more(null) }}
        />
      )}
      {listed !== null && listed.sessions.length === 0 && <NoSessions />}
      {listed !== null && listed.sessions.length > 0 && <SessionTable sessions={found} />}
      {isSearch && listed !== null && listed.sessions.length > 0 && (
        <p class="muted small laps-more" role="status">
          {foundText(found.length, listed)}
        </p>
      )}
      {listed !== null && listed.next !== null && (
        <div class="row laps-more">
          <Button isBusy={isAsking} onClick={() => void more(listed.next, words)}>
            {isSearch ? 'Search older sessions' : 'Show older sessions'}
          </Button>
          {!isSearch && <span class="muted small">{grouped(listed.sessions.length)} shown</span>}
        </div>
      )}
    </>
  );
}

/** `3 of 125 sessions match; older ones are not searched yet.` */
function foundText(count: number, { sessions, next }: SessionListPage): string {
  const all = `${grouped(count)} of ${grouped(sessions.length)} sessions match`;
  return next === null ? `${all}.` : `${all}; older ones are not searched yet.`;
}

function matching(sessions: readonly ListedSession[], words: string): readonly ListedSession[] {
  if (words.trim() === '') return sessions;
  const wanted = words.trim().toLowerCase().split(/\s+/);
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
  if (sessions.length === 0) return null;
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
  return (
    <tr>
      <td data-title="Track">
        <a href={hash}>{trackName(track, trackConfiguration)}</a>
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
