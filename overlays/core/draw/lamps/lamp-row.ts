/** Number and height of the lamps in a row of shift lights, for each kind of lamp. Data only. */
import type { Theme } from '../../../../protocol/theme-schema.ts';

/** Minimum lamps of a wide row: a theme may define few lamps, for a small dial. */
const fewest = 8;
/** Height of the lamps for each kind. */
const heights: Record<Theme['lights']['kind'], number> = {
  round: 34,
  block: 36,
  jewel: 27,
  dash: 5,
  tube: 24,
  lcd: 30,
  chip: 34,
  stair: 46,
  lume: 20,
  scribble: 34,
  chevron: 34,
};

export function lampCount(theme: Theme): number {
  return Math.max(theme.lights.count, fewest);
}

/** Best height of the theme's lamps, design pixels. */
export function lampHeightOf(theme: Theme): number {
  return heights[theme.lights.kind];
}
