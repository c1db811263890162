/**
 * The rev limit of the engine, learnt where the game does not report it, and what follows from it: scale, red zone, shift
 * lights, the flash at the limiter. Pure.
 */
import type { SessionInfo } from '../../../protocol/session.ts';

export interface RpmScale {
  /** End of the scale. */
  readonly max: number;
  /** Between two numbers, and between two small ticks. */
  readonly major: number;
  readonly minor: number;
  readonly redFrom: number;
}

/** End of the scale while the limit is unknown. */
const assumedLimitRpm = 8000;
/** The highest rpm counts as the limit after this many visits near it; a visit ends below `untilShare` of it. */
const visits = { fromShare: 0.95, untilShare: 0.85, needed: 3 };
/** Plausible limits; any other value is ignored. */
const plausibleRpm = { min: 1000, max: 30_000 };

/** Shares of the limit where the first shift light, all shift lights and the limiter begin. */
export const limitShares = { firstLight: 0.82, allLights: 0.965, limiter: 0.985 };
/** The limiter cuts in and out many times a second; its light stays on this long, ms. */
const limiterHoldMs = 160;
/** Half a period of the flash, ms: three flashes a second are safe for photosensitive viewers. */
const flashHalfMs = 170;

/**
 * A scale that ends at a round number with some headroom, because engines overrun their limit.
 * @param known false: the limit is a guess, so there is no red zone
 */
export function rpmScale(limitRpm: number, known: boolean): RpmScale {
  const major = limitRpm <= 11_500 ? 1000 : 2000;
  const max = Math.ceil((limitRpm * 1.02) / major) * major;
  const redFrom = known ? Math.min(Math.round((limitRpm * 0.95) / 250) * 250, max) : max;
  return { max, major, minor: max / major > 9 || major > 1000 ? major / 2 : major / 4, redFrom };
}

/** A rev limit. While it is unknown there is no red zone and no light. */
export interface RpmLimit {
  readonly rpm: number;
  readonly known: boolean;
}

/** Learns the limit of an engine from the rpm that drivers reach again and again. */
class LimitLearner {
  #highestRpm = 0;
  #visits = 0;
  #near = false;

  /** @param reportedRpm highest rpm that the agent has seen; 0: unknown */
  learn(rpm: number, reportedRpm: number): RpmLimit {
    const highest = Math.min(Math.max(rpm, reportedRpm, this.#highestRpm), plausibleRpm.max);
    if (this.#visits < visits.needed && highest > this.#highestRpm * 1.02) {
      this.#visits = 0;
      this.#near = false;
    }
    this.#highestRpm = highest;
    if (rpm < highest * visits.untilShare) this.#near = false;
    else if (rpm >= highest * visits.fromShare && !this.#near) {
      this.#near = true;
      this.#visits += 1;
    }
    const limit = Math.ceil(highest / 100) * 100;
    const known = this.#visits >= visits.needed && limit >= plausibleRpm.min;
    return { rpm: known ? limit : Math.max(assumedLimitRpm, limit), known };
  }
}

export interface RpmReading {
  /** Never below 0, although the game reports negative values in a spin. */
  readonly rpm: number;
  readonly limit: RpmLimit;
  /** Shift lights, 0…1. */
  readonly lights: number;
  readonly limiter: boolean;
  /** The lit half of the flash. */
  readonly flash: boolean;
}

export class RpmReader {
  readonly #isSteady: boolean;
  #learner = new LimitLearner();
  #limitSinceMs: number | null = null;
  #limitUntilMs = Number.NEGATIVE_INFINITY;

  /** @param isSteady the limiter lights up without a flash, for viewers who ask for less motion */
  constructor(isSteady = false) {
    this.#isSteady = isSteady;
  }

  /** @param sessionInfo `maxRpm` is undefined or 0 if the game does not report it */
  read(
    rpms: number | undefined,
    sessionInfo: Pick<SessionInfo, 'maxRpm' | 'maxRpmLearnt'>,
    nowMs: number,
  ): RpmReading {
    const rpm = Math.max(rpms ?? 0, 0);
    const limit = this.#limit(rpm, sessionInfo);
    if (limit.known && rpm >= limit.rpm * limitShares.limiter) {
      this.#limitSinceMs ??= nowMs;
      this.#limitUntilMs = nowMs + limiterHoldMs;
    }
    const limiter = nowMs < this.#limitUntilMs;
    if (!limiter) this.#limitSinceMs = null;
    const phase = Math.floor((nowMs - (this.#limitSinceMs ?? nowMs)) / flashHalfMs);
    const lights =
      (rpm / limit.rpm - limitShares.firstLight) / (limitShares.allLights - limitShares.firstLight);
    return {
      rpm,
      limit,
      lights: limit.known ? Math.min(Math.max(lights, 0), 1) : 0,
      limiter,
      flash: limiter && (this.#isSteady || phase % 2 === 0),
    };
  }

  /** Forgets the learnt limit: another car. */
  reset(): void {
    this.#learner = new LimitLearner();
    this.#limitSinceMs = null;
    this.#limitUntilMs = Number.NEGATIVE_INFINITY;
  }

  #limit(rpm: number, { maxRpm = 0, maxRpmLearnt = false }: SessionInfo): RpmLimit {
    const sane = maxRpm >= plausibleRpm.min && maxRpm <= plausibleRpm.max;
    if (sane && !maxRpmLearnt) return { rpm: maxRpm, known: true };
    return this.#learner.learn(rpm, sane ? maxRpm : 0);
  }
}
