/** What the gear overlay shows of a sample. */
import { describe, expect, test } from 'vitest';
import { GearModel } from '../../../overlays/gear/model.ts';
import { driving, nobody } from '../../support/overlay-samples.ts';

describe('the gear overlay', () => {
  test('knows nothing while there is no car', () => {
    expect(new GearModel('kmh').read(nobody, 0)).toEqual({
      gear: '-',
      speed: null,
      up: 0,
      down: 0,
    });
  });

  test('shows the speed in the chosen unit', () => {
    const sample = driving({ gear: 3, speedKmh: 160 });
    expect(new GearModel('kmh').read(sample, 0).speed).toBe(160);
    expect(new GearModel('mph').read(sample, 0).speed).toBeCloseTo(99.42, 2);
  });

  test('lights the arrow of a shift and fades it out', () => {
    const model = new GearModel('kmh');
    model.read(driving({ gear: 3, speedKmh: 150 }), 0);
    const lights = [100, 300, 700, 1000].map((ms) => {
      const { up, down } = model.read(driving({ gear: 4, speedKmh: 150 }), ms);
      return [up, down];
    });
    expect(lights[0]).toEqual([1, 0]);
    expect(lights[1]).toEqual([1, 0]);
    expect(lights[2]![0]).toBeGreaterThan(0);
    expect(lights[2]![0]).toBeLessThan(1);
    expect(lights[3]).toEqual([0, 0]);
    model.read(driving({ gear: 3, speedKmh: 150 }), 1100);
    expect(model.read(driving({ gear: 3, speedKmh: 150 }), 1110)).toMatchObject({ up: 0, down: 1 });
  });

  test('forgets the gear when the car is gone', () => {
    const model = new GearModel('kmh');
    model.read(driving({ gear: 6, speedKmh: 250 }), 0);
    model.read(nobody, 100);
    expect(model.read(driving({ speedKmh: 10 }), 200).gear).toBe('-');
  });
});
