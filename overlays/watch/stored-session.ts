/**
 * The stored laps of a session that is not live, in the form of live timing. Reads the relay's public API; the result
 * is null if nothing is stored or the relay does not answer.
 */
import { limits } from '../../protocol/limits.ts';
import type { SessionInfo } from '../../protocol/session.ts';
import { emptyBoard, type TimingLap, type TimingSummary } from '../../protocol/timing-summary.ts';
import type { WatchList } from '../../protocol/watch-list.ts';
import { askJson } from './relay-request.ts';

export interface WatchStoredDrive {
  readonly info: SessionInfo;
  readonly timing: TimingSummary;
  /** Time of its newest frames, ms since 1970. */
  readonly heardAtMs: number;
}

interface SessionAnswer {
  sessionID: string;
  driverName: string | null;
  facts: SessionInfo;
  updatedAt: string;
}

interface LapAnswer {
  lap: number;
  lapMs: number | null;
  sectorsMs: number[] | null;
  valid: boolean | null;
}

/** @param session an id, or `live`: the newest session, of `driver` if given */
export async function storedDrive(
  session: string,
  driver: string | null,
): Promise<WatchStoredDrive | null> {
  try {
    // Without storage the relay would refuse, and the browser would log that as an error.
    if (!((await askJson('/api/watch')) as WatchList).isStoring) return null;
    const found = await sessionOf(session, driver);
    if (found === null) return null;
    const answer = (await askJson(`/api/sessions/${found.sessionID}/laps`)) as {
      laps: LapAnswer[];
    };
    return {
      info: found.facts,
      timing: timingOf(answer.laps),
      heardAtMs: Date.parse(found.updatedAt),
    };
  } catch {
    return null;
  }
}

async function sessionOf(session: string, driver: string | null): Promise<SessionAnswer | null> {
  if (session !== 'live') return (await askJson(`/api/sessions/${session}`)) as SessionAnswer;
  const { sessions } = (await askJson('/api/sessions?limit=20')) as { sessions: SessionAnswer[] };
  const wanted = driver?.toLowerCase();
  const found = sessions.find(
    ({ driverName }) => wanted === undefined || driverName?.trim().toLowerCase() === wanted,
  );
  return found ?? null;
}

/** The timing of the laps that have a time. Exported for tests. */
export function timingOf(laps: readonly LapAnswer[]): TimingSummary {
  const timed: TimingLap[] = laps
    .filter(({ lapMs }) => lapMs !== null)
    .map(({ lap, lapMs, sectorsMs, valid }) => ({
      lap,
      timeMs: lapMs,
      valid,
      sectorsMs: sectorsMs ?? [],
      fuelL: null,
      pitted: false,
    }));
  const counted = timed.filter(({ valid }) => valid !== false);
  const best = counted.reduce<TimingLap | null>(
    (least, one) => (least === null || one.timeMs! < least.timeMs! ? one : least),
    null,
  );
  const sectors = Math.max(0, ...counted.map(({ sectorsMs }) => sectorsMs.length));
  return {
    ...emptyBoard,
    laps: timed.slice(-limits.timingLapsMax),
    sessionBestMs: best?.timeMs ?? null,
    sessionBestLap: best?.lap ?? null,
    bestSectorsMs: Array.from({ length: sectors }, (_, i) => {
      const times = counted.flatMap(({ sectorsMs }) => sectorsMs[i] ?? []);
      return times.length === 0 ? null : Math.min(...times);
    }),
  };
}
