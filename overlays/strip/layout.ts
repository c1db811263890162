/** The cells of the strip: which of them there is room for, and where they stand. Only computes. */

import type { Theme } from '../../protocol/theme-schema.ts';
import { contentBox } from '../core/draw/panels/panel.ts';
import { endsOf, markOf } from '../core/draw/panels/strip.ts';
import type { Box } from '../core/draw/shape.ts';
import type { TextSizes } from '../core/draw/text/sizes.ts';

const cellNames = [
  ...([
    'logo',
    'place',
    'driver',
    'lap',
    'left',
    'time',
    'delta',
    'last',
    'best',
    'fuel',
    'stint',
  ] as const),
  ...(['gear', 'speed', 'pedals'] as const),
] as const;
export type StripCellName = (typeof cellNames)[number];
/** Cells that never change. */
export type PaintedCell = 'logo' | 'driver';

export interface StripCell {
  readonly name: StripCellName;
  /** From divider to divider, as high as the strip. */
  readonly box: Box;
  /** Left edge and width of its contents. */
  readonly x: number;
  readonly width: number;
}

/** Heights of the three lines that all cells share. */
export interface StripLines {
  /** Height of figures, and of labels. */
  readonly figure: number;
  readonly label: number;
  /** Middles of labels and figures. */
  readonly labelY: number;
  /** Space between two lines. */
  readonly gap: number;
  readonly figureY: number;
  /** Upper edge and height of the thin bars below the figures. */
  readonly barY: number;
  readonly barHeight: number;
}

export interface StripLayout {
  /** Inside frame and bleed. */
  readonly area: Box;
  readonly lines: StripLines;
  readonly cells: readonly StripCell[];
}

/** What has to go first where there is no room. */
const droppedFirst: readonly StripCellName[] = [
  'stint',
  'fuel',
  'best',
  'left',
  'pedals',
  'last',
  'speed',
  'gear',
];

/** Narrowest room for a name, and the most that a long one may claim before other cells. */
const driverRoom = { least: 270, most: 440 } as const;
/** Space between a divider and the contents. */
const cellPad = 16;

/**
 * @param widths of the contents of each cell that is wanted; the driver's is the least, and it takes what is left
 * @returns cells in their order from left to right
 */
export function stripLayout(
  theme: Theme,
  whole: Box,
  sizes: TextSizes,
  widths: Readonly<Partial<Record<StripCellName, number>>>,
): StripLayout {
  const area = contentBox(theme, whole);
  const lines = linesOf(area, sizes);
  const by = endsOf(theme, area.height);
  const left = area.x + markOf(theme);
  // The ends lean, so the first and the last cell are wider by as much.
  const room = area.x + area.width - left - 2 * by;
  const names = fitting(widths, room);
  const taken = names.reduce((sum, name) => sum + cellWidth(name, widths), 0);
  const driver = Math.max(room - taken, 0);
  let x = left + by;
  const cells = names.map((name, i): StripCell => {
    const width = name === 'driver' ? driver : cellWidth(name, widths);
    const from = i === 0 ? area.x : x;
    const to = x + width + (i === names.length - 1 ? by : 0);
    const box = { x: from, y: area.y, width: to - from, height: area.height };
    const cell = { name, box, x: x + cellPad, width: width - 2 * cellPad };
    x += width;
    return cell;
  });
  return { area, lines, cells };
}

function cellWidth(
  name: StripCellName,
  widths: Readonly<Partial<Record<StripCellName, number>>>,
): number {
  return name === 'driver' ? 0 : (widths[name] ?? 0) + 2 * cellPad;
}

function fitting(
  widths: Readonly<Partial<Record<StripCellName, number>>>,
  room: number,
): StripCellName[] {
  let names = cellNames.filter((name) => widths[name] !== undefined);
  const wanted = (widths.driver ?? 0) + 2 * cellPad;
  const driver = Math.min(Math.max(wanted, driverRoom.least), driverRoom.most);
  const isTooWide = () => names.reduce((sum, name) => sum + cellWidth(name, widths), driver) > room;
  for (const name of droppedFirst) {
    if (!isTooWide()) break;
    names = names.filter((one) => one !== name);
  }
  return names;
}

/** Label above figure above bar; frames of metal or plastic leave less room. */
function linesOf(area: Box, sizes: TextSizes): StripLines {
  const barHeight = 6;
  const room = area.height - barHeight - 17;
  const label = Math.min(sizes.label, room * 0.43);
  const figure = Math.min(sizes.figure + 8, room - label);
  const gap = (area.height - label - figure - barHeight) / 4;
  const labelY = area.y + gap * 1.1 + label / 2;
  const figureY = labelY + label / 2 + gap + figure / 2;
  const barY = figureY + figure / 2 + gap;
  return { figure, label, gap, labelY, figureY, barY, barHeight };
}
