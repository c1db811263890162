/** Name, channels and parameters of the dash. Data only. */
import { choice, describeOverlay, temperatureUnit } from '../core/about.ts';

export const about = describeOverlay('dash', 'Dash', {
  description:
    'All on one page, as on the display of a racing wheel: gear, speed, revs, pedals, delta, lap times, fuel, tyres.',
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
  board: true,
  parameters: [
    choice('lower', 'Lower row', ['all', 'laps', 'car', 'none']),
    choice('against', 'Delta to the best lap of the session, or of all sessions', [
      'best',
      'personal',
    ]),
    temperatureUnit,
  ],
});
