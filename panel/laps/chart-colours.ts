/** The current colours of charts and track, from the panel's CSS custom properties. */
import type { ChartColours } from './chart-spec.ts';
import { lapStyles } from './lap-colours.ts';

export function currentChartColours(): ChartColours {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    ink: token('--ink'),
    muted: token('--muted'),
    line: token('--line'),
    strongLine: token('--line-strong'),
    ground: token('--surface'),
    face: token('--face'),
    laps: lapStyles.map(({ token: name, dash }) => ({ colour: token(name), dash })),
  };
}
