/** Name, channels and parameters of the speed overlay. Data only. */
import { number, type OverlayAbout, toggle } from '../core/about.ts';

export const about = {
  name: 'speed',
  title: 'Speed',
  description: 'The speed in large figures, on a speedometer of the theme’s kind or alone.',
  size: { width: 400, height: 400 },
  channels: ['speedKmh'],
  hz: 60,
  parameters: [
    toggle('dial', 'Show the dial', true),
    number('top', 'End of the dial, km/h', { min: 80, max: 600, fallback: 320 }),
  ],
} as const satisfies OverlayAbout;
