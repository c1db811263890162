/** Name, channels and parameters of the trace. Data only. */
import { describeOverlay, number, toggle } from '../core/about.ts';

export const about = describeOverlay('trace', 'Input trace', {
  description: 'Throttle, brake, clutch and steering of the last seconds, wide enough to read.',
  size: { width: 760, height: 210 },
  channels: ['gas', 'brake', 'clutch', 'steerAngle'],
  calmHz: 30,
  parameters: [
    number('seconds', 'Length in seconds', { min: 2, max: 30, fallback: 10 }),
    toggle('clutch', 'Show the clutch', true),
    toggle('steering', 'Show the steering', true),
  ],
});
