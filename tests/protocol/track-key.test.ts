import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cleanTrack,
  isSameTrack,
  readTrackKey,
  type TrackInfo,
  type TrackKey,
  trackKeyOf,
  trackKeyText,
  trackMapPath,
  trackOfPath,
} from '../../protocol/track-key.ts';
import { eachMakes } from '../support/each-makes.ts';

const key = (track: string, more: Omit<TrackInfo, 'track'> = {}): TrackKey =>
  trackKeyOf({ track, ...more })!;
const same = (a: TrackKey, b: TrackKey): boolean => {
  expect(isSameTrack(b, a)).toBe(isSameTrack(a, b));
  return isSameTrack(a, b);
};
const cut = 'x'.repeat(32);

describe('the path that a server puts before a name', () => {
  eachMakes('%s is %s', cleanTrack, [
    ['csp/2144/../E/../monza_2023', 'monza_2023'],
    ['csp/0/../monza', 'monza'],
    ['csp/3044/../H13/../ks_nordschleife', 'ks_nordschleife'],
    ['csp\\2144\\..\\E\\..\\monza_2023', 'monza_2023'],
    ['../monza', 'monza'],
    ['csp/2144/..//monza', 'monza'],
    ['csp/2144/../E/../富士 スピードウェイ', '富士 スピードウェイ'],
    ['monza', 'monza'],
    ['a..b', 'a..b'],
    ['csp/2144/../', 'csp/2144/../'],
  ]);

  test('does not separate online and offline bests and maps', () => {
    expect(same(key('csp/2144/../E/../monza_2023'), key('monza_2023'))).toBe(true);
    expect(same(key('csp/2144/../E/../spa', { trackLengthM: 7004 }), key('csp/99/../spa'))).toBe(
      true,
    );
  });

  test('shortens a name that the game cuts, and the length identifies the track', () => {
    const online = key('csp/2144/../E/../ks_silverstone1', { trackLengthM: 4711 });
    expect(same(online, key('ks_silverstone1967', { trackLengthM: 4711.2 }))).toBe(true);
    expect(same(online, key('ks_silverstone1967', { trackLengthM: 5891 }))).toBe(false);
    expect(same(online, key('ks_silverstone1967'))).toBe(false);
    const nordschleife = key('csp/2144/../E/../ks_nordschleife', { trackLengthM: 20_832 });
    expect(same(nordschleife, key('ks_nordschleife'))).toBe(true);
    expect(same(nordschleife, key('ks_nordschleife', { trackLengthM: 20_832 }))).toBe(true);
  });
});

describe('two tracks', () => {
  test('differ by name and layout, not by capitals or the encoding of umlauts', () => {
    expect(same(key('monza'), key('imola'))).toBe(false);
    expect(same(key('spa', { trackConfiguration: 'a' }), key('spa'))).toBe(false);
    expect(
      same(key('Monza', { trackConfiguration: 'GP' }), key('monza', { trackConfiguration: 'gp' })),
    ).toBe(true);
    expect(same(key('nürburg ring'), key('nu\u0308rburg ring'))).toBe(true);
    expect(same(key('nürburg ring'), key('nürburg  ring'))).toBe(false);
    expect(same(key('nürburg'), key('nurburg'))).toBe(false);
  });

  test('of one name that fits need no length', () => {
    expect(same(key('monza', { trackLengthM: 5793 }), key('monza', { trackLengthM: 0 }))).toBe(
      true,
    );
    expect(same(key('monza', { trackLengthM: 5793 }), key('monza', { trackLengthM: 5900 }))).toBe(
      true,
    );
  });

  test('that share a name of 32 characters differ by their lengths', () => {
    expect(same(key(cut, { trackLengthM: 5000 }), key(cut, { trackLengthM: 7000 }))).toBe(false);
    expect(same(key(cut, { trackLengthM: 5000 }), key(cut, { trackLengthM: 5003.6 }))).toBe(true);
    expect(same(key(cut, { trackLengthM: 5000 }), key(cut))).toBe(false);
    expect(same(key(cut), key(cut))).toBe(true);
    const layout = { trackConfiguration: cut };
    expect(
      same(
        key('a', { ...layout, trackLengthM: 5000 }),
        key('a', { ...layout, trackLengthM: 6000 }),
      ),
    ).toBe(false);
  });

  test('have no key without a known track', () => {
    expect(trackKeyOf({})).toBeNull();
    expect(trackKeyOf({ track: '' })).toBeNull();
  });
});

const anyKey = fc
  .record({
    track: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
    trackConfiguration: fc.oneof(fc.constantFrom('', '-', '--'), fc.string({ unit: 'grapheme' })),
    trackLengthM: fc.option(fc.integer({ min: 0, max: 100_000 }), { nil: undefined }),
  })
  .map((facts) => trackKeyOf(facts as TrackInfo)!);

describe('a key', () => {
  test('is the same track as itself and survives being text and path', () => {
    fc.assert(
      fc.property(anyKey, (one) => {
        expect(isSameTrack(one, one)).toBe(true);
        expect(readTrackKey(trackKeyText(one))).toEqual(one);
        const url = new URL(trackMapPath(one), 'http://x');
        const [, , , track, layout] = url.pathname.split('/').map(decodeURIComponent);
        // A browser takes dots alone for a way up; no track is called that.
        fc.pre(track !== undefined && layout !== undefined);
        fc.pre(![one.name, one.layout].some((part) => /^\.{1,2}$/.test(part)));
        const read = trackOfPath(track!, layout!, url.searchParams.get('cut') ?? undefined);
        expect(isSameTrack(read, one)).toBe(true);
        expect([read.name, read.layout]).toEqual([one.name, one.layout]);
      }),
    );
  });

  test('is not read from another text', () => {
    for (const text of ['', '[]', '{}', 'null', '["a"]', '["a","b","c",true]']) {
      expect(readTrackKey(text)).toBeNull();
    }
  });
});
