/** Name, channels and parameters of the gear overlay. Data only. */
import { type OverlayAbout, toggle } from '../core/about.ts';

export const about = {
  name: 'gear',
  title: 'Gear and speed',
  description: 'The gear, large, with the direction of the last shift, and the speed beside it.',
  size: { width: 300, height: 220 },
  channels: ['gear', 'speedKmh'],
  hz: 60,
  parameters: [toggle('showSpeed', 'Show the speed', true)],
} as const satisfies OverlayAbout;
