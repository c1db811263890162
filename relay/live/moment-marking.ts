/** Marks a moment of a drive: it is stored with the session and sent as an event. */
import { randomUUID } from 'node:crypto';
import { limits } from '../../protocol/limits.ts';
import type { MarkAnswer, MarkedMoment } from '../../protocol/marked-moment.ts';
import { RelayError } from '../errors.ts';
import type { LiveRun } from './live-run.ts';
import type { FrameStore } from './ports.ts';
import type { EventDraft } from './race-event-detector.ts';
import type { SessionRegistry } from './session-registry.ts';

export interface MarkingParts {
  readonly store: Pick<FrameStore, 'mark'>;
  /** ms since 1970, by which the moment is found in a recording. */
  date(): number;
}

/**
 * Marks the newest moment of the drive that viewers see.
 * @param sessionID as it is published; null: there is none
 * @throws RelayError `nobody-drives`, `too-many`
 */
export function markMoment(
  sessions: Pick<SessionRegistry, 'get' | 'emit'>,
  { store, date }: MarkingParts,
  sessionID: string | null,
  note: string,
): MarkAnswer {
  const session = sessionID === null ? undefined : sessions.get(sessionID);
  // A car whose publisher has gone is not driven, as far as anybody here knows.
  const isDriven = session?.status === 'driving' || session?.status === 'paused';
  const run = isDriven ? session.liveRun : null;
  const moment = run && newestMoment(run, { id: randomUUID(), at: date(), note });
  if (session === undefined || run === null || moment === null) {
    throw new RelayError(
      'nobody-drives',
      'Nobody is driving, so there is no moment to mark.',
      'Mark it while a car is driven.',
    );
  }
  if (!run.countMark()) {
    throw new RelayError('too-many', `A drive has at most ${limits.momentsPerRunMax} moments.`);
  }
  store.mark({ sessionID: session.id, run: run.name }, moment);
  sessions.emit(session, run, [momentEvent(moment)]);
  return { sessionID: session.id, moment };
}

/** The newest moment of a run. @returns null: it has no frame yet */
function newestMoment(
  run: LiveRun,
  { id, at, note }: Pick<MarkedMoment, 'id' | 'at' | 'note'>,
): MarkedMoment | null {
  const { lap, car } = run;
  if (lap === null) return null;
  const { trackPosition, currentLapTime } = run.pick(['trackPosition', 'currentLapTime']);
  return {
    id,
    at: Math.round(at),
    lap,
    packetId: car.highest,
    lapMs: currentLapTime == null ? null : Math.round(currentLapTime),
    place: trackPosition ?? null,
    note,
  };
}

function momentEvent({ lap, lapMs, place, note }: MarkedMoment): EventDraft {
  return {
    name: 'moment-marked',
    lap,
    ...(lapMs === null ? {} : { sinceLineMs: lapMs }),
    ...(place === null ? {} : { place }),
    ...(note === '' ? {} : { note }),
  };
}
