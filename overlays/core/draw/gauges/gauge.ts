/** The interface of all instruments of a scale, and their common parts. */
import type { Sprite } from 'pixi.js';
import type { Kit, Paint } from '../kit.ts';
import { paintDisc, panelBleed } from '../panels/panel.ts';
import { Pointer } from '../pointer.ts';
import type { Box } from '../shape.ts';
import { type Dial, dialAngle } from './dial.ts';

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

export interface HandGaugeParts {
  /** On the disc. */
  readonly paintFace: Paint;
  /** Over the face, when the limit is reached. */
  readonly paintAlarm: Paint;
  /** Makes the hands, from bottom to top, and the cap over their axis. */
  createHands(): readonly [hands: readonly Pointer[], cap: Pointer];
}

/** An instrument of hands, which may pass the ends of the scale a little. */
export function handGauge(kit: Kit, dial: Dial, parts: HandGaugeParts): Gauge {
  const box = gaugeBox(dial);
  kit.picture(box, (ctx) => {
    paintDisc(ctx, kit.theme, dial);
    parts.paintFace(ctx);
  });
  const alarm = kit.picture(box, parts.paintAlarm);
  const [hands, cap] = parts.createHands();
  const set = (share: number) => {
    const angle = dialAngle(dial, Math.min(Math.max(share, -0.02), 1.02));
    for (const hand of hands) hand.turn(angle);
  };
  set(0);
  return gaugeOf(kit, alarm, set, [...hands, cap]);
}

/** A mark across the band at the value, painted as it points right. */
export function dialHead(kit: Kit, dial: Dial, box: Box, paint: Paint): Pointer {
  const head = new Pointer(kit, dial.cx, dial.cy, box, paint);
  head.turn(dialAngle(dial, 0));
  return head;
}
