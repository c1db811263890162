/** Places of the dash's parts in its 640 x 300: lights, three columns, pedals, a row of cells. Only computes. */

import type { Theme } from '../../protocol/theme-schema.ts';
import { lampHeightOf } from '../core/draw/lamps/lamp-row.ts';
import { type PanelLine, rowsOf } from '../core/draw/panels/lines.ts';
import { rowBox } from '../core/draw/panels/panel-rows.ts';
import { type Box, lean } from '../core/draw/shape.ts';
import type { FieldPlace, TextPlace, TextSizes } from '../core/draw/text/sizes.ts';
import type { CellName, DashParts, DashPedalName } from './model.ts';

export interface LabelPlace {
  readonly x: number;
  readonly y: number;
  readonly align: 'left' | 'center' | 'right';
}

export interface DashPedalPlace {
  readonly pedal: DashPedalName;
  readonly label: { readonly x: number; readonly y: number };
  readonly bar: Box;
}

export interface CellPlace extends FieldPlace {
  readonly name: CellName;
}

export interface DashLayout {
  readonly lamps: Box;
  readonly gear: TextPlace;
  readonly speed: TextPlace;
  readonly unit: LabelPlace;
  /** Without times there is room for them; else the lamps tell the revs. */
  readonly rpm: TextPlace | null;
  readonly rpmLabel: LabelPlace;
  readonly delta: TextPlace;
  readonly time: TextPlace;
  readonly pedals: readonly DashPedalPlace[];
  readonly cells: readonly CellPlace[];
  /** A hairline above the cells; null without cells. */
  readonly rule: (PanelLine & { readonly y: number }) | null;
}

/** Relative widths of the cells. */
const weights: Readonly<Record<CellName, number>> = {
  last: 1.5,
  best: 1.5,
  fuel: 1,
  'laps-left': 1.1,
  tyres: 1.5,
  lap: 0.7,
  position: 0.7,
};

/** Maximum height of the lamps. */
const lampsHighest = 24;

/** @param names width of the pedals' names */
export function dashLayout(
  theme: Theme,
  whole: Box,
  sizes: TextSizes,
  parts: DashParts,
  names: number,
): DashLayout {
  const { area, tight, pad, line, at } = rowsOf(theme, whole, 250, [12, 18]);
  const withCells = parts.cells.length > 0;
  const withPedals = parts.pedals.length > 0;
  // The middle takes the height of missing parts.
  const cellsHigh = sizes.label + sizes.figure + 2 + (tight ? 26 : 34);
  const foot = withCells ? cellsHigh / area.height : 0.02;
  const pedalsHigh = withPedals ? (sizes.label + 8) / area.height : 0;
  const lampsHeight = Math.min(lampHeightOf(theme), lampsHighest, area.height * 0.1);
  const lampsY = at(0.1);
  const top = 0.17;
  const bottom = 1 - foot - pedalsHigh - 0.02;
  const mainY = at((top + bottom) / 2);
  const high = area.height * (bottom - top);
  return {
    lamps: rowBox(theme, whole, lampsY - lampsHeight / 2, lampsY + lampsHeight / 2, pad),
    ...columns(theme, line, mainY, high, parts.timing),
    pedals: pedalPlaces(theme, line, at(1 - foot - pedalsHigh / 2 - 0.005), parts.pedals, names),
    cells: cellPlaces(
      line,
      at(1 - foot) + (tight ? 9 : 12) + sizes.label / 2,
      at(1) - (tight ? 9 : 12) - sizes.figure / 2,
      parts.cells,
    ),
    rule: withCells ? { ...line(at(1 - foot)), y: at(1 - foot) } : null,
  };
}

type LineAt = (y: number) => PanelLine;

function columns(theme: Theme, line: LineAt, y: number, high: number, timing: boolean) {
  const { housing, kind } = theme.digits;
  const middle = line(y);
  const drum = kind === 'drum';
  const display = kind === 'seven-segment';
  const side = middle.width * 0.335;
  const leftX = (at: number) => line(at).left + side / 2;
  const rightX = (at: number) => line(at).right - side / 2;
  const share = housing === 'none' ? 1 : 0.78;
  const speedY = y - high * 0.15;
  const lower = y + high * 0.32;
  const deltaY = y - high * 0.15;
  const label = { y: lower, align: 'center' as const };
  return {
    gear: {
      x: middle.middle,
      y,
      cap: high * (drum ? 0.54 : 0.9),
      width: middle.width * 0.27,
    },
    speed: { x: leftX(speedY), y: speedY, cap: high * 0.42 * share, width: side },
    delta: { x: rightX(deltaY), y: deltaY, cap: high * 0.36 * share, width: side },
    time: { x: rightX(lower), y: lower, cap: high * (display ? 0.27 : 0.22), width: side },
    ...(timing
      ? {
          unit: { ...label, x: leftX(lower) },
          rpm: null,
          rpmLabel: { ...label, x: rightX(lower) },
        }
      : {
          unit: { ...label, x: leftX(lower) },
          rpm: {
            x: rightX(speedY),
            y: speedY,
            cap: high * 0.36 * share,
            width: side,
          },
          rpmLabel: { ...label, x: rightX(lower) },
        }),
  };
}

function pedalPlaces(
  theme: Theme,
  line: LineAt,
  y: number,
  pedals: readonly DashPedalName[],
  names: number,
): DashPedalPlace[] {
  const height = theme.bars.kind === 'pointer' ? 20 : theme.bars.kind === 'tube' ? 16 : 13;
  const gap = 22;
  const { left, width } = line(y);
  const by = theme.panel.form === 'slanted' ? lean(height, theme.panel.slantDeg) : 0;
  const each = (width - gap * (pedals.length - 1)) / pedals.length;
  return pedals.map((pedal, i) => {
    const x = left + i * (each + gap);
    return {
      pedal,
      label: { x, y },
      bar: { x: x + names, y: y - height / 2, width: each - names + by / 2, height },
    };
  });
}

function cellPlaces(
  line: LineAt,
  labelY: number,
  valueY: number,
  names: readonly CellName[],
): CellPlace[] {
  const { left, width } = line((labelY + valueY) / 2);
  const sum = names.reduce((total, name) => total + weights[name], 0);
  let x = left;
  return names.map((name) => {
    const wide = (width * weights[name]) / sum;
    x += wide;
    return { name, x: x - wide / 2, width: wide - 18, labelY, valueY };
  });
}
