/** The colours of charts and track, read from the panel's tokens as the page shows them now. */
import type { ChartLook } from './chart.ts';
import { lapStyles } from './lap-colours.ts';

export function currentChartColours(): ChartLook {
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
