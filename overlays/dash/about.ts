/** Name, channels and parameters of the dash. Data only. */
import type { OverlayAbout } from '../core/about.ts';

export const about = {
  name: 'dash',
  title: 'Dash',
  description:
    'All on one page, as on the display of a racing wheel: gear, speed, revs, pedals, gap, lap times, fuel, tyres.',
  size: { width: 640, height: 300 },
  channels: [
    'rpms',
    'gear',
    'speedKmh',
    'gas',
    'brake',
    'clutch',
    'fuel',
    'lap',
    'position',
    'currentLapTime',
    'lastLapTime',
    'bestLapTime',
    'deltaBestMs',
    'deltaPersonalMs',
    'tyreCoreC',
  ],
  hz: 60,
  board: true,
  parameters: [
    {
      name: 'lower',
      title: 'Lower row',
      type: 'choice',
      choices: ['all', 'laps', 'car', 'none'],
      fallback: 'all',
    },
    {
      name: 'against',
      title: 'Gap to the best lap of the session, or of all sessions',
      type: 'choice',
      choices: ['best', 'personal'],
      fallback: 'best',
    },
  ],
} as const satisfies OverlayAbout;
