/** Name, channels and parameters of the delta overlay. Data only. */
import { choice, describeOverlay, number } from '../core/about.ts';

export const about = describeOverlay('delta', 'Delta', {
  description:
    'Seconds ahead of (-) or behind (+) the best lap at the same place of the track, with a bar to the left or right.',
  size: { width: 380, height: 160 },
  channels: ['deltaBestMs', 'deltaPersonalMs'],
  calmHz: 30,
  board: true,
  parameters: [
    choice('against', 'Against the best lap of the session, or of all sessions', [
      'best',
      'personal',
    ]),
    number('range', 'Seconds that fill the bar', { min: 0.2, max: 10, fallback: 1.5 }),
  ],
});
