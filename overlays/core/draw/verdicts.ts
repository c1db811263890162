/** The verdict on a lap or sector: the colours of its figures. Pure. */
import type { Theme } from '../../../protocol/theme-schema.ts';
import { distanceOf, luminance } from './colour.ts';

export type StripVerdict = 'best' | 'gain' | 'loss' | 'plain';

/** Figures in colours that are nearer to each other look the same. */
const alike = 48;

/** Colours of figures by verdict, the plain one first. */
export function verdictInks({ palette }: Theme): Readonly<Record<StripVerdict, string>> {
  return { plain: palette.ink, best: palette.best, gain: palette.gain, loss: palette.loss };
}

/** Colour of figures that warn: the theme's caution where it stands out from the panel and other figures, else its red. */
export function warningInk({ palette }: Theme): string {
  if (distanceOf(palette.caution, palette.ink) < alike) return palette.redline;
  const [dark, light] = [palette.caution, palette.panel].map(luminance).sort((a, b) => a - b);
  return (light! + 0.05) / (dark! + 0.05) < 3 ? palette.redline : palette.caution;
}
