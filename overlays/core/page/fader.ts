/** Shows and hides the picture softly. The browser's compositor fades; not one picture more is drawn for it. */

const fadeInMs = 200;
const fadeOutMs = 600;

export class Fader {
  readonly #style: CSSStyleDeclaration;
  #shown = false;
  #hiddenAtMs = Number.NEGATIVE_INFINITY;

  /** @param host element around the canvas; hidden from now on */
  constructor(host: HTMLElement) {
    this.#style = host.style;
    this.#style.opacity = '0';
    this.#style.visibility = 'hidden';
  }

  set(shown: boolean, nowMs: number): void {
    if (shown === this.#shown) return;
    this.#shown = shown;
    if (!shown) this.#hiddenAtMs = nowMs;
    // `visibility` follows at the end of fading out: what cannot be seen is not composited either.
    this.#style.transition = shown
      ? `opacity ${fadeInMs}ms`
      : `opacity ${fadeOutMs}ms, visibility 0s ${fadeOutMs}ms`;
    this.#style.opacity = shown ? '1' : '0';
    this.#style.visibility = shown ? 'visible' : 'hidden';
  }

  /** Something of the picture can be seen. */
  isSeen(nowMs: number): boolean {
    return this.#shown || nowMs < this.#hiddenAtMs + fadeOutMs;
  }
}
