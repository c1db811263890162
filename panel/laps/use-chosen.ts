/** Brings the chosen laps, of whichever sessions, with what is known of them. One that fails does not stop the others. */
import { useEffect, useState } from 'preact/hooks';
import type { RelayApi } from '../core/relay-api.ts';
import type { LapLoader } from './lap-loader.ts';
import type { LoadedLap } from './lap-worker.ts';
import type { ChosenLap } from './selection.ts';
import {
  type LapsTold,
  type LapTold,
  lapsPath,
  type SessionFactsTold,
  sessionPath,
} from './stored.ts';

export interface Chosen extends ChosenLap {
  readonly key: string;
  readonly session: SessionFactsTold | null;
  readonly told: LapTold | null;
  readonly loaded: LoadedLap | null;
  /** Why it cannot be shown. */
  readonly problem: string | null;
}

export interface OwnSession {
  readonly session: SessionFactsTold;
  readonly laps: readonly LapTold[];
}

type Known = Omit<Chosen, keyof ChosenLap | 'key'>;

const nothing: Known = { session: null, told: null, loaded: null, problem: null };

export function keyOf({ sessionID, lap }: ChosenLap): string {
  return `${sessionID}:${lap}`;
}

/** @param own the session that is open; what is known of it is not asked for again */
export function useChosen(
  relay: RelayApi,
  loader: LapLoader,
  laps: readonly ChosenLap[],
  own: OwnSession,
): Chosen[] {
  const [known, setKnown] = useState<Readonly<Record<string, Known>>>({});
  useEffect(() => {
    const life = new AbortController();
    const set = (key: string, more: Partial<Known>): void => {
      if (life.signal.aborted) return;
      setKnown((before) => ({
        ...before,
        [key]: { ...nothing, ...before[key], ...more },
      }));
    };
    for (const chosen of laps) {
      bring(relay, loader, chosen, own, life.signal, (more) => set(keyOf(chosen), more));
    }
    return () => life.abort();
  }, [laps.map(keyOf).join(), own]);
  return laps.map((chosen) => {
    const key = keyOf(chosen);
    return { ...chosen, key, ...(known[key] ?? nothing) };
  });
}

function bring(
  relay: RelayApi,
  loader: LapLoader,
  { sessionID, lap }: ChosenLap,
  own: OwnSession,
  signal: AbortSignal,
  set: (more: Partial<Known>) => void,
): void {
  const work = async (): Promise<void> => {
    const isOwn = sessionID === own.session.sessionID;
    const [session, laps] = isOwn
      ? [own.session, own.laps]
      : await Promise.all([
          relay.get<SessionFactsTold>(sessionPath(sessionID), { signal }),
          relay.get<LapsTold>(lapsPath(sessionID), { signal }).then((told) => told.laps),
        ]);
    const told = laps.find((one) => one.lap === lap);
    if (told === undefined) {
      set({ session, problem: `Lap ${lap} is not stored.` });
      return;
    }
    set({ session, told });
    const loaded = await loader.load(sessionID, told, session.facts.trackLengthM ?? null);
    const isEmpty = loaded.grid === null;
    set({
      loaded,
      problem: isEmpty ? 'Too little was recorded of it to say where the car was.' : null,
    });
  };
  work().catch((error: unknown) => {
    set({ problem: error instanceof Error ? error.message : String(error) });
  });
}
