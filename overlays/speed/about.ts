/** Name, channels and parameters of the speed overlay. Data only. */
import { describeOverlay, number, toggle } from '../core/about.ts';

export const about = describeOverlay('speed', 'Speed', {
  description: 'The speed in large figures, on a speedometer of the theme’s kind or alone.',
  size: { width: 400, height: 400 },
  channels: ['speedKmh'],
  parameters: [
    toggle('dial', 'Show the dial', true),
    number('top', 'End of the dial, km/h (0 = as the car needs)', {
      min: 0,
      max: 600,
      fallback: 0,
    }),
  ],
});
