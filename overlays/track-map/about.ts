/** Name, channels and parameters of the track map. Data only. */
import { describeOverlay, toggle } from '../core/about.ts';

export const about = describeOverlay('track-map', 'Track map', {
  description:
    'The track as your car has learnt it, with your car and all others, start and finish, and sectors.',
  size: { width: 400, height: 320 },
  channels: ['trackPosition', 'worldPosition', 'currentLapTime', 'lap'],
  calmHz: 30,
  board: true,
  cars: true,
  parameters: [
    toggle('rotate', 'Turn the map so that it fills the room', true),
    toggle(
      'sectors',
      'Mark the sectors, and colour those that are done and those in which a car stands',
      true,
    ),
    toggle('cars', 'Show the other cars with their places', true),
    toggle('ghost', 'Show the car of the best lap', true),
  ],
});
