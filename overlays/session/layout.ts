/** Places of place, driver, lap, time and flag in the session overlay's 560 x 170. Only computes. */

import type { Theme } from '../../protocol/theme-schema.ts';
import { type PanelLine, rowsOf } from '../core/draw/panels/lines.ts';
import type { Box } from '../core/draw/shape.ts';
import type { TextPlace, TextSizes } from '../core/draw/text/sizes.ts';

export interface SessionLayout {
  /** The place in the race, the first thing one looks for; it stands on its left end. */
  readonly position: TextPlace;
  /** Beside the place; as wide as the panel while there is none. */
  readonly driver: TextPlace;
  /** Kind of session, track and car; null: no room. */
  readonly details: TextPlace | null;
  /** The lower line: lap or kind of session at the left, time left at the right. */
  readonly lapLabel: TextPlace;
  readonly lap: { readonly x: number; readonly y: number; readonly cap: number };
  /** `x` is its right end. */
  readonly timeLeft: TextPlace;
  readonly rule: { readonly y: number; readonly line: PanelLine };
  readonly flag: Box;
}

export interface SessionParts {
  readonly position: boolean;
  readonly driver: boolean;
  /** Large lettering has no line of details. */
  readonly details: boolean;
}

/** Space between the place and the names. */
const air = 20;

export function sessionLayout(
  theme: Theme,
  whole: Box,
  sizes: TextSizes,
  parts: SessionParts,
): SessionLayout {
  const { area, line, at } = rowsOf(theme, whole, 140, [14, 22]);
  const upper = line(at(0.33));
  const positionCap = area.height * 0.36;
  const positionWidth = parts.position ? Math.min(positionCap * 1.9, upper.width * 0.24) : 0;
  const aside = positionWidth === 0 ? 0 : positionWidth + air;
  const name = (share: number, cap: number): TextPlace => {
    const { left, width } = line(at(share));
    return { x: left + aside, y: at(share), cap, width: width - aside };
  };
  const both = parts.details && parts.driver;
  const footY = at(0.835);
  const foot = line(footY);
  const flagHeight = area.height * 0.24;
  return {
    position: { x: upper.left, y: at(0.34), cap: positionCap, width: positionWidth },
    driver: name(both ? 0.2 : 0.33, both ? sizes.figure + 2 : sizes.figure + 8),
    details: parts.details ? name(both ? 0.48 : 0.33, both ? sizes.label : sizes.figure) : null,
    lapLabel: { x: foot.left, y: footY, cap: sizes.label, width: foot.width * 0.3 },
    lap: { x: foot.left, y: footY, cap: sizes.figure },
    timeLeft: { x: foot.right, y: footY, cap: sizes.figure, width: foot.width * 0.3 },
    rule: { y: at(0.665), line: line(at(0.665)) },
    flag: {
      x: foot.left + foot.width * 0.35,
      y: footY - flagHeight / 2,
      width: foot.width * 0.33,
      height: flagHeight,
    },
  };
}
