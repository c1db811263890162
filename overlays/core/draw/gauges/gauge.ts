/** The interface of all instruments of a scale, and their common parts. */
import type { Sprite } from 'pixi.js';
import type { Kit } from '../kit.ts';
import { panelBleed } from '../panels/panel.ts';
import type { Pointer } from '../pointer.ts';
import type { Box } from '../shape.ts';
import type { Dial } from './dial.ts';

export interface Gauge {
  /** @param share of the scale, 0…1 */
  set(share: number): void;
  /** Shows that the limit is reached. */
  alarm(on: boolean): void;
  /** Raises needles above everything that was placed since. Call it when the face is complete. */
  finish(): void;
}

/** The square around the dial, with room for the shadow of its plate. */
export function gaugeBox({ cx, cy, radius }: Dial): Box {
  const reach = radius + panelBleed;
  return { x: cx - reach, y: cy - reach, width: 2 * reach, height: 2 * reach };
}

/**
 * @param alarm picture for the reached limit
 * @param pointers from bottom to top, above the finished face
 */
export function gaugeOf(
  kit: Kit,
  alarm: Sprite,
  set: Gauge['set'],
  pointers: readonly Pointer[] = [],
): Gauge {
  alarm.alpha = 0;
  return {
    set,
    alarm: (on) => kit.show(alarm, on ? 1 : 0),
    finish() {
      for (const pointer of pointers) pointer.raise();
    },
  };
}
