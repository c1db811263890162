/** Shows and hides an overlay in the way of its theme. The browser moves the element, so no extra pictures are drawn. */
import { type Entrance, entranceOf, type Pose, waitMsOf } from './entrance.ts';

export class Fader {
  readonly #host: HTMLElement;
  #shown = false;
  #hiddenAtMs = Number.NEGATIVE_INFINITY;
  #outMs = 0;

  /** @param host element around the canvas; it starts hidden */
  constructor(host: HTMLElement) {
    this.#host = host;
    host.style.opacity = '0';
    host.style.visibility = 'hidden';
    // A pose at rest must not cost the compositor a clip.
    host.addEventListener('transitionend', () => {
      if (this.#shown) this.#set('clip-path', 'none');
    });
  }

  /** @param order of the item in its layout: items come one after the other */
  set(
    shown: boolean,
    nowMs: number,
    entrance: Entrance = entranceOf(null, false),
    order = 0,
  ): void {
    if (shown === this.#shown) return;
    const isFar = nowMs >= this.#hiddenAtMs + this.#outMs;
    this.#shown = shown;
    this.#outMs = entrance.outMs;
    if (!shown) this.#hiddenAtMs = nowMs;
    const { style } = this.#host;
    style.transition = 'none';
    // While it is still leaving it turns around where it is.
    if (shown && isFar) this.#pose(entrance.before);
    else if (!shown) this.#set('clip-path', entrance.shown.clipPath);
    // The browser must see the first pose, or it starts from the one before.
    void this.#host.offsetWidth;
    const { inMs, outMs, inEasing, outEasing } = entrance;
    const waitMs = shown ? waitMsOf(entrance, order) : 0;
    const course = shown ? `${inMs}ms ${inEasing} ${waitMs}ms` : `${outMs}ms ${outEasing}`;
    // After the exit `visibility` becomes hidden, so the compositor skips the element.
    style.transition =
      `opacity ${course}, clip-path ${course}, translate ${course}` +
      (shown ? '' : `, visibility 0s ${outMs}ms`);
    this.#pose(shown ? entrance.shown : entrance.after);
    style.visibility = shown ? 'visible' : 'hidden';
  }

  /** The picture is at least partly visible. */
  isSeen(nowMs: number): boolean {
    return this.#shown || nowMs < this.#hiddenAtMs + this.#outMs;
  }

  #pose({ opacity, clipPath, translate }: Pose): void {
    this.#host.style.opacity = opacity;
    this.#set('clip-path', clipPath);
    this.#set('translate', translate);
  }

  /** Important, because custom CSS of OBS must not move an overlay; see `keepInPlace`. */
  #set(name: string, value: string): void {
    this.#host.style.setProperty(name, value, 'important');
  }
}
