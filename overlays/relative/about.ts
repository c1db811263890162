/** Name, channels and parameters of the relative. Data only. */
import { carNumbers, describeRaceOverlay, driverNames, number } from '../core/about.ts';

export const about = describeRaceOverlay('relative', 'Relative', {
  description:
    'The cars around yours on the track: gap and whether it shrinks, who is a lap ahead or behind, who is in the pits.',
  size: { width: 520, height: 310 },
  parameters: [
    number('cars', 'Cars ahead and behind', { min: 1, max: 3, fallback: 3 }),
    driverNames,
    carNumbers,
  ],
});
