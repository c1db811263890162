/** Fades a picture in and out. The browser's compositor does it, so no extra pictures are drawn. */

const fadeInMs = 200;
const fadeOutMs = 600;

export class Fader {
  readonly #style: CSSStyleDeclaration;
  #shown = false;
  #hiddenAtMs = Number.NEGATIVE_INFINITY;

  /** @param host element around the canvas; it starts hidden */
  constructor(host: HTMLElement) {
    this.#style = host.style;
    this.#style.opacity = '0';
    this.#style.visibility = 'hidden';
  }

  set(shown: boolean, nowMs: number): void {
    if (shown === this.#shown) return;
    this.#shown = shown;
    if (!shown) this.#hiddenAtMs = nowMs;
    // After the fade `visibility` becomes hidden, so the compositor skips the element.
    this.#style.transition = shown
      ? `opacity ${fadeInMs}ms`
      : `opacity ${fadeOutMs}ms, visibility 0s ${fadeOutMs}ms`;
    this.#style.opacity = shown ? '1' : '0';
    this.#style.visibility = shown ? 'visible' : 'hidden';
  }

  /** The picture is at least partly visible. */
  isSeen(nowMs: number): boolean {
    return this.#shown || nowMs < this.#hiddenAtMs + fadeOutMs;
  }
}
