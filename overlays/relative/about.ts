/** Name, channels and parameters of the relative. Data only. */
import { choice, describeOverlay, number, toggle } from '../core/about.ts';

export const about = describeOverlay('relative', 'Relative', {
  description:
    'The cars around yours on the track: gap and whether it shrinks, who is a lap ahead or behind, who is in the pits.',
  size: { width: 520, height: 310 },
  channels: ['lap'],
  hz: 4,
  cars: true,
  parameters: [
    number('cars', 'Cars ahead and behind', { min: 1, max: 3, fallback: 3 }),
    choice('names', 'Names', ['short', 'full', 'code']),
    toggle('numbers', 'Show the numbers of the cars', true),
  ],
});
