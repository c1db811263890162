/** Name, channels and parameters of the pedals overlay. Data only. */
import type { OverlayAbout } from '../core/about.ts';

export const about = {
  name: 'pedals',
  title: 'Pedals',
  description:
    'Clutch, brake and throttle as bars with percent, and what they did over the last seconds.',
  size: { width: 520, height: 220 },
  channels: ['gas', 'brake', 'clutch', 'steerAngle'],
  hz: 60,
  parameters: [
    { name: 'clutch', title: 'Show the clutch', type: 'boolean', fallback: true },
    { name: 'trace', title: 'Show the last seconds', type: 'boolean', fallback: true },
    { name: 'steering', title: 'Steering in the trace', type: 'boolean', fallback: false },
    {
      name: 'seconds',
      title: 'Length of the trace in seconds (0 = the theme’s own)',
      type: 'number',
      min: 0,
      max: 30,
      fallback: 0,
    },
  ],
} as const satisfies OverlayAbout;
