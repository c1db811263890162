/** Name, channels and parameters of the driver card. Data only. */
import { choice, describeOverlay, number, toggle } from '../core/about.ts';

export const about = describeOverlay('driver-card', 'Driver card', {
  description:
    'One driver as a lower third: place, name, car, gaps and laps; for your own car the pedals too.',
  size: { width: 960, height: 150 },
  channels: ['gas', 'brake'],
  cars: true,
  parameters: [
    choice('focus', 'Whose', ['own', 'leader', 'ahead', 'behind', 'place']),
    number('place', 'Place, if a place is chosen', { min: 1, max: 128, fallback: 1 }),
    toggle('pedals', 'Show the pedals of your own car', true),
  ],
});
