/** What the dash shows of samples, and which parts there are at all. */
import { describe, expect, test } from 'vitest';
import { DashModel, type DashOptions } from '../../../overlays/dash/model.ts';
import type { Frame } from '../../../protocol/frame.ts';
import { emptyBoard } from '../../../protocol/timing-summary.ts';
import { driving, nobody } from '../../support/overlay-samples.ts';

const options: DashOptions = { units: 'kmh', against: 'best', lower: 'all', lamps: 10 };

/** The eight that every publisher sends. */
const least: Partial<Frame> = {
  packetId: 1,
  gas: 0.8,
  brake: 0.1,
  fuel: 12.4,
  gear: 3,
  rpms: 8200,
  steerAngle: 0,
  speedKmh: 143.2,
};

const full: Partial<Frame> = {
  ...least,
  clutch: 0.25,
  lap: 5,
  position: 2,
  currentLapTime: 61_234,
  lastLapTime: 95_445,
  bestLapTime: 95_025,
  deltaBestMs: -210,
  deltaPersonalMs: 340,
  tyreCoreC: [82, 65, 103, 118],
};

const board = { ...emptyBoard, fuelPerLapL: 3.1, sessionBestMs: 95_025, personalBestMs: 94_800 };

describe('The dash', () => {
  test('shows every part if the game reports everything', () => {
    const picture = new DashModel(options).read(driving(full, { board }), 0);
    expect(picture).toMatchObject({
      gear: '3',
      speed: 143.2,
      rpm: 8200,
      pedals: { clutch: 0.25, brake: 0.1, throttle: 0.8 },
      delta: { text: '-0.21', side: 'gain' },
      timer: { time: '1:01.234', last: '1:35.445', best: '1:35.025' },
      lapsLeft: 4,
      isFuelLow: false,
      lap: '5',
      position: '2',
    });
    expect(picture.lights.lit).toBeGreaterThan(7);
    expect(picture.wheels.map(({ band }) => band)).toEqual(['good', 'cold', 'hot', 'over']);
    expect(picture.parts).toEqual({
      pedals: ['clutch', 'brake', 'throttle'],
      timing: true,
      cells: ['position', 'last', 'laps-left'],
    });
  });

  test('omits what a publisher does not send, and never shows it as a value', () => {
    const { parts, ...picture } = new DashModel(options).read(driving(least), 0);
    expect(parts).toEqual({ pedals: ['brake', 'throttle'], timing: false, cells: ['fuel'] });
    expect(picture.litres).toBe(12.4);
    expect(picture.pedals.clutch).toBeNull();
    expect(picture.delta.text).toBeNull();
    expect(picture.timer).toMatchObject({ time: null, last: null, best: null, lap: null });
    expect([picture.lapsLeft, picture.lap, picture.position]).toEqual([null, null, null]);
    const zeros = driving({ ...full, position: 0, tyreCoreC: [0, 0, 0, 0] }, { board });
    expect(new DashModel(options).read(zeros, 0).parts.cells).toEqual([
      'last',
      'laps-left',
      'best',
    ]);
  });

  test('adds a part when its data arrives, keeps it, and starts again with another session', () => {
    const model = new DashModel(options);
    const first = model.read(driving(least), 0).parts;
    expect(model.read(driving(least), 16).parts).toBe(first);
    const second = model.read(driving(full, { board }), 32).parts;
    expect(second.cells).toContain('laps-left');
    expect(second.cells).not.toContain('fuel');
    expect(model.read(driving(least, { board }), 48).parts).toBe(second);
    expect(model.read(driving(least, { reset: true }), 64).parts).toEqual(first);
  });

  test('rests with all its parts in their places while there is no car', () => {
    const model = new DashModel(options);
    const before = model.read(nobody, 0);
    expect(before).toMatchObject({ resting: true, gear: '-', speed: null, rpm: null });
    expect(before.pedals).toEqual({ clutch: null, brake: null, throttle: null });
    expect(before.parts.cells).toHaveLength(3);
    const driven = model.read(driving(least), 16).parts;
    expect(model.read(nobody, 32).parts).toBe(driven);
  });

  test('keeps the last values after the drive', () => {
    const model = new DashModel(options);
    model.read(driving(full, { board }), 0);
    expect(model.read({ ...driving(full, { board }), status: 'ended' }, 16)).toMatchObject({
      resting: true,
      speed: null,
      timer: { time: null, last: '1:35.445', best: '1:35.025' },
      lap: '5',
      position: '2',
    });
  });

  test('has the chosen lower row', () => {
    const cells = (lower: DashOptions['lower']) =>
      new DashModel({ ...options, lower }).read(driving(full, { board }), 0).parts.cells;
    expect(cells('laps')).toEqual(['last', 'best', 'position']);
    expect(cells('car')).toEqual(['fuel', 'laps-left', 'tyres']);
    expect(cells('none')).toEqual([]);
  });

  test('shows miles and the personal best if chosen', () => {
    const model = new DashModel({ ...options, units: 'mph', against: 'personal' });
    const { speed, delta } = model.read(driving(full, { board }), 0);
    expect(speed).toBeCloseTo(88.98, 2);
    expect(delta).toMatchObject({ text: '+0.34', side: 'loss', reference: '1:34.800' });
  });

  test('shows tyres in Fahrenheit if chosen', () => {
    const [celsius, fahrenheit] = [false, true].map((chosen) =>
      new DashModel({ ...options, fahrenheit: chosen })
        .read(driving(full, { board }), 0)
        .wheels.map(({ values }) => values.core!),
    );
    expect(fahrenheit).toEqual(celsius!.map((one) => one * 1.8 + 32));
  });

  test('has three cells at most, and fills them with what is there', () => {
    const { position: _, ...hotlap } = full;
    const { cells } = new DashModel(options).read(driving(hotlap), 0).parts;
    expect(cells).toEqual(['last', 'fuel', 'best']);
  });

  test('warns when fuel is left for less than two laps', () => {
    const low = driving({ ...full, fuel: 5 }, { board });
    expect(new DashModel(options).read(low, 0).isFuelLow).toBe(true);
  });
});
