/** Name, channels and parameters of the strip. Data only. */
import { choice, countryFlag, describeOverlay, number, ownLogo, toggle } from '../core/about.ts';

export const about = describeOverlay('strip', 'Strip', {
  description:
    'One continuous line along the bottom, as on television: place, driver, lap, times, delta, fuel, stint, gear, speed and pedals.',
  size: { width: 1840, height: 108 },
  channels: [
    ...(['lap', 'position', 'sessionTimeLeftMs', 'flag', 'trackPosition', 'inPitLane'] as const),
    ...([
      'currentLapTime',
      'lastLapTime',
      'bestLapTime',
      'deltaBestMs',
      'deltaPersonalMs',
    ] as const),
    ...(['fuel', 'gear', 'speedKmh', 'rpms', 'gas', 'brake'] as const),
  ],
  calmHz: 30,
  board: true,
  wearsLogo: true,
  parameters: [
    toggle('name', 'Show the driver’s name', true),
    toggle('car', 'Show gear, speed, revs and pedals', true),
    toggle('flag', 'Show the flags of the race', true),
    countryFlag,
    ownLogo,
    choice('against', 'Against the best lap of the session, or of all sessions', [
      'best',
      'personal',
    ]),
    number('hold', 'Seconds that an event stays: a completed lap or sector, a place, a stop', {
      min: 1,
      max: 15,
      fallback: 5,
    }),
  ],
  shapedBy: [
    'driverName',
    'raceNumber',
    'country',
    'car',
    'track',
    'trackConfiguration',
    'sessionType',
    'tyreCompound',
    'numberOfLaps',
  ],
});
