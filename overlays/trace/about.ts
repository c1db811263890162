/** Name, channels and parameters of the trace. Data only. */
import type { OverlayAbout } from '../core/about.ts';

export const about = {
  name: 'trace',
  title: 'Input trace',
  description:
    'Throttle, brake, clutch and steering over the last seconds, wide enough to learn from.',
  size: { width: 760, height: 210 },
  channels: ['gas', 'brake', 'clutch', 'steerAngle'],
  hz: 60,
  calmHz: 30,
  parameters: [
    {
      name: 'seconds',
      title: 'Length in seconds',
      type: 'number',
      min: 2,
      max: 30,
      fallback: 10,
    },
    { name: 'clutch', title: 'Show the clutch', type: 'boolean', fallback: true },
    { name: 'steering', title: 'Show the steering', type: 'boolean', fallback: true },
  ],
} as const satisfies OverlayAbout;
