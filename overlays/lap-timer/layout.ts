/** Places of time, sectors and the two laps in the lap timer's 500 x 236. Only computes. */

import type { Theme } from '../../protocol/theme-schema.ts';
import { type PanelLine, rowsOf } from '../core/draw/panels/lines.ts';
import type { Box } from '../core/draw/shape.ts';
import type { TextSizes } from '../core/draw/text/sizes.ts';

export interface Spot {
  readonly x: number;
  readonly y: number;
}

export interface SectorPlace {
  /** The strip in the colour of the sector's verdict. */
  readonly strip: Box;
  readonly label: Spot;
  /** Right end of the delta, or of the time where there is nothing to compare with. */
  readonly figure: Spot;
  readonly width: number;
}

export interface LapTimerLayout {
  readonly head: PanelLine & { readonly y: number };
  /** Along the upper edge: it lights up for the best lap. */
  readonly bestLine: Box;
  readonly time: Spot & { readonly cap: number; readonly width: number };
  readonly sectors: readonly SectorPlace[];
  /** null: large lettering has no room for them beside the sectors. */
  readonly laps: {
    readonly last: { readonly label: Spot; readonly time: Spot };
    readonly best: { readonly label: Spot; readonly time: Spot };
    readonly width: number;
  } | null;
}

export interface LapTimerParts {
  readonly sectors: number;
  readonly laps: boolean;
}

/** @param names width of the two laps' names @param sectorName width of a sector's name */
export function lapTimerLayout(
  theme: Theme,
  whole: Box,
  sizes: TextSizes,
  parts: LapTimerParts,
  names: number,
  sectorName: number,
): LapTimerLayout {
  const { area, tight, line } = rowsOf(theme, whole, 200, [12, 20]);
  const air = tight ? 9 : 15;
  const housed = theme.digits.housing !== 'none';
  const display = theme.digits.kind === 'seven-segment';
  const share = housed ? 0.46 : display ? 0.8 : 0.62;
  const headY = area.y + air + sizes.figure / 2;
  const footY = area.y + area.height - air - sizes.figure / 2;
  const sectorHeight = sizes.figure + 16;
  const bottom = parts.laps ? footY - sizes.figure / 2 - air : area.y + area.height - air;
  const sectorsTop = parts.sectors > 0 ? bottom - sectorHeight : bottom;
  const top = headY + sizes.figure / 2;
  const timeY = (top + sectorsTop) / 2;
  const bestY = area.y + 3;
  const figureY = sectorsTop + sizes.figure / 2;
  return {
    head: { ...line(headY), y: headY },
    bestLine: { x: line(bestY).left, y: bestY - 3, width: line(bestY).width, height: 6 },
    time: {
      x: line(timeY).middle,
      y: timeY,
      cap: Math.min((sectorsTop - top) * share, area.height * (display ? 0.38 : 0.32)),
      width: line(timeY).width,
    },
    sectors: Array.from({ length: parts.sectors }, (_, i) =>
      sectorPlace(line, figureY, sizes, i, parts.sectors, sectorName),
    ),
    laps: parts.laps ? lapPlaces(line(footY), footY, names) : null,
  };
}

function sectorPlace(
  line: (y: number) => PanelLine,
  figureY: number,
  sizes: TextSizes,
  i: number,
  count: number,
  name: number,
): SectorPlace {
  const gap = 18;
  const stripY = figureY + sizes.figure / 2 + 9;
  const width = (line(figureY).width - gap * (count - 1)) / count;
  const left = (y: number) => line(y).left + i * (width + gap);
  return {
    width: width - name,
    label: { x: left(figureY), y: figureY },
    figure: { x: left(figureY) + width, y: figureY },
    strip: { x: left(stripY), y: stripY - 3, width, height: 6 },
  };
}

/** The last lap at the left, the best lap at the right, each after its name. */
function lapPlaces({ left, right, width }: PanelLine, y: number, names: number) {
  const half = (width - 22) / 2;
  return {
    last: { label: { x: left, y }, time: { x: left + half, y } },
    best: { label: { x: right - half, y }, time: { x: right, y } },
    width: half - names,
  };
}
