/** A tiny overlay for the tests of the core: it is never shipped. */
import type { OverlayAbout } from '../../../../../overlays/core/overlay.ts';

export const about: OverlayAbout = {
  name: 'probe',
  title: 'Probe',
  description: 'A bar as long as the car is fast, in the colour of its gear.',
  size: { width: 400, height: 200 },
  channels: ['speedKmh', 'gear', 'gas'],
  hz: 0,
  parameters: [
    { name: 'bars', title: 'Bars', type: 'number', min: 1, max: 4, fallback: 1 },
    {
      name: 'fail',
      title: 'Fails',
      type: 'choice',
      choices: ['no', 'create', 'update'],
      fallback: 'no',
    },
  ],
  shapedBy: ['maxRpm'],
};
