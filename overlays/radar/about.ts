/** Name, channels and parameters of the radar. Data only. */
import { describeOverlay, number, toggle } from '../core/about.ts';

export const about = describeOverlay('radar', 'Radar', {
  description:
    'The cars beside yours from above, in their true size and place; it appears when somebody comes near.',
  size: { width: 300, height: 300 },
  channels: ['packetId'],
  cars: true,
  parameters: [
    number('range', 'Metres to each side', { min: 8, max: 40, fallback: 15 }),
    number('length', 'Length of a car, m', { min: 3, max: 6, fallback: 4.6 }),
    number('width', 'Width of a car, m', { min: 1.2, max: 2.5, fallback: 1.95 }),
    toggle('bars', 'Bars for cars alongside', true),
  ],
});
