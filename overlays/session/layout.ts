/** Places of names, position, lap, time and flag in the session overlay's 560 x 170. Only computes. */

import type { Theme } from '../../protocol/theme-schema.ts';
import { lineAt, type PanelLine } from '../core/draw/panels/lines.ts';
import { contentBox } from '../core/draw/panels/panel.ts';
import type { Box } from '../core/draw/shape.ts';

export interface TextPlace {
  readonly x: number;
  readonly y: number;
  readonly cap: number;
  readonly width: number;
}

/** A number below its name; both end at `right`. */
export interface NumberPlace {
  readonly labelRight: number;
  readonly labelY: number;
  readonly right: number;
  readonly y: number;
  readonly cap: number;
  readonly width: number;
}

export interface SessionLayout {
  readonly driver: TextPlace;
  readonly car: TextPlace;
  readonly track: TextPlace;
  readonly position: NumberPlace;
  readonly lap: NumberPlace;
  /** The lower line: kind of session at the left, time left at the right. */
  readonly kind: TextPlace;
  readonly timeLeft: { readonly right: number; readonly y: number };
  readonly rule: { readonly y: number; readonly line: PanelLine };
  readonly flag: Box;
}

/** Share of the width for names. */
const namesShare = 0.62;

export function sessionLayout(theme: Theme, whole: Box, withDriver: boolean): SessionLayout {
  const area = contentBox(theme, whole);
  const tight = area.height < 140;
  const pad = tight ? 14 : 22;
  const at = (share: number) => area.y + area.height * share;
  const line = (y: number) => lineAt(theme, area, y, pad);
  const name = (share: number, cap: number): TextPlace => {
    const y = at(share);
    const { left, width } = line(y);
    return { x: left, y, cap, width: width * namesShare };
  };
  const labelY = at(0.16);
  const numberY = at(0.44);
  const number = (share: number, wide: number): NumberPlace => ({
    labelRight: line(labelY).left + line(labelY).width * share,
    labelY,
    right: line(numberY).left + line(numberY).width * share,
    y: numberY,
    cap: area.height * 0.26,
    width: line(numberY).width * wide,
  });
  const footY = at(0.84);
  const foot = line(footY);
  const flagHeight = Math.min(area.height * 0.21, 30);
  return {
    driver: name(0.19, tight ? 18 : 21),
    car: name(withDriver ? 0.4 : 0.24, withDriver ? 14 : 18),
    track: name(withDriver ? 0.575 : 0.48, withDriver ? 14 : 18),
    position: number(0.78, 0.13),
    lap: number(1, 0.19),
    kind: { x: foot.left, y: footY, cap: 14, width: foot.width * 0.32 },
    timeLeft: { right: foot.right, y: footY },
    rule: { y: at(0.695), line: line(at(0.695)) },
    flag: {
      x: foot.left + foot.width * 0.34,
      y: footY - flagHeight / 2,
      width: foot.width * 0.36,
      height: flagHeight,
    },
  };
}
