/** How a row of shift lights of its own is made up, for each kind of lamps. Data only. */
import type { Theme } from '../../../../protocol/theme-schema.ts';

/** A theme may have few lamps for a small dial; a wide row has at least so many. */
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

/** Height at which lamps of the theme's kind look best, in design pixels. */
export function lampHeightOf(theme: Theme): number {
  return heights[theme.lights.kind];
}
