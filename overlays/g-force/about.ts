/** Name, channels and parameters of the g-force overlay. Data only. */
import { describeOverlay, number, toggle } from '../core/about.ts';

export const about = describeOverlay('g-force', 'G-force', {
  description: 'Friction circle: up under braking, left in right turns, with trail and peaks.',
  size: { width: 300, height: 300 },
  channels: ['accG'],
  parameters: [
    number('range', 'g at the outer ring', { min: 1, max: 6, fallback: 2 }),
    toggle('trail', 'Show the trail', true),
    toggle('peaks', 'Show the peaks', true),
  ],
});
