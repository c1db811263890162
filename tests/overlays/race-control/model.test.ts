/** Which message of the race is shown, and for how long. */
import { describe, expect, it } from 'vitest';
import { RaceControlModel } from '../../../overlays/race-control/model.ts';
import type { RaceEvent, RaceEventName } from '../../../protocol/events.ts';
import { gridOf } from '../../support/grids.ts';

const grid = gridOf(3);
let id = 0;

function event(name: RaceEventName, more: Partial<RaceEvent> = {}): RaceEvent {
  return { name, id: ++id, sessionID: 's', at: 0, driver: 'Marta Lindqvist', ...more };
}

function modelOf(without: readonly RaceEventName[] = []): RaceControlModel {
  return new RaceControlModel({ showMs: 5_000, without: new Set(without) });
}

function read(model: RaceControlModel, nowMs: number, ...events: RaceEvent[]) {
  const message = model.read({ events, reset: false, grid }, nowMs);
  return message === null
    ? null
    : [message.title, message.names[0] ?? '', message.details[0] ?? ''].join(' | ');
}

describe('a message', () => {
  it('is shown for its time and goes', () => {
    const model = modelOf();
    const pitted = event('car-pitted', { position: 4 });
    expect(read(model, 0, pitted)).toBe('In the pits | M. Lindqvist | from P4');
    expect(read(model, 4_900)).not.toBeNull();
    expect(read(model, 5_000)).toBeNull();
  });

  it.each([
    [event('fastest-lap', { lapTimeMs: 91_234 }), 'Fastest lap | M. Lindqvist | 1:31.234'],
    [
      event('overtake', { position: 3, otherDriver: 'Jo Doe' }),
      'Up to P3 | M. Lindqvist | past J. Doe',
    ],
    [
      event('leader-changed', { otherDriver: 'Jo Doe' }),
      'New leader | M. Lindqvist | ahead of J. Doe',
    ],
    [
      event('battle-started', { otherDriver: 'Jo Doe', gapMs: 640 }),
      'Battle | M. Lindqvist | 0.6 behind J. Doe',
    ],
    [event('car-retired', { position: 9 }), 'Retired | M. Lindqvist | from P9'],
    [event('chequered-flag'), 'Chequered flag | M. Lindqvist | Winner'],
    [event('flag-changed', { flag: 2 }), 'Yellow flag | Danger on the track | '],
    [event('flag-changed', { flag: 3 }), 'Black flag | M. Lindqvist | '],
  ])('says what happened and to whom: %o', (one, text) => {
    expect(read(modelOf(), 0, one)).toBe(text);
  });

  it('has shorter forms of both names for lines without room', () => {
    const model = modelOf();
    const passed = event('overtake', { position: 3, otherDriver: 'Jo van der Berg' });
    expect(model.read({ events: [passed], reset: false, grid }, 0)).toMatchObject({
      names: ['M. Lindqvist', 'Lindqvist', 'LIN'],
      details: ['past J. van der Berg', 'past van der Berg', 'past BER'],
    });
  });

  it('is not made of what is not news for viewers', () => {
    const model = modelOf(['overtake']);
    for (const one of [
      event('overtake'),
      event('overtaken'),
      event('lap-completed'),
      event('flag-changed', { flag: 0 }),
      event('flag-changed', { flag: 1 }),
      event('paused'),
    ]) {
      expect(read(model, 0, one), one.name).toBeNull();
    }
  });
});

describe('several messages', () => {
  it('are shown one after the other, the most important first', () => {
    const model = modelOf();
    read(model, 0, event('car-pitted'), event('fastest-lap'), event('overtake', { position: 2 }));
    expect(read(model, 1)).toMatch(/^Fastest lap/);
    expect(read(model, 5_001)).toMatch(/^Up to P2/);
    expect(read(model, 10_002)).toMatch(/^In the pits/);
    expect(read(model, 15_003)).toBeNull();
  });

  it('replace a less important one after a moment', () => {
    const model = modelOf();
    expect(read(model, 0, event('car-pitted'))).toMatch(/^In the pits/);
    expect(read(model, 500, event('chequered-flag'))).toMatch(/^In the pits/);
    expect(read(model, 1_600)).toMatch(/^Chequered flag/);
  });

  it('are dropped when they are old, and with their session', () => {
    const model = modelOf();
    const many = Array.from({ length: 30 }, () => event('fastest-lap'));
    read(model, 0, ...many, event('car-pitted'));
    const titles = [5_000, 10_000, 15_000, 20_000, 25_000].map((nowMs) => read(model, nowMs));
    expect(titles.slice(0, 3).every((title) => title?.startsWith('Fastest lap'))).toBe(true);
    expect(titles.at(-1)).toBeNull();
    read(model, 30_000, event('fastest-lap'), event('fastest-lap'));
    expect(model.read({ events: [], reset: true, grid }, 30_100)).toBeNull();
  });
});

it('there is none without cars', () => {
  const model = modelOf();
  expect(model.read({ events: [event('fastest-lap')], reset: false, grid: null }, 0)).toBeNull();
});
