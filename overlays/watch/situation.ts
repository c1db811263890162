/**
 * Describes the situation to viewers in a sentence or two: live, or why nothing moves, when the last lap was and what
 * comes next. Pure.
 */

import type { Frame } from '../../protocol/frame.ts';
import type { TimingSummary } from '../../protocol/timing-summary.ts';
import { lapTimeText } from '../../protocol/units.ts';
import type { Sample } from '../core/sample.ts';
import { agoText } from './time-ago.ts';

export interface LastLap {
  readonly lap: number;
  readonly timeMs: number;
  /** Time of completion, ms since 1970; null: unknown. */
  readonly atMs: number | null;
}

export interface SituationInput {
  readonly status: Sample['status'];
  /** The page has been connected before. */
  readonly wasConnected: boolean;
  readonly inPits: boolean;
  /** The page follows `live` from session to session. */
  readonly follows: boolean;
  /** The driver's name, from the address or the session; null: unknown. */
  readonly driver: string | null;
  readonly lastLap: LastLap | null;
  /** Number of the lap that the car is on, or was; null: unknown. */
  readonly lap: number | null;
  /** Time of the last data from the car, ms since 1970; null: unknown. */
  readonly heardAtMs: number | null;
  /** ms since 1970 on the same clock. */
  readonly nowMs: number;
  /** Why the page may not connect; null: it may, or nobody answers. */
  readonly refusal: string | null;
}

export interface WatchSituation {
  /** `start`: nothing is known yet; `drive`: the car is shown; `rest`: nothing moves; `lost`: what is shown may be old. */
  readonly mode: 'start' | 'drive' | 'rest' | 'lost';
  /** A word or two beside the light. */
  readonly word: string;
  readonly tone: 'live' | 'calm' | 'bad';
  readonly title: string;
  /** What happened before. */
  readonly before: string;
  /** What comes next. */
  readonly next: string;
}

/** What a page says while nobody drives whom it may show. */
export const nextDrive =
  'The next drive is shown as soon as it begins. You don’t need to reload this page.';

export function situationOf(input: SituationInput): WatchSituation {
  const { status, inPits } = input;
  const before = lastLapSentence(input);
  const drive = (word: string, tone: WatchSituation['tone']): WatchSituation => ({
    ...{ mode: 'drive', word, tone, title: '', before, next: '' },
  });
  const rest = (word: string, title: string, next: string): WatchSituation => ({
    ...{ mode: 'rest', word, tone: 'calm', title, before, next },
  });
  const name = input.driver ?? 'The driver';
  switch (status) {
    case 'driving':
      return inPits ? drive('In the pits', 'live') : drive('Live', 'live');
    case 'paused':
      return drive('Paused', 'calm');
    case 'replay':
      return drive('Replay', 'calm');
    case 'menu':
      return rest(
        'In the menu',
        `${name} is in the menu`,
        'The car is shown as soon as it is on track.',
      );
    case 'loading':
    case 'waiting':
      return rest(
        'Getting ready',
        `${name} is getting ready`,
        'The car is shown as soon as it is on track.',
      );
    case 'ended':
      return rest('Over', 'The session is over', afterwards(input));
    case 'agent-away':
      return rest('Away', `${name} is not driving now`, afterwards(input));
    case 'no-session':
      return rest('Nobody is driving', nobody(input), afterwards(input));
    case 'no-relay':
      if (input.refusal !== null) return refused(input.refusal);
      return input.wasConnected
        ? {
            ...rest(
              'Connection lost',
              'The connection is lost',
              'This page keeps trying to connect.',
            ),
            mode: 'lost',
            tone: 'bad',
          }
        : { ...rest('Connecting', 'Connecting', ''), mode: 'start' };
  }
}

/** The situation when the page may not connect. */
export function refused(reason: string): WatchSituation {
  const next = 'This page keeps trying. If it stays like this, tell the driver.';
  return {
    mode: 'rest',
    word: 'No access',
    tone: 'bad',
    title: 'No connection',
    before: reason,
    next,
  };
}

function nobody({ driver, follows }: SituationInput): string {
  if (driver !== null) return `${driver} is not driving now`;
  return follows ? 'Nobody is driving now' : 'This session is not live';
}

function afterwards({ follows }: SituationInput): string {
  return follows
    ? nextDrive
    : 'This page shows one session only. If the session continues, it is shown here.';
}

function lastLapSentence({ lastLap, lap, heardAtMs, nowMs }: SituationInput): string {
  if (lastLap !== null) {
    const when = lastLap.atMs === null ? '' : `, ${agoText(nowMs - lastLap.atMs)}`;
    return `Last lap: lap ${lastLap.lap} in ${lapTimeText(lastLap.timeMs)}${when}.`;
  }
  if (heardAtMs === null) return '';
  // Laps before this page or its relay joined are driven all the same.
  const when = agoText(nowMs - heardAtMs);
  if (lap === null) return `Last seen ${when}.`;
  return lap > 1 ? `Last seen ${when}, on lap ${lap}.` : `Last seen ${when}, on the first lap.`;
}

/**
 * The last completed lap.
 * @param originMs ms since 1970 at `t` = 0 of the session; null: unknown
 */
export function lastLapOf(
  { laps }: TimingSummary,
  { lap, t, currentLapTime, lastLapTime }: Partial<Frame>,
  originMs: number | null,
): LastLap | null {
  const isTimed = originMs !== null && t !== undefined && typeof currentLapTime === 'number';
  const lineAtMs = isTimed ? originMs + t - currentLapTime : null;
  const newest = laps.filter(({ timeMs }) => timeMs !== null).at(-1);
  if (newest !== undefined) {
    // The time of completion is known for the lap before the present one only.
    return {
      lap: newest.lap,
      timeMs: newest.timeMs!,
      atMs: lap === newest.lap + 1 ? lineAtMs : null,
    };
  }
  // Games write 0 where they know no lap.
  if (lap === undefined || lap < 2 || typeof lastLapTime !== 'number' || lastLapTime <= 0) {
    return null;
  }
  return { lap: lap - 1, timeMs: lastLapTime, atMs: lineAtMs };
}
