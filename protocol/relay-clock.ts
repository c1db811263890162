/** Estimates the relay's clock from pings and pongs, for an agent or a page. Pure: it gets all times and reads no clock. */
import { ClockEstimate, driftPerMs } from './clock-estimate.ts';
import { limits } from './limits.ts';

/** Uses the offset of the ping with the shortest round trip, because it waited least in both directions. */
export class RelayClock extends ClockEstimate {
  /** When each unanswered ping was sent, by its id. */
  readonly #sentMs = new Map<number, number>();
  #lastId = 0;

  constructor() {
    super(({ tripMs }, ageMs) => tripMs / 2 + ageMs * driftPerMs);
  }

  /** @returns the id of a ping that is sent at `nowMs` */
  ping(nowMs: number): number {
    const id = ++this.#lastId;
    this.#sentMs.set(id, nowMs);
    this.#sentMs.delete(id - limits.clockMeasurementsMax);
    return id;
  }

  /**
   * @param relayMs the relay's clock when it answered
   * @returns false: it answers none of our pings
   */
  pong(id: number, relayMs: number, nowMs: number): boolean {
    const sentMs = this.#sentMs.get(id);
    this.#sentMs.delete(id);
    if (sentMs === undefined || nowMs < sentMs || !Number.isFinite(relayMs)) return false;
    this.read(relayMs, sentMs, nowMs);
    return true;
  }

  override reset(): void {
    super.reset();
    this.#sentMs.clear();
  }
}
