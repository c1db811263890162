/** How late viewers see the stream: the answer of `/api/stream-delay`. Types only. */

export interface StreamDelayStatus {
  /** From OBS to the viewers' screens, without the delay that OBS adds, ms; null: not set. */
  readonly ownMs: number | null;
  /** The delay that OBS is set to add, ms; null: OBS is not connected, or has not said. */
  readonly obsMs: number | null;
  /** How late pages with `delay=stream` are, ms; null: not set. */
  readonly delayMs: number | null;
}
