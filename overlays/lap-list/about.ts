/** Name, channels and parameters of the lap list. Data only. */
import { describeOverlay, number } from '../core/about.ts';

export const about = describeOverlay('lap-list', 'Lap list', {
  description:
    'The latest laps with their deltas to the best one; the best, invalid and pit laps are marked.',
  size: { width: 500, height: 280 },
  channels: ['lap'],
  hz: 4,
  board: true,
  parameters: [number('rows', 'Number of laps', { min: 3, max: 8, fallback: 6 })],
});
