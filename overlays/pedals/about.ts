/** Name, channels and parameters of the pedals overlay. Data only. */
import { describeOverlay, number, toggle } from '../core/about.ts';

export const about = describeOverlay('pedals', 'Pedals', {
  description:
    'Clutch, brake and throttle as bars with percent, and what they did over the last seconds.',
  size: { width: 520, height: 220 },
  channels: ['gas', 'brake', 'clutch', 'steerAngle'],
  parameters: [
    toggle('clutch', 'Show the clutch', true),
    toggle('trace', 'Show the last seconds', true),
    toggle('steering', 'Steering in the trace', false),
    number('seconds', 'Length of the trace in seconds (0 = the theme’s own)', {
      min: 0,
      max: 30,
      fallback: 0,
    }),
  ],
});
