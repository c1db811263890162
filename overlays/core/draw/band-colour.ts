/** The colour of a tyre's temperature, the same on every overlay that shows one. */

import type { Theme } from '../../../protocol/theme-schema.ts';
import type { Band } from '../reading/tyres.ts';
import { lighten } from './colour.ts';
import { inkOn } from './text/tag.ts';

export function bandColour({ palette, trace }: Theme, band: Band): string {
  const colours = {
    // Inks for paper are too dark for a dark panel.
    cold:
      trace.kind === 'paper' && inkOn(palette.panel) === '#ffffff'
        ? lighten(palette.clutch, 0.4)
        : palette.clutch,
    good: palette.gain,
    hot: palette.caution,
    over: palette.redline,
  };
  return colours[band];
}
