/** Name, channels and parameters of the delta overlay. Data only. */
import { choice, number, type OverlayAbout } from '../core/about.ts';

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
    choice('against', 'Against the best lap of the session, or of all sessions', [
      'best',
      'personal',
    ]),
    number('range', 'Seconds that fill the bar', { min: 0.2, max: 10, fallback: 1.5 }),
  ],
} as const satisfies OverlayAbout;
