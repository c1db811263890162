/** Name, channels and parameters of the tachometer. Data only. */
import type { OverlayAbout } from '../core/about.ts';

export const about = {
  name: 'tachometer',
  title: 'Tachometer',
  description:
    'Engine speed on a dial that fits the car, shift lights, and the gear in the middle.',
  size: { width: 400, height: 400 },
  channels: ['rpms', 'gear', 'speedKmh'],
  hz: 60,
  parameters: [
    {
      name: 'centre',
      title: 'In the middle',
      type: 'choice',
      choices: ['gear', 'rpm'],
      fallback: 'gear',
    },
    { name: 'lights', title: 'Shift lights', type: 'boolean', fallback: true },
  ],
} as const satisfies OverlayAbout;
