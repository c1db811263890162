/** Name, channels and parameters of the tachometer. Data only. */
import { choice, describeOverlay, toggle } from '../core/about.ts';

export const about = describeOverlay('tachometer', 'Tachometer', {
  description:
    'Engine speed on a dial that fits the car, shift lights, and the gear in the middle.',
  size: { width: 400, height: 400 },
  channels: ['rpms', 'gear', 'speedKmh'],
  parameters: [
    choice('centre', 'In the middle', ['gear', 'rpm']),
    toggle('lights', 'Shift lights', true),
  ],
});
