/** Name, channels and parameters of the results. Data only. */
import { choice, describeRaceOverlay, number } from '../core/about.ts';

export const about = describeRaceOverlay('results', 'Results', {
  description: 'The result of the race, podium first; it appears once the leader has finished.',
  size: { width: 760, height: 640 },
  parameters: [
    number('rows', 'Rows', { min: 3, max: 15, fallback: 10 }),
    choice('when', 'When it is there', ['finish', 'always']),
    choice('names', 'Names', ['full', 'short', 'code']),
  ],
});
