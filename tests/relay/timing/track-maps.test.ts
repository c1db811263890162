import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Log, silentLog } from '../../../protocol/log.ts';
import {
  type TrackKey,
  trackKeyOf,
  trackKeyText,
  trackMapPath,
} from '../../../protocol/track-key.ts';
import { fileOfTrack, TrackMaps, trackOfFile } from '../../../relay/timing/track-maps.ts';
import { temporaryFolder } from '../../support/clean-up.ts';
import { asSaved, type Encoding } from '../../support/encodings.ts';

const line = (x: number) => ({
  points: [0, 1, 2, 3].map((i) => ({ x: x + i, z: i * i, position: i / 4 })),
  sectorStarts: [0.5],
});
const cut = 'a_very_long_name_of_a_track_2023';

test('tracks that share a map find it, also after a restart of the relay', async () => {
  const folder = temporaryFolder();
  const maps = new TrackMaps(folder, silentLog);
  const online = { track: 'csp/2144/../E/../monza_2023', trackLengthM: 5793.4 };
  expect(await maps.find(online)).toBeNull();
  const path = await maps.keep(online, line(1));
  expect(path).toBe('/api/tracks/monza_2023/-');
  for (const one of [maps, new TrackMaps(folder, silentLog)]) {
    expect(await one.find({ track: 'monza_2023' })).toBe(path);
    expect(await one.find({ track: 'Monza_2023', trackLengthM: 5793 })).toBe(path);
    expect(await one.find({ track: 'monza_2024' })).toBeNull();
    expect(await one.find({ track: 'monza_2023', trackConfiguration: 'gp' })).toBeNull();
    expect(await one.find({})).toBeNull();
  }
  expect(readdirSync(join(folder, 'tracks'))).toEqual(['monza_2023~-~5793.json']);
});

test('two tracks whose names were cut at 32 characters have separate maps', async () => {
  const maps = new TrackMaps(temporaryFolder(), silentLog);
  const [short, long] = [
    { track: cut, trackLengthM: 5000 },
    { track: cut, trackLengthM: 7000.3 },
  ];
  await maps.keep(short, line(1));
  expect(await maps.find(long)).toBeNull();
  expect(await maps.find({ track: cut })).toBeNull();
  const path = await maps.keep(long, line(100));
  expect(path).toBe(`/api/tracks/${cut}/-?cut=7000`);
  const xOf = async (info: typeof short) => (await maps.read(trackKeyOf(info)!))!.points[0]!.x;
  expect(await xOf(short)).toBe(1);
  expect(await xOf({ ...short, trackLengthM: 5001.2 })).toBe(1);
  expect(await xOf(long)).toBe(100);
});

test.each(['nürburg ring', '富士 スピードウェイ', 'a/b', 'con', 'what?', '100%', 'a~b'])(
  'a track called “%s” keeps its map',
  async (track) => {
    const folder = temporaryFolder();
    await new TrackMaps(folder, silentLog).keep({ track }, line(7));
    const again = new TrackMaps(folder, silentLog);
    expect(await again.find({ track })).toBe(trackMapPath(trackKeyOf({ track })!));
    expect((await again.read(trackKeyOf({ track })!))!.points[0]!.x).toBe(7);
  },
);

test('a map without a length is found, and a damaged one is learnt again', async () => {
  const folder = temporaryFolder();
  const maps = new TrackMaps(folder, silentLog);
  await maps.keep({ track: 'first' }, line(1));
  const old = JSON.stringify({ track: 'Spa', trackConfiguration: '', ...line(3) });
  writeFileSync(join(folder, 'tracks', 'Spa~-.json'), old);
  expect(await maps.find({ track: 'spa', trackLengthM: 7004 })).toBe('/api/tracks/spa/-');
  writeFileSync(join(folder, 'tracks', 'imola~-~4909.json'), '{"points":');
  const imola = { track: 'imola', trackLengthM: 4909 };
  expect(await maps.find(imola)).toBeNull();
  await maps.keep(imola, line(5));
  expect(await new TrackMaps(folder, silentLog).find(imola)).toBe('/api/tracks/imola/-');
});

test.each<Encoding>(['utf-8-bom', 'utf-16le', 'utf-16be'])(
  'a map saved as %s is read',
  async (encoding) => {
    const folder = temporaryFolder();
    const path = await new TrackMaps(folder, silentLog).keep({ track: 'spa' }, line(7));
    const [file] = readdirSync(join(folder, 'tracks'));
    const text = readFileSync(join(folder, 'tracks', file!), 'utf8').replaceAll('\n', '\r\n');
    writeFileSync(join(folder, 'tracks', file!), asSaved(text, encoding));
    expect(await new TrackMaps(folder, silentLog).find({ track: 'spa' })).toBe(path);
  },
);

test('a pipe in place of a map is reported and does not block', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'tracks'));
  execFileSync('mkfifo', [join(folder, 'tracks', fileOfTrack(trackKeyOf({ track: 'spa' })!))]);
  const problems: unknown[] = [];
  const warn: Log['warn'] = (fields) => void problems.push((fields as { problem: string }).problem);
  const maps = new TrackMaps(folder, { ...silentLog, warn });
  expect(await maps.find({ track: 'spa' })).toBeNull();
  expect(problems).toContain('It is a pipe, not a file.');
});

const fileOf = (track: string, layout = '', lengthM?: number): string =>
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
])('the file of %s with layout “%s”', (track, layout, lengthM, expected) => {
  expect(fileOf(track, layout, lengthM)).toBe(expected);
});

test('the file names of older versions are read', () => {
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

test('any name gives a file name that is valid on every system, and no two tracks share one', () => {
  const key = fc
    .record({
      track: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 }),
      trackConfiguration: fc.oneof(
        fc.constantFrom('', '-', '--', 'con', '..', '.'),
        fc.string({ unit: 'grapheme', maxLength: 100 }),
      ),
      trackLengthM: fc.integer({ min: 0, max: 10 }),
    })
    .map((info) => trackKeyOf(info)!);
  const bySame = new Map<string, TrackKey>();
  fc.assert(
    fc.property(key, (one) => {
      const name = fileOfTrack(one);
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(220);
      expect(name).not.toMatch(/[<>:"/\\|?*\p{Cc}]|^\.|\.\.|\s/u);
      expect(name).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)\./i);
      // Some file systems ignore case, and one decomposes letters.
      const folded = name.toUpperCase().normalize('NFD');
      const before = bySame.get(folded);
      if (before !== undefined) expect(trackKeyText(before)).toBe(trackKeyText(one));
      bySame.set(folded, one);
      if (!name.startsWith('~')) expect(trackOfFile(name.normalize('NFD'))).toEqual(one);
    }),
    { numRuns: 2_000 },
  );
});
