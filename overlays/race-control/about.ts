/** Name, channels and parameters of the race control. Data only. */
import { describeRaceOverlay, number, toggle } from '../core/about.ts';

export const about = describeRaceOverlay('race-control', 'Race control', {
  description:
    'What happens in the race, one message at a time: fastest laps, overtakes, battles, pit stops, flags, retirements.',
  size: { width: 700, height: 136 },
  channels: ['flag'],
  parameters: [
    number('seconds', 'Seconds of each message', { min: 2, max: 15, fallback: 5 }),
    toggle('passes', 'Overtakes', true),
    toggle('pits', 'Pit stops', true),
    toggle('battles', 'Battles', true),
  ],
});
