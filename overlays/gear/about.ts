/** Name, channels and parameters of the gear overlay. Data only. */
import { describeOverlay, toggle } from '../core/about.ts';

export const about = describeOverlay('gear', 'Gear and speed', {
  description: 'The gear, large, with the direction of the last shift, and the speed beside it.',
  size: { width: 300, height: 220 },
  channels: ['gear', 'speedKmh'],
  parameters: [toggle('showSpeed', 'Show the speed', true)],
});
