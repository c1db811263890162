/** Name, channels and parameters of the session overlay. Data only. */
import { describeOverlay, toggle } from '../core/about.ts';

export const about = describeOverlay('session', 'Session', {
  description: 'Driver, car, track, place and lap; the session, how long it lasts, and the flag.',
  size: { width: 560, height: 170 },
  channels: ['lap', 'position', 'sessionTimeLeftMs', 'flag'],
  hz: 4,
  parameters: [toggle('name', 'Show the driver’s name', true), toggle('flag', 'Show flags', true)],
  shapedBy: ['driverName', 'car', 'track', 'trackConfiguration', 'sessionType', 'numberOfLaps'],
});
