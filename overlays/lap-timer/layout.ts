/** Places of time, sectors and the two laps in the lap timer's 440 x 236. Only computes. */

import type { Theme } from '../../protocol/theme-schema.ts';
import { lineAt, type PanelLine } from '../core/draw/panels/lines.ts';
import { contentBox } from '../core/draw/panels/panel.ts';
import type { Box } from '../core/draw/shape.ts';

export interface Spot {
  readonly x: number;
  readonly y: number;
}

export interface SectorPlace {
  /** The strip in the colour of the sector's verdict. */
  readonly strip: Box;
  readonly label: Spot;
  readonly delta: Spot;
  readonly time: Spot;
  readonly width: number;
}

export interface LapTimerLayout {
  readonly head: PanelLine & { readonly y: number };
  readonly time: Spot & { readonly cap: number; readonly width: number };
  readonly sectors: readonly SectorPlace[];
  readonly last: { readonly label: Spot; readonly time: Spot; readonly width: number };
  readonly best: { readonly label: Spot; readonly time: Spot; readonly width: number };
}

/** @param names width of the two laps' names */
export function lapTimerLayout(
  theme: Theme,
  whole: Box,
  sectors: number,
  names: number,
): LapTimerLayout {
  const area = contentBox(theme, whole);
  const tight = area.height < 200;
  const pad = tight ? 12 : 20;
  const line = (y: number) => lineAt(theme, area, y, pad);
  const at = (share: number) => area.y + area.height * share;
  const housed = theme.digits.housing !== 'none';
  const with3 = sectors > 0;
  const headY = at(with3 ? 0.11 : 0.14);
  const timeY = at(with3 ? 0.31 : 0.42);
  const footY = at(with3 ? 0.89 : 0.83);
  return {
    head: { ...line(headY), y: headY },
    time: {
      x: line(timeY).middle,
      y: timeY,
      cap: area.height * (with3 ? (housed ? 0.155 : 0.2) : housed ? 0.22 : 0.27),
      width: line(timeY).width * 0.96,
    },
    sectors: Array.from({ length: sectors }, (_, i) => sectorPlace(line, at, i, sectors)),
    ...footPlaces(line(footY), footY, names),
  };
}

function sectorPlace(
  line: (y: number) => PanelLine,
  at: (share: number) => number,
  i: number,
  count: number,
): SectorPlace {
  const gap = 20;
  const labelY = at(0.525);
  const timeY = at(0.645);
  const stripY = at(0.735);
  const width = (line(labelY).width - gap * (count - 1)) / count;
  const left = (y: number) => line(y).left + i * (width + gap);
  return {
    width,
    label: { x: left(labelY), y: labelY },
    delta: { x: left(labelY) + width, y: labelY },
    time: { x: left(timeY) + width, y: timeY },
    strip: { x: left(stripY), y: stripY - 2.5, width, height: 5 },
  };
}

/** The last lap at the left, the best lap at the right, each after its name. */
function footPlaces({ left, right, width }: PanelLine, y: number, names: number) {
  const half = (width - 26) / 2;
  const times = half - names;
  return {
    last: { label: { x: left, y }, time: { x: left + half, y }, width: times },
    best: { label: { x: right - half, y }, time: { x: right, y }, width: times },
  };
}
