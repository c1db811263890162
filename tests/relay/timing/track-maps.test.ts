import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Log, silentLog } from '../../../protocol/log.ts';
import { trackKeyOf, trackMapPath } from '../../../protocol/track-key.ts';
import { fileOfTrack } from '../../../relay/timing/track-file.ts';
import { TrackMaps } from '../../../relay/timing/track-maps.ts';
import { temporaryFolder } from '../../support/clean-up.ts';
import { asSaved, type Encoding } from '../../support/encodings.ts';

const line = (x: number) => ({
  points: [0, 1, 2, 3].map((i) => ({ x: x + i, z: i * i, position: i / 4 })),
  sectorStarts: [0.5],
});
const cut = 'a_very_long_name_of_a_track_2023';

test('a map is found again by the tracks that share it, also by a relay that was started again', async () => {
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

test('two tracks whose names were cut at 32 characters have a map each', async () => {
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
  const xOf = async (facts: typeof short) => (await maps.read(trackKeyOf(facts)!))!.points[0]!.x;
  expect(await xOf(short)).toBe(1);
  expect(await xOf({ ...short, trackLengthM: 5001.2 })).toBe(1);
  expect(await xOf(long)).toBe(100);
});

test.each(['nürburg ring', '富士 スピードウェイ', 'a/b', 'con', 'what?', '100%', 'a~b'])(
  'a track called «%s» keeps its map',
  async (track) => {
    const folder = temporaryFolder();
    await new TrackMaps(folder, silentLog).keep({ track }, line(7));
    const again = new TrackMaps(folder, silentLog);
    expect(await again.find({ track })).toBe(trackMapPath(trackKeyOf({ track })!));
    expect((await again.read(trackKeyOf({ track })!))!.points[0]!.x).toBe(7);
  },
);

test('a map from before lengths were written is found, and a damaged one is learnt anew', async () => {
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
  'a map that was saved as %s is read',
  async (encoding) => {
    const folder = temporaryFolder();
    const path = await new TrackMaps(folder, silentLog).keep({ track: 'spa' }, line(7));
    const [file] = readdirSync(join(folder, 'tracks'));
    const text = readFileSync(join(folder, 'tracks', file!), 'utf8').replaceAll('\n', '\r\n');
    writeFileSync(join(folder, 'tracks', file!), asSaved(text, encoding));
    expect(await new TrackMaps(folder, silentLog).find({ track: 'spa' })).toBe(path);
  },
);

test('a pipe in the place of a map is named, and holds nothing up', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'tracks'));
  execFileSync('mkfifo', [join(folder, 'tracks', fileOfTrack(trackKeyOf({ track: 'spa' })!))]);
  const problems: unknown[] = [];
  const warn: Log['warn'] = (fields) => void problems.push((fields as { problem: string }).problem);
  const maps = new TrackMaps(folder, { ...silentLog, warn });
  expect(await maps.find({ track: 'spa' })).toBeNull();
  expect(problems).toContain('It is a pipe, not a file.');
});
