/** Name, channels and parameters of the lower third. Data only. */
import {
  countryFlag,
  describeOverlay,
  number,
  ownLogo,
  temperatureUnit,
  toggle,
} from '../core/about.ts';

export const about = describeOverlay('lower-third', 'Lower third', {
  description: 'Who is driving, for a moment or always; best laps and pit stops as they happen.',
  size: { width: 760, height: 124 },
  channels: [
    'lap',
    'currentLapTime',
    'lastLapTime',
    'bestLapTime',
    'inPitLane',
    'speedKmh',
    'airC',
    'roadC',
  ],
  hz: 10,
  calmHz: 30,
  board: true,
  wearsLogo: true,
  parameters: [
    number('seconds', 'Seconds that the driver’s name stays (0 = always)', {
      min: 0,
      max: 120,
      fallback: 0,
    }),
    toggle('events', 'Best laps and pit stops', true),
    countryFlag,
    ownLogo,
    temperatureUnit,
  ],
  shapedBy: [
    'driverName',
    'raceNumber',
    'team',
    'country',
    'car',
    'track',
    'trackConfiguration',
    'sessionType',
  ],
});
