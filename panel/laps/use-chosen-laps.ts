/** Loads the selected laps, from all their sessions. A lap that fails does not affect the others. */

import { useEffect, useState } from 'preact/hooks';
import { messageOf } from '../../protocol/explained-error.ts';
import type { LapList, ListedSession, StoredLap } from '../../protocol/relay-answers.ts';
import type { RelayApi } from '../core/relay-api.ts';
import type { LapLoader } from './lap-loader.ts';
import type { LoadedLap } from './lap-worker.ts';
import type { ChosenLap } from './selection.ts';
import { isComparable, lapsPath, sessionPath } from './session-answers.ts';
import { trackName } from './wording.ts';

export interface ChosenLapState extends ChosenLap {
  readonly key: string;
  readonly session: ListedSession | null;
  readonly listed: StoredLap | null;
  readonly loaded: LoadedLap | null;
  /** Why it cannot be shown; null: it can. */
  readonly problem: string | null;
}

export interface OwnSession {
  readonly session: ListedSession;
  readonly laps: readonly StoredLap[];
}

type LapDetails = Omit<ChosenLapState, keyof ChosenLap | 'key'>;

const nothing: LapDetails = { session: null, listed: null, loaded: null, problem: null };

function keyOf({ sessionID, lap }: ChosenLap): string {
  return `${sessionID}:${lap}`;
}

/** @param own the open session, whose data is known already */
export function useChosen(
  relay: RelayApi,
  loader: LapLoader,
  laps: readonly ChosenLap[],
  own: OwnSession,
): ChosenLapState[] {
  const [known, setKnown] = useState<Readonly<Record<string, LapDetails>>>({});
  useEffect(() => {
    const life = new AbortController();
    const set = (key: string, more: Partial<LapDetails>): void => {
      if (life.signal.aborted) return;
      setKnown((before) => ({
        ...before,
        [key]: { ...nothing, ...before[key], ...more },
      }));
    };
    for (const chosen of laps) {
      loadLap(relay, loader, chosen, own, life.signal, (more) => set(keyOf(chosen), more));
    }
    return () => life.abort();
  }, [laps.map(keyOf).join(), own]);
  return laps.map((chosen) => {
    const key = keyOf(chosen);
    return { ...chosen, key, ...(known[key] ?? nothing) };
  });
}

function loadLap(
  relay: RelayApi,
  loader: LapLoader,
  { sessionID, lap }: ChosenLap,
  own: OwnSession,
  signal: AbortSignal,
  set: (more: Partial<LapDetails>) => void,
): void {
  const work = async (): Promise<void> => {
    const isOwn = sessionID === own.session.sessionID;
    const [session, laps] = isOwn
      ? [own.session, own.laps]
      : await Promise.all([
          relay.get<ListedSession>(sessionPath(sessionID), { signal }),
          relay.get<LapList>(lapsPath(sessionID), { signal }).then((listed) => listed.laps),
        ]);
    const listed = laps.find((one) => one.lap === lap);
    if (listed === undefined) {
      set({ session, problem: `Lap ${lap} is not stored.` });
      return;
    }
    set({ session, listed });
    const otherTrack = otherTrackText(session, own.session);
    if (otherTrack !== null) {
      set({ problem: otherTrack });
      return;
    }
    if (listed.frames === 0) {
      set({ problem: 'This lap was not recorded.' });
      return;
    }
    const loaded = await loader.load(sessionID, listed, session.facts.trackLengthM ?? null);
    const isEmpty = loaded.grid === null;
    set({
      loaded,
      problem: isEmpty ? 'Too little of this lap was recorded.' : null,
    });
  };
  work().catch((error: unknown) => {
    set({ problem: messageOf(error) });
  });
}

/** Why a lap of another session cannot be compared with those of the open one; null: it can. */
export function otherTrackText(other: ListedSession, own: ListedSession): string | null {
  if (isComparable(other, own)) return null;
  if (other.track === null) return 'The track of this lap is not known, so it is not compared.';
  const { track, trackConfiguration } = other;
  return `This lap was driven on ${trackName(track, trackConfiguration)}, so it is not compared.`;
}
