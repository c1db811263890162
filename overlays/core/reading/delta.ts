/**
 * What the delta overlay shows. The relay computes the delta itself in `relay/timing/` and sends it as the channels
 * `deltaBestMs` and `deltaPersonalMs`. Pure.
 */
import type { TimingSummary } from '../../../protocol/timing-summary.ts';
import { lapTimeText } from '../../../protocol/units.ts';
import { NumberText, Readout } from '../draw/text/readout.ts';
import type { Sample } from '../sample.ts';
import { hasResults, isPresent } from './presence.ts';
import { deltaText } from './time.ts';

export type Against = 'best' | 'personal';
/** Ahead of the reference, behind it, or neither. */
export type DeltaSide = 'gain' | 'loss' | 'even';

export interface DeltaPicture {
  /** Hundredths with a sign; null: nothing to compare with. */
  readonly text: string | null;
  readonly side: DeltaSide;
  /** Of the bar: -1 far ahead … 1 far behind. */
  readonly share: number;
  /** Time of the reference lap; null: there is none. */
  readonly reference: string | null;
  /** Number of the reference lap if it replaces the best one, whose course is unknown; else null. */
  readonly referenceLap: string | null;
  /** Over the last second: gaining on the reference, losing to it, or neither. */
  readonly trend: DeltaSide;
  /** The number is still changing. */
  readonly moving: boolean;
}

/** The number, all in ms: it changes this often and in these steps. */
const figure = {
  everyMs: 100,
  stepMs: 10,
  /** Time constant: it smooths the noise within a corner. */
  smoothingMs: 160,
  /** A larger jump means another lap or reference and shows at once. */
  jumpMs: 800,
} as const;

/** The tendency, all in ms: its time constant, and the change in this time that shows. */
const tendency = {
  overMs: 1000,
  fromMs: 40,
  /** It lasts until the change is this much smaller, so that the arrow does not flicker. */
  holdMs: 15,
} as const;

interface Reference {
  readonly ms: number | null;
  /** null: the best lap, or none. */
  readonly lap: number | null;
}

const none: Reference = { ms: null, lap: null };

export class DeltaModel {
  readonly #against: Against;
  readonly #rangeMs: number;
  readonly #readout = new Readout(figure.stepMs, figure.everyMs);
  readonly #text = new NumberText((ms) => deltaText(ms, 2));
  readonly #referenceText = new NumberText(lapTimeText);
  readonly #lapText = new NumberText(String);
  #smoothed: number | null = null;
  /** Follows more slowly: the difference is the tendency. */
  #slow = 0;
  #trend: DeltaSide = 'even';
  #lastMs = 0;

  /** @param rangeS seconds that fill the bar */
  constructor(against: Against, rangeS: number) {
    this.#against = against;
    this.#rangeMs = rangeS * 1000;
  }

  read(sample: Sample, nowMs: number): DeltaPicture {
    if (sample.reset) this.#forget();
    const { state, board } = sample;
    const present = isPresent(sample);
    const given = this.#against === 'best' ? state.deltaBestMs : state.deltaPersonalMs;
    const held = hasResults(sample) ? this.#reference(board) : none;
    const reference = this.#referenceText.of(held.ms);
    const referenceLap = this.#lapText.of(held.lap);
    if (!present || given === undefined || given === null) {
      this.#forget();
      return {
        text: null,
        side: 'even',
        share: 0,
        reference,
        referenceLap,
        trend: 'even',
        moving: false,
      };
    }
    const smoothed = this.#follow(given, nowMs);
    const shown = this.#readout.read(smoothed, nowMs);
    return {
      text: this.#text.of(shown),
      side: shown < 0 ? 'gain' : shown > 0 ? 'loss' : 'even',
      share: Math.min(Math.max(given / this.#rangeMs, -1), 1),
      reference,
      referenceLap,
      trend: this.#followTrend(smoothed - this.#slow),
      moving: Math.abs(smoothed - shown) >= figure.stepMs * 0.6 || smoothed !== given,
    };
  }

  #reference(board: TimingSummary): Reference {
    const { sessionBestMs, sessionBestLap, deltaLap, deltaLapMs } = board;
    if (this.#against === 'personal') {
      return { ms: board.deltaPersonalLapMs ?? board.personalBestMs, lap: null };
    }
    if (deltaLap === null || deltaLap === sessionBestLap) return { ms: sessionBestMs, lap: null };
    return { ms: deltaLapMs, lap: deltaLap };
  }

  #follow(given: number, nowMs: number): number {
    const passedMs = Math.max(nowMs - this.#lastMs, 0);
    this.#lastMs = nowMs;
    if (this.#smoothed === null || Math.abs(given - this.#smoothed) > figure.jumpMs) {
      this.#smoothed = given;
      this.#slow = given;
    } else
      this.#smoothed += (given - this.#smoothed) * (1 - Math.exp(-passedMs / figure.smoothingMs));
    if (Math.abs(given - this.#smoothed) < 0.5) this.#smoothed = given;
    this.#slow += (this.#smoothed - this.#slow) * (1 - Math.exp(-passedMs / tendency.overMs));
    return this.#smoothed;
  }

  #followTrend(change: number): DeltaSide {
    const from = tendency.fromMs - (this.#trend === 'even' ? 0 : tendency.holdMs);
    this.#trend = change > from ? 'loss' : change < -from ? 'gain' : 'even';
    return this.#trend;
  }

  #forget(): void {
    this.#smoothed = null;
    this.#readout.reset();
  }
}
