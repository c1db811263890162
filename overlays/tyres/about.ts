/** Name, channels and parameters of the tyres overlay. Data only. */
import { choice, describeOverlay, number, temperatureUnit } from '../core/about.ts';

export const about = describeOverlay('tyres', 'Tyres', {
  description: 'Temperature, pressure and tread of each tyre; brakes where the game knows them.',
  size: { width: 440, height: 290 },
  channels: ['tyreCoreC', 'tyrePressurePsi', 'tyreWearPct', 'brakeTempC'],
  hz: 10,
  parameters: [
    number('cold', 'Cold below, °C', { min: 0, max: 200, fallback: 70 }),
    number('hot', 'Hot above, °C', { min: 0, max: 250, fallback: 100 }),
    temperatureUnit,
    choice('pressure', 'Pressures in', ['psi', 'bar']),
  ],
});
