/** What the pedals overlay shows of a sample. */
import { describe, expect, test } from 'vitest';
import { PedalsModel } from '../../../overlays/pedals/model.ts';
import { driving, nobody } from '../../support/overlay-samples.ts';

describe('the pedals', () => {
  test('are unknown while there is no car', () => {
    expect(new PedalsModel().read(nobody, 0)).toMatchObject({
      resting: true,
      pedals: { clutch: null, brake: null, throttle: null },
      brakePeak: null,
      points: [],
      t: null,
    });
  });

  test('a clutch that the publisher does not send is not shown as zero', () => {
    const { pedals } = new PedalsModel().read(driving({ gas: 0.5, brake: 0 }), 0);
    expect(pedals).toEqual({ clutch: null, brake: 0, throttle: 0.5 });
  });

  test('stay within their travel', () => {
    const { pedals } = new PedalsModel().read(driving({ gas: 1.2, brake: -0.1, clutch: 2 }), 0);
    expect(pedals).toEqual({ clutch: 1, brake: 0, throttle: 1 });
  });

  test('pass every frame to the trace, at its own time', () => {
    const passed = [
      { t: 100, gas: 0.1, brake: 0, clutch: 0, steerAngle: 0 },
      { t: 116, gas: 0.2, brake: 0, clutch: 0, steerAngle: -1 },
    ];
    const { points } = new PedalsModel().read(driving({ gas: 0.25 }, { passed, t: 120 }), 0);
    expect(points.map(({ t, throttle, steering }) => [t, throttle, steering])).toEqual([
      [100, 0.1, 0.5],
      [116, 0.2, 0],
    ]);
  });
});

describe('the mark of the brake', () => {
  /** Brakes along `pressures`, a frame each. */
  function brake(model: PedalsModel, pressures: readonly number[], fromMs = 0): (number | null)[] {
    return pressures.map(
      (pressed, i) => model.read(driving({ brake: pressed }), fromMs + i * 16).brakePeak,
    );
  }

  test('stays at the peak once the pedal is eased', () => {
    expect(brake(new PedalsModel(), [0.4, 0.95, 0.93, 0.6, 0.3])).toEqual([
      null,
      null,
      null,
      0.95,
      0.95,
    ]);
  });

  test('disappears some time after the pedal is released', () => {
    const model = new PedalsModel();
    brake(model, [0.9, 0.5, 0]);
    expect(model.read(driving({ brake: 0 }), 500).brakePeak).toBe(0.9);
    expect(model.read(driving({ brake: 0 }), 2500).brakePeak).toBeNull();
  });

  test('belongs to one braking', () => {
    const model = new PedalsModel();
    brake(model, [0.9, 0.5, 0, 0]);
    expect(brake(model, [0.5, 0.7, 0.4], 200)).toEqual([null, null, 0.7]);
  });

  test('is not set for a touch', () => {
    expect(brake(new PedalsModel(), [0.08, 0.02])).toEqual([null, null]);
  });
});
