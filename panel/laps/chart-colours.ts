/** The current colours of charts and track, from the panel's CSS custom properties. */
import type { ChartColours } from './chart-spec.ts';
import type { ComparedLap } from './comparison.ts';
import { lapStyles } from './lap-colours.ts';

/** @param laps the compared ones: a lap that cannot be shown leaves the line styles of the others as they are */
export function currentChartColours(laps: readonly Pick<ComparedLap, 'place'>[]): ChartColours {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    ink: token('--ink'),
    muted: token('--muted'),
    line: token('--line'),
    strongLine: token('--line-strong'),
    ground: token('--surface'),
    face: token('--face'),
    laps: laps.map(({ place }) => {
      const { token: name, dash } = lapStyles[place]!;
      return { colour: token(name), dash };
    }),
  };
}
