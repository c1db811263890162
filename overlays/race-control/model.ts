/** Messages of the race, one at a time, the most important first. Pure. */
import type { RaceEvent, RaceEventName } from '../../protocol/events.ts';
import { lapTimeText } from '../../protocol/units.ts';
import { driverNames } from '../core/reading/driver-name.ts';
import { type Flag, flags } from '../core/reading/session.ts';
import type { Sample } from '../core/sample.ts';

/** Colours of the plates that name what happened. */
export type MessageInk = 'accent' | 'best' | 'gain' | 'loss' | 'caution' | 'blue' | 'white';

export interface RaceMessage {
  readonly id: number;
  readonly title: string;
  readonly ink: MessageInk;
  /** Who, the longest form first; none: nobody in particular. */
  readonly names: readonly string[];
  /** May be empty. */
  readonly number: string;
  /** What else, the longest form first; may be none. */
  readonly details: readonly string[];
}

interface Waiting {
  readonly message: RaceMessage;
  readonly priority: number;
  readonly sinceMs: number;
}

export interface RaceControlOptions {
  /** Of each message, ms. */
  readonly showMs: number;
  /** Names of events that are not shown. */
  readonly without: ReadonlySet<RaceEventName>;
}

/** A message that has waited longer than this is no longer news, ms. */
const staleMs = 20_000;
/** Messages that wait at most. */
const waitingCount = 8;
/** A message is shown for at least this long before a more important one replaces it, ms. */
const leastMs = 1_500;

export class RaceControlModel {
  readonly #options: RaceControlOptions;
  #waiting: Waiting[] = [];
  #shown: (Waiting & { readonly fromMs: number }) | null = null;

  constructor(options: RaceControlOptions) {
    this.#options = options;
  }

  /** @returns the message to show; null: there is none */
  read(
    { events, reset, grid }: Pick<Sample, 'events' | 'reset' | 'grid'>,
    nowMs: number,
  ): RaceMessage | null {
    if (reset || grid === null) {
      this.#waiting = [];
      this.#shown = null;
    }
    if (grid === null) return null;
    for (const event of events) this.#add(event, nowMs);
    this.#waiting = this.#waiting.filter(({ sinceMs }) => nowMs - sinceMs < staleMs);
    const next = this.#waiting[0];
    const shown = this.#shown;
    const isOver = shown === null || nowMs - shown.fromMs >= this.#options.showMs;
    const isReplaced =
      shown !== null &&
      next !== undefined &&
      next.priority > shown.priority + 1 &&
      nowMs - shown.fromMs >= leastMs;
    if (!isOver && !isReplaced) return shown.message;
    if (next === undefined) {
      this.#shown = null;
      return null;
    }
    this.#waiting.shift();
    this.#shown = { ...next, fromMs: nowMs };
    return next.message;
  }

  #add(event: RaceEvent, nowMs: number): void {
    if (this.#options.without.has(event.name)) return;
    const made = messageOf(event);
    if (made === null) return;
    this.#waiting.push({ ...made, sinceMs: nowMs });
    // The most important first; among equals the earliest.
    this.#waiting.sort((a, b) => b.priority - a.priority || a.sinceMs - b.sinceMs);
    this.#waiting.length = Math.min(this.#waiting.length, waitingCount);
  }
}

/** Flags that are news for everybody. */
const flagTitles: Readonly<Partial<Record<Flag, readonly [string, MessageInk]>>> = {
  yellow: ['Yellow flag', 'caution'],
  black: ['Black flag', 'loss'],
  white: ['White flag', 'white'],
  penalty: ['Penalty', 'loss'],
};

/** @returns null: the event is not news for viewers */
function messageOf(event: RaceEvent): { message: RaceMessage; priority: number } | null {
  const { id, driver = '', number = '', otherDriver, position, lapTimeMs, gapMs } = event;
  const names = namesOf(driver);
  const others = namesOf(otherDriver);
  const announce = (priority: number, title: string, ink: MessageInk, ...details: string[]) => ({
    message: { id, title, ink, names, number, details },
    priority,
  });
  const fromPlace = position === undefined ? [] : [`from P${position}`];
  const behind = gapMs === undefined ? 'with' : `${(gapMs / 1000).toFixed(1)} behind`;
  switch (event.name) {
    case 'chequered-flag':
      return announce(9, 'Chequered flag', 'white', 'Winner');
    case 'leader-changed':
      return announce(7, 'New leader', 'accent', ...others.map((other) => `ahead of ${other}`));
    case 'fastest-lap':
      return announce(
        6,
        'Fastest lap',
        'best',
        ...(lapTimeMs === undefined ? [] : [lapTimeText(lapTimeMs)]),
      );
    case 'car-retired':
      return announce(6, 'Retired', 'loss', ...fromPlace);
    case 'flag-changed': {
      const flag = flags[(event.flag ?? 0) - 1];
      const title = flag && flagTitles[flag];
      if (title === undefined) return null;
      const { message, priority } = announce(8, ...title);
      // A yellow flag is for all; the driver who saw it did nothing.
      if (flag !== 'yellow') return { message, priority };
      return { message: { ...message, names: ['Danger on the track'], number: '' }, priority };
    }
    case 'overtake':
      return announce(
        4,
        position === undefined ? 'Overtake' : `Up to P${position}`,
        'gain',
        ...others.map((other) => `past ${other}`),
      );
    case 'battle-started':
      return announce(3, 'Battle', 'accent', ...others.map((other) => `${behind} ${other}`));
    case 'car-pitted':
      return announce(2, 'In the pits', 'blue', ...fromPlace);
    case 'collision':
      return announce(5, 'Incident', 'caution');
    default:
      return null;
  }
}

function namesOf(driver: string | undefined): readonly string[] {
  return driver === undefined || driver === '' ? [] : driverNames(driver, 'short');
}
