/** What the friction circle shows of a sample: signs, calm, peaks, places. */
import { describe, expect, test } from 'vitest';
import { placeOf, ringValues } from '../../../overlays/g-force/layout.ts';
import { GForceModel } from '../../../overlays/g-force/model.ts';
import { driving, nobody } from '../../support/overlay-samples.ts';

const at = (lateral: number, longitudinal: number) => driving({ accG: [lateral, 1, longitudinal] });

/** Holds a value for a time, 60 samples a second. */
function hold(
  model: GForceModel,
  lateral: number,
  longitudinal: number,
  fromMs: number,
  ms: number,
) {
  for (let t = fromMs; t < fromMs + ms; t += 1000 / 60) model.read(at(lateral, longitudinal), t);
  return model.read(at(lateral, longitudinal), fromMs + ms);
}

describe('the g-force', () => {
  test('shows nothing without a car or without data', () => {
    const model = new GForceModel();
    const nothing = { push: null, moving: false };
    expect(model.read(nobody, 0)).toMatchObject(nothing);
    expect(model.read(driving({}), 16)).toMatchObject(nothing);
  });

  test('pushes the driver forward under braking, back under power', () => {
    expect(new GForceModel().read(at(0, -1.4), 0).push).toEqual({ x: 0, y: 1.4 });
    expect(new GForceModel().read(at(0, 0.6), 0).push).toEqual({ x: 0, y: -0.6 });
  });

  test('pushes the driver to the left in right turns, where the game’s value is negative', () => {
    expect(new GForceModel().read(at(-1.2, 0), 0).push?.x).toBe(-1.2);
  });

  test('follows within a quarter of a second and comes to rest', () => {
    const model = new GForceModel();
    model.read(at(0, 0), 0);
    expect(hold(model, 1, 0, 16, 250).push?.x).toBeGreaterThan(0.95);
    expect(hold(model, 1, 0, 300, 1000)).toMatchObject({ push: { x: 1 }, moving: false });
  });

  test('holds a peak for a while, then lowers it', () => {
    const model = new GForceModel();
    hold(model, -1.5, 0, 0, 500);
    expect(hold(model, 0, 0, 516, 8000).peaks.left).toBeCloseTo(1.5, 1);
    expect(hold(model, 0, 0, 8600, 6000).peaks).toEqual({
      left: null,
      right: null,
      forward: null,
      back: null,
    });
  });

  test('clears peaks with a new session and when the agent disconnects', () => {
    const model = new GForceModel();
    hold(model, -1.5, -1, 0, 500);
    const fresh = model.read({ ...at(0, 0), reset: true }, 520);
    expect(fresh.peaks).toMatchObject({ left: null, forward: null });
    hold(model, -1.5, -1, 600, 500);
    model.read(driving({ accG: [0, 1, 0] }, { status: 'agent-away' }), 1200);
    expect(model.read(at(0, 0), 1216).peaks.left).toBeNull();
  });

  test('clips the values of a crash to two digits', () => {
    const { push, peaks } = new GForceModel().read(at(80, 700), 0);
    expect(push).toEqual({ x: 9.9, y: -9.9 });
    expect(peaks.right).toBe(9.9);
  });
});

describe('the friction circle', () => {
  const circle = { cx: 150, cy: 150, radius: 100 };

  test('has the front of the car at the top', () => {
    expect(placeOf(circle, { x: 0, y: 1 }, 2)).toEqual([150, 100]);
    expect(placeOf(circle, { x: -2, y: 0 }, 2)).toEqual([50, 150]);
  });

  test('keeps values beyond the range on the outer ring, in their direction', () => {
    const [x, y] = placeOf(circle, { x: 3, y: -4 }, 2);
    expect(x).toBeCloseTo(210, 6);
    expect(y).toBeCloseTo(230, 6);
  });

  test('has one to three rings that end at the range', () => {
    for (let range = 1; range <= 6; range += 0.1) {
      const rings = ringValues(range);
      expect(rings.at(-1)).toBe(range);
      expect(rings.length).toBeLessThanOrEqual(3);
      expect(rings).toEqual([...rings].sort((a, b) => a - b));
    }
  });
});
