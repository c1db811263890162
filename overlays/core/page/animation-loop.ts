/**
 * Asks for animation frames only while there is something to do, and keeps to `?fps=`. Knows nothing of what is
 * drawn; the animation frames come through a port, so that tests can give them by hand.
 */

export interface FramePort {
  /** Calls back once at the next animation frame with its time stamp, ms. */
  request(callback: (nowMs: number) => void): number;
  cancel(id: number): void;
}

export interface Step {
  /** A picture was drawn. */
  readonly drawn: boolean;
  /** There will be something to do at the next frame as well. */
  readonly again: boolean;
}

export interface LoopOptions {
  /** Most steps a second; null = each animation frame. */
  readonly fps: number | null;
  /** After so many pictures in a row one animation frame is left out; 0 = never. */
  readonly restEvery: number;
  /** @param follows the animation frame before this one was ours too */
  readonly step: (nowMs: number, follows: boolean) => Step;
}

/**
 * Chromium can stay in a mode in which each picture is shown one or two screen refreshes late (15 to 30 ms) for as
 * long as every animation frame brings one; a single frame without a picture ends it. Seen with WebGL.
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
    // The first picture is slow to make (shaders): the frame after the second is left out.
    this.#drawnInRow = options.restEvery - 2;
  }

  /** There is something to do: a step will come. */
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

  /** For good; may be called twice. */
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
    // Animation frames come with a jitter of a millisecond or two.
    if (nowMs < this.#nextDueMs - 2) return true;
    const interval = 1000 / fps;
    this.#nextDueMs = Math.max(this.#nextDueMs + interval, nowMs);
    return false;
  }
}
