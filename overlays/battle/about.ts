/** Name, channels and parameters of the battle box. Data only. */
import { choice, describeRaceOverlay, driverNames } from '../core/about.ts';

export const about = describeRaceOverlay('battle', 'Battle', {
  description:
    'Two cars that fight for a place: the gap between them and whether it shrinks. It is there while they fight; the car chosen in the race room comes first.',
  size: { width: 620, height: 168 },
  parameters: [choice('whose', 'Whose', ['any', 'own']), driverNames],
});
