/** Name, channels and parameters of the shift lights. Data only. */
import { describeOverlay } from '../core/about.ts';

export const about = describeOverlay('shift-lights', 'Shift lights', {
  description: 'A row of lights that fills up to the moment to shift, and flashes at the limiter.',
  size: { width: 520, height: 84 },
  channels: ['rpms'],
  parameters: [],
});
