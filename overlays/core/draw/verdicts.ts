/** The verdict on a lap or sector: the colours of its figures. Pure. */
import type { Theme } from '../../../protocol/theme-schema.ts';
import { luminance } from './colour.ts';

export type StripVerdict = 'best' | 'gain' | 'loss' | 'plain';

/** Colours of figures by verdict, the plain one first. */
export function verdictInks({ palette }: Theme): Readonly<Record<StripVerdict, string>> {
  return { plain: palette.ink, best: palette.best, gain: palette.gain, loss: palette.loss };
}

/** Colour of figures that warn: the theme's caution where it stands out from the panel, else its red. */
export function warningInk({ palette }: Theme): string {
  const [dark, light] = [palette.caution, palette.panel].map(luminance).sort((a, b) => a - b);
  return (light! + 0.05) / (dark! + 0.05) < 3 ? palette.redline : palette.caution;
}
