/** What the trace shows of samples. */
import { describe, expect, it } from 'vitest';
import { tracedInputs } from '../../../overlays/core/reading/inputs.ts';
import type { Sample } from '../../../overlays/core/sample.ts';
import { inputValue, readTrace } from '../../../overlays/trace/model.ts';
import { nobody } from '../../support/overlay-samples.ts';

function sample(change: Partial<Sample>): Sample {
  return { ...nobody, status: 'driving', t: 1000, ...change };
}

describe('what is drawn', () => {
  it('contains every frame since the last update, with its own time', () => {
    const passed = [
      { t: 980, gas: 0.5, brake: 0, steerAngle: -1 },
      { t: 996, gas: 1.2, brake: 0.25, clutch: 1, steerAngle: 0.5 },
    ];
    const { points } = readTrace(sample({ passed }));
    expect(points).toEqual([
      { t: 980, throttle: 0.5, brake: 0, clutch: null, steering: 0 },
      { t: 996, throttle: 1, brake: 0.25, clutch: 1, steering: 0.75 },
    ]);
  });

  it('rests without a car, even if values are still known', () => {
    const picture = readTrace(sample({ status: 'menu', state: { gas: 1 }, passed: [{ gas: 1 }] }));
    expect(picture.t).toBeNull();
    expect(picture.points).toEqual([]);
    expect(picture.now.throttle).toBeNull();
  });

  it('resets with a new session', () => {
    expect(readTrace(sample({ reset: true })).reset).toBe(true);
  });
});

describe('which channels', () => {
  it('are all four by default', () => {
    expect(tracedInputs({ clutch: true, steering: true })).toEqual([
      'throttle',
      'brake',
      'clutch',
      'steering',
    ]);
  });

  it('exclude what the address turns off', () => {
    expect(tracedInputs({ clutch: false, steering: false })).toEqual(['throttle', 'brake']);
  });
});

describe('values in the legend', () => {
  it('are percent of a pedal', () => {
    expect(inputValue('brake', 0.25)).toEqual({ percent: 25, side: 0 });
    expect(inputValue('clutch', null)).toBeNull();
  });

  it('are percent of the lock and a side for the steering', () => {
    expect(inputValue('steering', 0.25)).toEqual({ percent: 50, side: -1 });
    expect(inputValue('steering', 1)).toEqual({ percent: 100, side: 1 });
    expect(inputValue('steering', 0.501)?.side).toBe(0);
  });
});
