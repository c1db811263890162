/** Name, channels and parameters of the steering overlay. Data only. */
import type { OverlayAbout } from '../core/about.ts';

export const about = {
  name: 'steering',
  title: 'Steering wheel',
  description: 'A steering wheel that turns with the driver’s.',
  size: { width: 260, height: 260 },
  channels: ['steerAngle'],
  hz: 60,
  parameters: [
    {
      name: 'lock',
      title: 'Degrees from straight to full lock (the game tells only the share)',
      type: 'number',
      min: 45,
      max: 1080,
      fallback: 450,
    },
    { name: 'degrees', title: 'Show the degrees', type: 'boolean', fallback: false },
  ],
} as const satisfies OverlayAbout;
