/** Name, channels and parameters of the tachometer. Data only. */
import { choice, type OverlayAbout, toggle } from '../core/about.ts';

export const about = {
  name: 'tachometer',
  title: 'Tachometer',
  description:
    'Engine speed on a dial that fits the car, shift lights, and the gear in the middle.',
  size: { width: 400, height: 400 },
  channels: ['rpms', 'gear', 'speedKmh'],
  hz: 60,
  parameters: [
    choice('centre', 'In the middle', ['gear', 'rpm']),
    toggle('lights', 'Shift lights', true),
  ],
} as const satisfies OverlayAbout;
