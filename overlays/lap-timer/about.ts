/** Name, channels and parameters of the lap timer. Data only. */
import type { OverlayAbout } from '../core/about.ts';

export const about = {
  name: 'lap-timer',
  title: 'Lap timer',
  description:
    'The lap being driven, its sectors in the colours of timing screens, the last and the best lap.',
  size: { width: 440, height: 236 },
  channels: ['currentLapTime', 'lastLapTime', 'bestLapTime', 'lap'],
  hz: 60,
  calmHz: 30,
  board: true,
  parameters: [
    { name: 'sectors', title: 'Show the sectors', type: 'boolean', fallback: true },
    {
      name: 'hold',
      title: 'Seconds that a completed lap stays in place of the running time',
      type: 'number',
      min: 0,
      max: 15,
      fallback: 4,
    },
  ],
} as const satisfies OverlayAbout;
