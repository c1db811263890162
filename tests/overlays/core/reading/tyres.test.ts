/** What the tyres overlay shows of samples. */
import { describe, expect, it } from 'vitest';
import { TyresModel, type TyresUnits } from '../../../../overlays/core/reading/tyres.ts';
import type { Sample } from '../../../../overlays/core/sample.ts';
import type { Frame } from '../../../../protocol/frame.ts';
import { nobody } from '../../../support/overlay-samples.ts';

const units: TyresUnits = { coldC: 70, hotC: 100, fahrenheit: false, bar: false };

function sample(state: Partial<Frame>, change: Partial<Sample> = {}): Sample {
  return { ...nobody, state, status: 'driving', t: 1000, ...change };
}

const full: Partial<Frame> = {
  tyreCoreC: [60, 85, 104, 118],
  tyrePressurePsi: [26, 27, 25, 28],
  tyreWearPct: [98, 97, 101, 96],
};

describe('rows', () => {
  it('are those that the game fills', () => {
    expect(new TyresModel(units).read(sample(full)).rows).toEqual(['core', 'pressure', 'tread']);
    const zeros: Partial<Frame> = { ...full, tyreWearPct: [0, 0, 0, 0] };
    expect(new TyresModel(units).read(sample(zeros)).rows).toEqual(['core', 'pressure']);
    expect(new TyresModel(units).read(sample({})).rows).toEqual(['core']);
  });

  it('include brakes once they have been warm', () => {
    const model = new TyresModel(units);
    expect(model.read(sample({ ...full, brakeTempC: [20, 20, 20, 20] })).rows).toHaveLength(3);
    expect(model.read(sample({ ...full, brakeTempC: [300, 20, 20, 20] })).rows).toHaveLength(4);
    expect(model.read(sample({ ...full, brakeTempC: [40, 40, 40, 40] })).rows).toHaveLength(4);
    const restarted = sample({ ...full, brakeTempC: [20, 20, 20, 20] }, { reset: true });
    expect(model.read(restarted).rows).toHaveLength(3);
  });

  it('are empty without a car', () => {
    const picture = new TyresModel(units).read(sample(full, { status: 'menu' }));
    expect(picture.resting).toBe(true);
    expect(picture.wheels.map(({ band }) => band)).toEqual([null, null, null, null]);
    expect(picture.wheels[0]!.values.core).toBeNull();
  });
});

describe('values', () => {
  it('are per wheel, with tread never above new', () => {
    const { wheels } = new TyresModel(units).read(sample(full));
    expect(wheels[0]!.values).toEqual({ core: 60, pressure: 26, tread: 98, brake: null });
    expect(wheels[2]!.values.tread).toBe(100);
  });

  it('are in the chosen units', () => {
    const model = new TyresModel({ ...units, fahrenheit: true, bar: true });
    const { wheels } = model.read(sample(full));
    expect(wheels[0]!.values.core).toBeCloseTo(140);
    expect(wheels[0]!.values.pressure).toBeCloseTo(1.793, 3);
  });
});

describe('bands', () => {
  it('are cold, good, hot and over', () => {
    const { wheels } = new TyresModel(units).read(sample(full));
    expect(wheels.map(({ band }) => band)).toEqual(['cold', 'good', 'hot', 'over']);
  });

  it('do not flicker on their edges', () => {
    const model = new TyresModel(units);
    const at = (c: number) => model.read(sample({ tyreCoreC: [c, 85, 85, 85] })).wheels[0]!.band;
    expect(at(69.9)).toBe('cold');
    expect(at(70.3)).toBe('cold');
    expect(at(70.7)).toBe('good');
    expect(at(69.6)).toBe('good');
    expect(at(69.3)).toBe('cold');
    expect(at(130)).toBe('over');
    expect(at(114.8)).toBe('over');
    expect(at(20)).toBe('cold');
  });
});
