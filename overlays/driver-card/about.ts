/** Name, channels and parameters of the driver card. Data only. */
import { choice, countryFlag, describeOverlay, number, ownLogo, toggle } from '../core/about.ts';

export const about = describeOverlay('driver-card', 'Driver card', {
  description:
    'The driver chosen in the race room, or you, as a lower third: place, name, car, gaps and laps, and pedals where the driver has an agent.',
  size: { width: 960, height: 150 },
  channels: ['gas', 'brake'],
  cars: true,
  shapedBy: ['country'],
  wearsLogo: true,
  parameters: [
    choice('focus', 'Whose', ['auto', 'own', 'leader', 'ahead', 'behind', 'place']),
    number('place', 'Place, if a place is chosen', { min: 1, max: 128, fallback: 1 }),
    toggle('pedals', 'Show pedals where they are known', true),
    countryFlag,
    ownLogo,
  ],
});
