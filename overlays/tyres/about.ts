/** Name, channels and parameters of the tyres overlay. Data only. */
import type { OverlayAbout } from '../core/about.ts';

export const about = {
  name: 'tyres',
  title: 'Tyres',
  description:
    'Temperature, pressure and tread of each tyre, and the brakes where the game knows them.',
  size: { width: 400, height: 290 },
  channels: ['tyreCoreC', 'tyrePressurePsi', 'tyreWearPct', 'brakeTempC'],
  hz: 10,
  parameters: [
    { name: 'cold', title: 'Cold below, °C', type: 'number', min: 0, max: 200, fallback: 70 },
    { name: 'hot', title: 'Hot above, °C', type: 'number', min: 0, max: 250, fallback: 100 },
    {
      name: 'temperature',
      title: 'Temperatures in',
      type: 'choice',
      choices: ['c', 'f'],
      fallback: 'c',
    },
    {
      name: 'pressure',
      title: 'Pressures in',
      type: 'choice',
      choices: ['psi', 'bar'],
      fallback: 'psi',
    },
  ],
} as const satisfies OverlayAbout;
