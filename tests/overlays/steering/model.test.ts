/** What the steering wheel shows of a sample. */
import { describe, expect, test } from 'vitest';
import { SteeringModel } from '../../../overlays/steering/model.ts';
import { driving, nobody } from '../../support/overlay-samples.ts';

describe('the steering wheel', () => {
  test('is straight and has no number while there is no car', () => {
    const model = new SteeringModel(450);
    expect(model.read(nobody)).toEqual({ angleDeg: 0, text: '' });
    const away = driving({ steerAngle: 0.5 }, { status: 'agent-away' });
    expect(model.read(away)).toEqual({ angleDeg: 0, text: '' });
    expect(model.read(driving({}))).toEqual({ angleDeg: 0, text: '' });
  });

  test('turns by its share of the lock, to the right when positive', () => {
    const model = new SteeringModel(450);
    expect(model.read(driving({ steerAngle: 0.2 }))).toEqual({ angleDeg: 90, text: '90' });
    expect(model.read(driving({ steerAngle: -0.5 }))).toEqual({ angleDeg: -225, text: '225' });
  });

  test('never turns beyond the given lock', () => {
    const model = new SteeringModel(180);
    expect(model.read(driving({ steerAngle: 1 })).angleDeg).toBe(180);
    expect(model.read(driving({ steerAngle: -3 })).angleDeg).toBe(-180);
  });

  test('has no sign before zero', () => {
    expect(new SteeringModel(450).read(driving({ steerAngle: -0.0005 })).text).toBe('0');
  });
});
