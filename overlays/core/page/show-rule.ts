/**
 * When an overlay is visible: `show=` rules over the state of the driver's game. It appears at once and disappears a
 * little later, so that it does not flicker during loading screens and short breaks. Pure.
 */
import type { SessionStatus } from '../../../protocol/session.ts';

/** State of the game, as far as visibility depends on it. */
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

/** `driving` means `track` and `pits`. */
export type ShowWord = (typeof showWords)[number];

export const defaultShow: readonly ShowWord[] = ['driving'];

/** An overlay hides after this long, ms, so that short changes of the game's state do not show. */
const hideAfterMs = 700;
/** The same while the relay or the agent is disconnected, ms. */
const awayAfterMs = 3_000;

/** @returns null if there is an unknown word, or none. */
export function parseShow(text: string): readonly ShowWord[] | null {
  const words = text.split(',').map((word) => word.trim().toLowerCase());
  const known = words.filter((word) => (showWords as readonly string[]).includes(word));
  return known.length === words.length ? (known as ShowWord[]) : null;
}

/** True if the rule treats pits and track differently, so that the page needs the pit channels. */
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

/** Applies a rule over time: hides after the delay. */
export class Visibility {
  readonly #show: readonly ShowWord[];
  #shown: boolean;
  #unwantedSinceMs: number | null = null;

  /** @param shown whether the overlay is visible at the start */
  constructor(show: readonly ShowWord[], shown = false) {
    this.#show = show;
    this.#shown = shown;
  }

  get shown(): boolean {
    return this.#shown;
  }

  /** @returns time of the next call if nothing changes before, ms; null: none is needed */
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
