import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  clampedSection,
  hashOf,
  isPartOfLap,
  type Selection,
  selectionOf,
  wholeLap,
} from '../../../panel/laps/selection.ts';
import { limits } from '../../../protocol/limits.ts';

const sessionIDs = fc.stringMatching(/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,20}$/);
const lapNumbers = fc.integer({ min: 1, max: 999_999 });
const selections: fc.Arbitrary<Selection> = fc
  .record({
    sessionID: sessionIDs,
    laps: fc.uniqueArray(fc.record({ sessionID: sessionIDs, lap: lapNumbers }), {
      maxLength: limits.lapsComparedMax,
      selector: ({ sessionID, lap }) => `${sessionID}:${lap}`,
    }),
    own: fc.boolean(),
    from: fc.integer({ min: 0, max: 9_000 }),
    length: fc.integer({ min: 100, max: 1_000 }),
  })
  .map(({ sessionID, laps, own, from, length }) => ({
    sessionID,
    laps: own ? laps.map(({ lap }, i) => ({ sessionID, lap: lap + i * 1_000_000 })) : laps,
    section: { from: from / 10_000, to: (from + length) / 10_000 },
  }))
  .filter(({ laps }) => laps.every(({ lap }) => lap < 1_000_000));

describe('the address of a comparison', () => {
  test('is read back unchanged for any selection', () => {
    fc.assert(
      fc.property(selections, (selection) => {
        const read = selectionOf(hashOf(selection));
        expect(read.sessionID).toBe(selection.sessionID);
        expect(read.laps).toEqual(selection.laps);
        expect(read.section.from).toBeCloseTo(selection.section.from, 4);
        expect(read.section.to).toBeCloseTo(selection.section.to, 4);
      }),
    );
  });

  test('names laps of the open session by their number, others with their session', () => {
    const selection = selectionOf('#/laps/EVENING?laps=3,MORNING:5&part=0.2-0.4');
    expect(selection).toEqual({
      sessionID: 'EVENING',
      laps: [
        { sessionID: 'EVENING', lap: 3 },
        { sessionID: 'MORNING', lap: 5 },
      ],
      section: { from: 0.2, to: 0.4 },
    });
    expect(hashOf(selection)).toBe('#/laps/EVENING?laps=3,MORNING:5&part=0.2-0.4');
  });

  test.each([
    ['#/laps', null, 0],
    ['#/laps/', null, 0],
    ['#/laps/../x', null, 0],
    ['#/laps/%E0%A4%A', null, 0],
    ['#/laps/a b', null, 0],
    ['#/laps/E?laps=3,3,3', 'E', 1],
    ['#/laps/E?laps=0,-1,x,1e3,<b>:2,9999999', 'E', 0],
    ['#/laps/E?laps=1,2,3,4,5,6', 'E', 4],
  ])('%s keeps what is usable', (hash, sessionID, count) => {
    const selection = selectionOf(hash);
    expect([selection.sessionID, selection.laps.length]).toEqual([sessionID, count]);
  });

  test.each(['0.4-0.2', '0.5-0.5', '-1-2', '0-7', 'x', '0.1-', '1-1'])(
    'a part %s is the whole lap',
    (part) => {
      expect(selectionOf(`#/laps/E?part=${part}`).section).toEqual(wholeLap);
    },
  );

  test('accepts any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { laps, section } = selectionOf(`#/laps/${text}`);
        expect(laps.length).toBeLessThanOrEqual(limits.lapsComparedMax);
        expect(section.from).toBeLessThan(section.to);
      }),
    );
  });
});

test('a section is within the lap and never too short', () => {
  const places = fc.double({ min: -3, max: 3, noNaN: true });
  fc.assert(
    fc.property(places, places, (a, b) => {
      const { from, to } = clampedSection(a, b);
      expect(from).toBeGreaterThanOrEqual(0);
      expect(to).toBeLessThanOrEqual(1 + 1e-9);
      expect(to - from).toBeGreaterThanOrEqual(limits.sectionShareMin - 1e-9);
    }),
  );
  expect(clampedSection(0.25, 0.75)).toEqual({ from: 0.25, to: 0.75 });
  expect(isPartOfLap(wholeLap)).toBe(false);
});
