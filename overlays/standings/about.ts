/** Name, channels and parameters of the standings. Data only. */
import { choice, describeOverlay, number, toggle } from '../core/about.ts';

export const about = describeOverlay('standings', 'Standings', {
  description:
    'All cars in their order, as on television: intervals, gaps, places gained, last laps, pit stops; your own row is always there.',
  size: { width: 500, height: 1000 },
  channels: ['sessionTimeLeftMs'],
  hz: 4,
  cars: true,
  parameters: [
    number('rows', 'Rows', { min: 3, max: 30, fallback: 20 }),
    choice('value', 'Figures', ['cycle', 'interval', 'gap', 'gained', 'last']),
    number('seconds', 'Seconds until the next figures', { min: 3, max: 60, fallback: 10 }),
    choice('names', 'Names', ['short', 'full', 'code']),
    toggle('numbers', 'Show the numbers of the cars', true),
    toggle('stops', 'Show pit stops', true),
    toggle('classes', 'Show each class of cars by itself', true),
  ],
});
