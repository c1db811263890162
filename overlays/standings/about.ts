/** Name, channels and parameters of the standings. Data only. */
import {
  carNumbers,
  choice,
  describeRaceOverlay,
  driverNames,
  number,
  toggle,
} from '../core/about.ts';

export const about = describeRaceOverlay('standings', 'Standings', {
  description:
    'All cars in their order, as on television: intervals, gaps, places gained, last laps, pit stops; your own row is always there.',
  size: { width: 500, height: 1000 },
  channels: ['sessionTimeLeftMs'],
  parameters: [
    number('rows', 'Rows', { min: 3, max: 30, fallback: 20 }),
    choice('value', 'Figures', ['cycle', 'interval', 'gap', 'gained', 'last']),
    number('seconds', 'Seconds until the next figures', { min: 3, max: 60, fallback: 10 }),
    driverNames,
    carNumbers,
    toggle('stops', 'Show pit stops', true),
    toggle('classes', 'Show each class of cars by itself', true),
  ],
});
