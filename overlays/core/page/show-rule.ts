/**
 * When an overlay is to be seen: `show=` rules over what the driver's game is doing. Shows at once, hides a little
 * later, so that nothing flickers through loading screens and short breaks. Pure.
 */
import type { SessionStatus } from '../../../protocol/session.ts';

/** What is going on, as far as showing or hiding is concerned. */
export type Situation = 'track' | 'pits' | 'paused' | 'replay' | 'menu' | 'away';

export const showWords = [
  'driving',
  'track',
  'pits',
  'paused',
  'replay',
  'menu',
  'always',
] as const;

/** `driving` is `track` and `pits` together: whenever the driver is at the wheel. */
export type ShowWord = (typeof showWords)[number];

export const defaultShow: readonly ShowWord[] = ['driving'];

/** Time from the wish to hide until it happens, ms: short changes of the game's state are not shown. */
const hideAfterMs = 700;
/** As long may the relay or the agent be away before the picture goes, ms. */
const awayAfterMs = 3_000;

/** @returns null when there is a word that is not known, or none at all. */
export function parseShow(text: string): readonly ShowWord[] | null {
  const words = text.split(',').map((word) => word.trim().toLowerCase());
  const known = words.filter((word) => (showWords as readonly string[]).includes(word));
  return known.length === words.length ? (known as ShowWord[]) : null;
}

/** True when the rule tells the pits from the track, so that the page has to know where the car is. */
export function asksForPits(show: readonly ShowWord[]): boolean {
  const all = show.includes('always') || show.includes('driving');
  return !all && show.includes('track') !== show.includes('pits');
}

export function situationOf(
  status: SessionStatus | 'no-session' | 'no-relay',
  isInPits: boolean,
): Situation {
  switch (status) {
    case 'driving':
      return isInPits ? 'pits' : 'track';
    case 'paused':
    case 'replay':
    case 'menu':
      return status;
    case 'loading':
    case 'waiting':
    case 'ended':
      return 'menu';
    case 'agent-away':
    case 'no-session':
    case 'no-relay':
      return 'away';
  }
}

export function isWanted(show: readonly ShowWord[], situation: Situation): boolean {
  if (show.includes('always')) return true;
  if (situation === 'away') return false;
  if (show.includes(situation)) return true;
  return show.includes('driving') && (situation === 'track' || situation === 'pits');
}

/** Remembers since when the overlay is not wanted any more. */
export class Visibility {
  readonly #show: readonly ShowWord[];
  #shown: boolean;
  #unwantedSinceMs: number | null = null;

  /** @param shown whether it is to be seen before anything is known */
  constructor(show: readonly ShowWord[], shown = false) {
    this.#show = show;
    this.#shown = shown;
  }

  get shown(): boolean {
    return this.#shown;
  }

  /** @returns when to look again, if nothing changes before; null = only when something changes. */
  update(situation: Situation, nowMs: number): number | null {
    if (isWanted(this.#show, situation)) {
      this.#shown = true;
      this.#unwantedSinceMs = null;
      return null;
    }
    if (!this.#shown) return null;
    this.#unwantedSinceMs ??= nowMs;
    const hideAt = this.#unwantedSinceMs + (situation === 'away' ? awayAfterMs : hideAfterMs);
    if (nowMs < hideAt) return hideAt;
    this.#shown = false;
    return null;
  }
}
