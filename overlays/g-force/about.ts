/** Name, channels and parameters of the g-force overlay. Data only. */
import type { OverlayAbout } from '../core/about.ts';

export const about = {
  name: 'g-force',
  title: 'G-force',
  description:
    'A friction circle of what the driver feels: up under braking, left in right turns, with a trail and the peaks.',
  size: { width: 300, height: 300 },
  channels: ['accG'],
  hz: 60,
  parameters: [
    { name: 'range', title: 'g at the outer ring', type: 'number', min: 1, max: 6, fallback: 2 },
    { name: 'trail', title: 'Show the trail', type: 'boolean', fallback: true },
    { name: 'peaks', title: 'Show the peaks', type: 'boolean', fallback: true },
  ],
} as const satisfies OverlayAbout;
