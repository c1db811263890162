/** Requests the marked moments of sessions. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { MomentList } from '../../protocol/marked-moment.ts';
import { useGet } from '../core/relay-hooks.ts';
import type { Panel } from '../core/room.ts';
import type { SessionMoments } from './moment-marks.ts';
import { momentsPath } from './session-answers.ts';

/** The moments of the open session. Equal ones stay the same object. @param everyMs absent: once */
export function useOwnMoments(panel: Panel, sessionID: string, everyMs: number | undefined) {
  const { value, again } = useGet<MomentList>(panel, momentsPath(sessionID), { everyMs });
  const text = JSON.stringify(value?.moments ?? []);
  const moments = useMemo(() => JSON.parse(text) as MomentList['moments'], [text]);
  return { moments, again };
}

/** The moments of other sessions, whose laps are compared with the open one's. Those that fail are left out. */
export function useOtherMoments(panel: Panel, sessionIDs: readonly string[]): SessionMoments {
  const [known, setKnown] = useState<SessionMoments>({});
  const wanted = [...new Set(sessionIDs)].sort().join(' ');
  useEffect(() => {
    const life = new AbortController();
    for (const sessionID of wanted.split(' ').filter((id) => id !== '')) {
      panel.relay
        .get<MomentList>(momentsPath(sessionID), { signal: life.signal })
        .then(({ moments }) => setKnown((before) => ({ ...before, [sessionID]: moments })))
        .catch(() => {});
    }
    return () => life.abort();
  }, [panel, wanted]);
  return known;
}
