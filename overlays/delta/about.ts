/** Name, channels and parameters of the delta overlay. Data only. */
import type { OverlayAbout } from '../core/about.ts';

export const about = {
  name: 'delta',
  title: 'Delta',
  description:
    'Seconds ahead of (-) or behind (+) the best lap at the same place of the track, with a bar to the left or right.',
  size: { width: 380, height: 160 },
  channels: ['deltaBestMs', 'deltaPersonalMs'],
  hz: 60,
  calmHz: 30,
  board: true,
  parameters: [
    {
      name: 'against',
      title: 'Against the best lap of the session, or of all sessions',
      type: 'choice',
      choices: ['best', 'personal'],
      fallback: 'best',
    },
    {
      name: 'range',
      title: 'Seconds that fill the bar',
      type: 'number',
      min: 0.2,
      max: 10,
      fallback: 1.5,
    },
  ],
} as const satisfies OverlayAbout;
