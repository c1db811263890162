/** Name, channels and parameters of the battle box. Data only. */
import { choice, describeOverlay } from '../core/about.ts';

export const about = describeOverlay('battle', 'Battle', {
  description:
    'Two cars that fight for a place: the gap between them and whether it shrinks; it is there while they fight.',
  size: { width: 620, height: 168 },
  channels: ['lap'],
  hz: 4,
  cars: true,
  parameters: [
    choice('whose', 'Whose', ['any', 'own']),
    choice('names', 'Names', ['short', 'full', 'code']),
  ],
});
