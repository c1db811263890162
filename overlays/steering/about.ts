/** Name, channels and parameters of the steering overlay. Data only. */
import { describeOverlay, number, toggle } from '../core/about.ts';

export const about = describeOverlay('steering', 'Steering wheel', {
  description: 'A steering wheel that turns with the driver’s.',
  size: { width: 260, height: 260 },
  channels: ['steerAngle'],
  parameters: [
    number('lock', 'Degrees from straight to full lock (the game tells only the share)', {
      min: 45,
      max: 1080,
      fallback: 450,
    }),
    toggle('degrees', 'Show the degrees', true),
  ],
});
