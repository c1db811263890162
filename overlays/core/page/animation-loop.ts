/**
 * Requests animation frames only while there is something to draw, and limits them to `?fps=`. Animation frames come
 * through a port, so tests can supply them.
 */

export interface FramePort {
  /** Calls back once, at the next animation frame, with its time stamp in ms. */
  request(callback: (nowMs: number) => void): number;
  cancel(id: number): void;
}

export interface Step {
  /** A picture was drawn. */
  readonly drawn: boolean;
  /** The next animation frame is needed too. */
  readonly again: boolean;
}

export interface LoopOptions {
  /** Maximum steps a second; null: every animation frame. */
  readonly fps: number | null;
  /** Skips one animation frame after this many pictures in a row; 0: never. */
  readonly restEvery: number;
  /** @param follows the previous animation frame was used too */
  readonly step: (nowMs: number, follows: boolean) => Step;
}

/**
 * Chromium with WebGL can get into a state in which every picture appears one or two screen refreshes late (15 to
 * 30 ms). The state lasts while each animation frame draws; one frame without a picture ends it.
 */
export const restEveryDefault = 60;

export class Loop {
  readonly #options: LoopOptions;
  readonly #port: FramePort;
  #request: number | null = null;
  #paused = false;
  #stopped = false;
  #nextDueMs = Number.NEGATIVE_INFINITY;
  #drawnInRow: number;
  #follows = false;
  restEvery: number;

  constructor(options: LoopOptions, port: FramePort) {
    this.#options = options;
    this.#port = port;
    this.restEvery = options.restEvery;
    // The first picture is slow (shaders are compiled), so the loop already skips the frame after the second.
    this.#drawnInRow = options.restEvery - 2;
  }

  /** Requests a step. */
  wake(): void {
    if (this.#stopped || this.#paused || this.#request !== null) return;
    this.#ask();
  }

  /** No steps until `resume`. */
  pause(): void {
    this.#paused = true;
    this.#cancel();
  }

  resume(): void {
    this.#paused = false;
    this.#follows = false;
    this.wake();
  }

  /** Ends the loop; may be called twice. */
  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  #cancel(): void {
    if (this.#request !== null) this.#port.cancel(this.#request);
    this.#request = null;
    this.#follows = false;
  }

  #ask(): void {
    this.#request = this.#port.request((nowMs) => this.#frame(nowMs));
  }

  #frame(nowMs: number): void {
    this.#request = null;
    if (this.#isTooEarly(nowMs)) {
      this.#follows = false;
      this.#ask();
      return;
    }
    if (this.restEvery > 0 && this.#drawnInRow >= this.restEvery) {
      this.#drawnInRow = 0;
      this.#follows = false;
      this.#ask();
      return;
    }
    const { drawn, again } = this.#options.step(nowMs, this.#follows);
    this.#drawnInRow = drawn ? this.#drawnInRow + 1 : 0;
    this.#follows = again && this.#options.fps === null;
    if (again) this.wake();
  }

  #isTooEarly(nowMs: number): boolean {
    const { fps } = this.#options;
    if (fps === null) return false;
    // Time stamps of animation frames jitter by a millisecond or two.
    if (nowMs < this.#nextDueMs - 2) return true;
    const interval = 1000 / fps;
    this.#nextDueMs = Math.max(this.#nextDueMs + interval, nowMs);
    return false;
  }
}
