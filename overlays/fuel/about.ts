/** Name, channels and parameters of the fuel overlay. Data only. */
import { describeOverlay, number, toggle } from '../core/about.ts';

export const about = describeOverlay('fuel', 'Fuel', {
  description:
    'Litres in the tank, litres a lap, laps left, and what is over or missing at the end.',
  size: { width: 340, height: 210 },
  channels: ['fuel', 'lap', 'trackPosition', 'currentLapTime', 'sessionTimeLeftMs'],
  hz: 10,
  board: true,
  parameters: [
    number('warn', 'Warn from so many laps left', { min: 0, max: 20, fallback: 2 }),
    toggle('end', 'What is over or missing at the end', true),
  ],
});
