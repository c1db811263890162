/** What the delta overlay shows of a sample. */
import { describe, expect, test } from 'vitest';
import { DeltaModel } from '../../../../overlays/core/reading/delta.ts';
import { emptyBoard } from '../../../../protocol/timing-summary.ts';
import { driving, nobody } from '../../../support/overlay-samples.ts';

const board = { ...emptyBoard, sessionBestMs: 112_347, personalBestMs: 111_904 };
const behind = (deltaBestMs: number | null) => driving({ deltaBestMs }, { board });

describe('the delta', () => {
  test('tells whether time is being gained or lost, and forgets it at a jump', () => {
    const model = new DeltaModel('best', 1.5);
    let nowMs = 0;
    const drive = (fromMs: number, perSecondMs: number, forMs: number) => {
      let trend = 'even';
      for (let at = 0; at <= forMs; at += 20, nowMs += 20) {
        const deltaBestMs = fromMs + (perSecondMs * at) / 1000;
        ({ trend } = model.read(driving({ deltaBestMs }, { board }), nowMs));
      }
      return trend;
    };
    expect(drive(0, 0, 1500)).toBe('even');
    expect(drive(0, 200, 2000)).toBe('loss');
    expect(drive(400, -200, 2000)).toBe('gain');
    expect(drive(0, 20, 2000)).toBe('even');
    expect(drive(5000, 0, 100)).toBe('even');
  });

  test('knows nothing while there is no car', () => {
    expect(new DeltaModel('best', 1.5).read({ ...nobody, board }, 0)).toEqual({
      text: null,
      side: 'even',
      share: 0,
      reference: null,
      referenceLap: null,
      trend: 'even',
      moving: false,
    });
  });

  test('names the lap that replaces a best one with an unknown course', () => {
    const first = { ...board, sessionBestLap: 1, deltaLap: 4, deltaLapMs: 113_000 };
    const sample = driving({ deltaBestMs: 100 }, { board: first });
    expect(new DeltaModel('best', 1).read(sample, 0)).toMatchObject({
      text: '+0.10',
      reference: '1:53.000',
      referenceLap: '4',
    });
    const best = driving({ deltaBestMs: 100 }, { board: { ...first, deltaLap: 1 } });
    expect(new DeltaModel('best', 1).read(best, 0)).toMatchObject({
      reference: '1:52.347',
      referenceLap: null,
    });
    expect(new DeltaModel('personal', 1).read(sample, 0).referenceLap).toBeNull();
  });

  test.each(['ended', 'agent-away', 'menu', 'no-relay'] as const)(
    'keeps the best lap, and no gap, when the session is over (%s)',
    (status) => {
      const over = { ...driving({ deltaBestMs: 100 }, { board }), status, t: null };
      expect(new DeltaModel('best', 1).read(over, 0)).toMatchObject({
        text: null,
        reference: '1:52.347',
      });
    },
  );

  test('shows the reference but no number while the delta is unknown', () => {
    const picture = new DeltaModel('best', 1.5).read(behind(null), 0);
    expect(picture).toMatchObject({ text: null, share: 0, reference: '1:52.347' });
  });

  test('is positive and a loss behind the best lap, negative and a gain ahead of it', () => {
    expect(new DeltaModel('best', 1).read(behind(410), 0)).toMatchObject({
      text: '+0.41',
      side: 'loss',
      share: 0.41,
    });
    expect(new DeltaModel('best', 1).read(behind(-410), 0)).toMatchObject({
      text: '-0.41',
      side: 'gain',
      share: -0.41,
    });
  });

  test('compares with the personal best if chosen', () => {
    const sample = driving({ deltaBestMs: 100, deltaPersonalMs: -250 }, { board });
    expect(new DeltaModel('personal', 1).read(sample, 0)).toMatchObject({
      text: '-0.25',
      reference: '1:51.904',
    });
  });

  test('fills the bar at the range', () => {
    expect(new DeltaModel('best', 0.5).read(behind(4000), 0).share).toBe(1);
    expect(new DeltaModel('best', 0.5).read(behind(-4000), 0).share).toBe(-1);
  });

  test('does not flicker while the delta trembles', () => {
    const model = new DeltaModel('best', 1);
    const shown = new Set<string | null>();
    for (let i = 0; i < 300; i++) {
      shown.add(model.read(behind(300 + (i % 2 === 0 ? 4 : -4)), i * 16.7).text);
    }
    expect(shown.size).toBe(1);
  });

  test('changes the number at most ten times a second, and arrives', () => {
    const model = new DeltaModel('best', 1);
    let changes = 0;
    let before: string | null = null;
    for (let i = 0; i <= 60; i++) {
      const { text } = model.read(behind(i * 10), i * 16.7);
      if (text !== before) changes += 1;
      before = text;
    }
    expect(changes).toBeLessThanOrEqual(12);
    let last = model.read(behind(600), 1010);
    for (let ms = 1026; last.moving && ms < 5000; ms += 16) last = model.read(behind(600), ms);
    expect(last).toMatchObject({ text: '+0.60', moving: false });
  });

  test('shows another lap’s delta at once', () => {
    const model = new DeltaModel('best', 2);
    model.read(behind(1900), 0);
    expect(model.read(behind(20), 150).text).toBe('+0.02');
  });

  test('forgets the delta of the previous session', () => {
    const model = new DeltaModel('best', 2);
    model.read(behind(500), 0);
    expect(model.read({ ...behind(100), reset: true }, 16).text).toBe('+0.10');
  });
});
