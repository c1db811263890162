/** Name, channels and parameters of the steering overlay. Data only. */
import { number, type OverlayAbout, toggle } from '../core/about.ts';

export const about = {
  name: 'steering',
  title: 'Steering wheel',
  description: 'A steering wheel that turns with the driver’s.',
  size: { width: 260, height: 260 },
  channels: ['steerAngle'],
  hz: 60,
  parameters: [
    number('lock', 'Degrees from straight to full lock (the game tells only the share)', {
      min: 45,
      max: 1080,
      fallback: 450,
    }),
    toggle('degrees', 'Show the degrees', false),
  ],
} as const satisfies OverlayAbout;
