/** Places several overlays on one picture, to show themes and overlays. Data only. */
import type { Theme } from '../../protocol/theme-schema.ts';
import type { Cell, Harness, Sheet, SheetLabel } from './harness.ts';

/** Pixels of a theme's own picture. */
export const previewSize = { width: 640, height: 360 } as const;

/** Overlay, its left upper corner in the picture, device pixels per design pixel. */
const preview: readonly (readonly [overlay: string, x: number, y: number, ratio: number])[] = [
  ['tachometer', 8, 16, 0.82],
  ['delta', 344, 14, 0.76],
  ['pedals', 344, 137, 0.555],
  ['gear', 344, 262, 0.41],
  ['fuel', 474, 262, 0.435],
];

/** The preview of a theme at a place on a sheet. */
export function previewCells(theme: Theme, left = 0, top = 0, scale = 1): Cell[] {
  return preview.map(([overlay, x, y, ratio]) => ({
    picture: { overlay, theme, moment: 'driving', renderer: 'canvas', ratio: ratio * scale },
    x: Math.round(left + x * scale),
    y: Math.round(top + y * scale),
  }));
}

const columns = 3;
const scale = 0.75;
const titleHeight = 34;

/** All themes side by side, each with its title. */
export function themesSheet(themes: readonly Theme[]): Sheet {
  const width = previewSize.width * scale;
  const height = previewSize.height * scale + titleHeight;
  const places = themes.map((theme, i) => ({
    theme,
    left: 8 + (i % columns) * (width + 8),
    top: 8 + Math.floor(i / columns) * (height + 6),
  }));
  return {
    width: columns * (width + 8) + 8,
    height: Math.ceil(themes.length / columns) * (height + 6) + 8,
    backdrop: 'bright',
    cells: places.flatMap(({ theme, left, top }) => previewCells(theme, left, top, scale)),
    labels: places.map(
      ({ theme, left, top }): SheetLabel => ({
        text: theme.title,
        x: left + width / 2,
        y: top + height - titleHeight / 2,
      }),
    ),
    type: 'image/jpeg',
  };
}

/** Every overlay once, in rows, the highest first; each is drawn in the next theme. */
export function overlaysSheet(overlays: Harness['overlays'], themes: readonly Theme[]): Sheet {
  const gap = 14;
  const widest = 1460;
  const rows: { name: string; ratio: number; width: number; height: number }[][] = [];
  for (const { name, size } of [...overlays].sort((a, b) => b.size.height - a.size.height)) {
    // A strip is as wide as a stream.
    const ratio = Math.min(0.8, (widest - 2 * gap) / size.width);
    const one = { name, ratio, width: size.width * ratio, height: size.height * ratio };
    // The first row with room for it, so that wide and narrow overlays share rows.
    const row = rows.find(
      (others) =>
        others.reduce((sum, { width }) => sum + width + gap, gap) + one.width + gap <= widest,
    );
    if (row) row.push(one);
    else rows.push([one]);
  }
  let y = gap;
  let turn = 0;
  const cells = rows.flatMap((row) => {
    const free = widest - row.reduce((sum, { width }) => sum + width, 0);
    const apart = free / (row.length + 1);
    const tallest = Math.max(...row.map(({ height }) => height));
    let x = apart;
    const placed = row.map(({ name, ratio, width, height }): Cell => {
      const theme = themes[turn++ % themes.length]!;
      const cell: Cell = {
        picture: { overlay: name, theme, moment: 'driving', renderer: 'canvas', ratio },
        x: Math.round(x),
        y: Math.round(y + (tallest - height) / 2),
      };
      x += width + apart;
      return cell;
    });
    y += tallest + gap;
    return placed;
  });
  return { width: widest, height: Math.round(y), backdrop: 'bright', cells, type: 'image/jpeg' };
}
