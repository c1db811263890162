/** What the shift lights show of a sample. */
import { describe, expect, test } from 'vitest';
import { ShiftLightsModel } from '../../../../overlays/core/reading/shift-lights.ts';
import { driving, nobody } from '../../../support/overlay-samples.ts';

const at = (rpms: number) => driving({ rpms });

describe('the shift lights', () => {
  test('are dark while there is no car, and when the agent disconnects', () => {
    const model = new ShiftLightsModel(10);
    expect(model.read(nobody, 0)).toEqual({ lit: 0, limiter: false, flash: false });
    expect(model.read(at(8400), 16).lit).toBe(10);
    const away = driving({ rpms: 8400 }, { status: 'agent-away' });
    expect(model.read(away, 33)).toEqual({ lit: 0, limiter: false, flash: false });
  });

  test('fill up with the revs, one after another', () => {
    const model = new ShiftLightsModel(10);
    const lit: number[] = [];
    for (let rpm = 6000; rpm <= 8300; rpm += 20) lit.push(model.read(at(rpm), rpm).lit);
    expect(lit[0]).toBe(0);
    expect(lit.at(-1)).toBe(10);
    for (let i = 1; i < lit.length; i++) {
      expect(lit[i]! - lit[i - 1]!).toBeGreaterThanOrEqual(0);
      expect(lit[i]! - lit[i - 1]!).toBeLessThanOrEqual(1);
    }
  });

  test('do not flicker while the revs tremble', () => {
    const model = new ShiftLightsModel(10);
    const seen = new Set<number>();
    for (let i = 0; i < 200; i++) seen.add(model.read(at(7590 + (i % 2) * 24), i * 16).lit);
    seen.delete(model.read(at(7602), 4000).lit);
    expect(seen.size).toBeLessThanOrEqual(1);
    const last = model.read(at(7602), 4100).lit;
    for (let i = 0; i < 50; i++) {
      expect(model.read(at(7590 + (i % 2) * 24), 4200 + i * 16).lit).toBe(last);
    }
  });

  test('go out again when the revs fall', () => {
    const model = new ShiftLightsModel(8);
    expect(model.read(at(8200), 0).lit).toBe(8);
    expect(model.read(at(7500), 500).lit).toBeLessThan(5);
    expect(model.read(at(5000), 1000).lit).toBe(0);
  });

  test('flash at the limiter, not faster than three times a second', () => {
    const model = new ShiftLightsModel(10);
    let flashes = 0;
    let before = false;
    for (let i = 0; i < 180; i++) {
      const { flash, limiter } = model.read(at(8500), (i * 1000) / 60);
      expect(limiter).toBe(true);
      if (flash && !before) flashes += 1;
      before = flash;
    }
    expect(flashes).toBeGreaterThanOrEqual(6);
    expect(flashes).toBeLessThanOrEqual(9);
  });

  test('stay dark while the limit is unknown', () => {
    const model = new ShiftLightsModel(10);
    const sample = driving({ rpms: 7900 }, { sessionInfo: {} });
    expect(model.read(sample, 0)).toMatchObject({ lit: 0, limiter: false });
  });
});
