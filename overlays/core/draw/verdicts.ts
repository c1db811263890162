/** The verdict on a lap or sector: the colours of its figures. Pure. */
import type { Theme } from '../../../protocol/theme-schema.ts';
import { luminance, readColour } from './colour.ts';

export type StripVerdict = 'best' | 'gain' | 'loss' | 'plain';

/** Colours of figures by verdict, the plain one first. */
export function verdictInks({ palette }: Theme): Readonly<Record<StripVerdict, string>> {
  return { plain: palette.ink, best: palette.best, gain: palette.gain, loss: palette.loss };
}

/** Colour of figures that warn: the theme's caution where it stands out from the panel and other figures, else its red. */
export function warningInk({ palette }: Theme): string {
  if (isAlike(palette.caution, palette.ink)) return palette.redline;
  const [dark, light] = [palette.caution, palette.panel].map(luminance).sort((a, b) => a - b);
  return (light! + 0.05) / (dark! + 0.05) < 3 ? palette.redline : palette.caution;
}

/** Whether figures in these colours look the same. */
function isAlike(one: string, other: string): boolean {
  const [a, b] = [readColour(one), readColour(other)];
  return Math.abs(a.r - b.r) + Math.abs(a.g - b.g) + Math.abs(a.b - b.b) < 48;
}
