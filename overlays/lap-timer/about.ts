/** Name, channels and parameters of the lap timer. Data only. */
import { describeOverlay, number, toggle } from '../core/about.ts';

export const about = describeOverlay('lap-timer', 'Lap timer', {
  description: 'The running lap, its sectors in the colours of timing screens, last and best lap.',
  size: { width: 500, height: 236 },
  channels: ['currentLapTime', 'lastLapTime', 'bestLapTime', 'lap'],
  calmHz: 30,
  board: true,
  parameters: [
    toggle('sectors', 'Show the sectors', true),
    number('hold', 'Seconds that a completed lap stays in place of the running time', {
      min: 0,
      max: 15,
      fallback: 4,
    }),
  ],
});
