import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type TrackKey, trackKeyOf, trackKeyText } from '../../../protocol/track-key.ts';
import { fileOfTrack, trackOfFile } from '../../../relay/timing/track-file.ts';

const file = (track: string, layout = '', lengthM?: number): string =>
  fileOfTrack(
    trackKeyOf({
      track,
      trackConfiguration: layout,
      ...(lengthM === undefined ? {} : { trackLengthM: lengthM }),
    })!,
  );

test.each([
  ['monza', '', 5793, 'monza~-~5793.json'],
  ['csp/2144/../E/../monza_2023', 'gp', undefined, 'monza_2023~gp~-.json'],
  ['nürburg ring', '', undefined, 'nürburg%20ring~-~-.json'],
  ['富士', '', undefined, '富士~-~-.json'],
  ['com1.x', '', undefined, 'com1%2Ex~-~-.json'],
  ['a~b', '-', undefined, 'a%7Eb~--~-.json'],
  ['x'.repeat(32), '', 5000, `${'x'.repeat(32)}~-~5000~cut.json`],
])('%s, layout «%s», has a file of its own', (track, layout, lengthM, expected) => {
  expect(file(track, layout, lengthM)).toBe(expected);
});

test('a map that an older version has learnt is found', () => {
  expect(trackOfFile('ks_Monza~-.json')).toMatchObject({
    name: 'ks_monza',
    layout: '',
    lengthM: null,
  });
  expect(trackOfFile('spa~gp.json')).toMatchObject({ name: 'spa', layout: 'gp' });
  for (const other of [
    'monza.json',
    '.DS_Store',
    'monza~gp~5~cut.json.tmp',
    'a~b~%zz.json',
    '~ab.json',
  ]) {
    expect(trackOfFile(other)).toBeNull();
  }
});

test('any name gives a file that every system takes, and two tracks never share one', () => {
  const key = fc
    .record({
      track: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 }),
      trackConfiguration: fc.oneof(
        fc.constantFrom('', '-', '--', 'con', '..', '.'),
        fc.string({ unit: 'grapheme', maxLength: 100 }),
      ),
      trackLengthM: fc.integer({ min: 0, max: 10 }),
    })
    .map((facts) => trackKeyOf(facts)!);
  const bySame = new Map<string, TrackKey>();
  fc.assert(
    fc.property(key, (one) => {
      const name = fileOfTrack(one);
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(220);
      expect(name).not.toMatch(/[<>:"/\\|?*\p{Cc}]|^\.|\.\.|\s/u);
      expect(name).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)\./i);
      // Systems that know no capitals, and one that takes letters apart.
      const folded = name.toUpperCase().normalize('NFD');
      const before = bySame.get(folded);
      if (before !== undefined) expect(trackKeyText(before)).toBe(trackKeyText(one));
      bySame.set(folded, one);
      if (!name.startsWith('~')) expect(trackOfFile(name.normalize('NFD'))).toEqual(one);
    }),
    { numRuns: 2_000 },
  );
});
