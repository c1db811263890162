/** Reading session files: what is accepted and what is refused. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { limits } from '../../../protocol/limits.ts';
import { exportSession, importSession } from '../../../relay/storage/export-import.ts';
import { openStore } from '../../../relay/storage/open-database.ts';
import { temporaryFolder } from '../../support/clean-up.ts';
import { asSaved } from '../../support/encodings.ts';
import { at, fileOf, fill, info } from './filled.ts';
import { frames } from './frames.ts';
import { framesOf } from './stores.ts';

describe('reading a session file', () => {
  async function problemOf(file: string): Promise<unknown> {
    const store = await openStore('memory:');
    const problem = await importSession(store, file).then(
      () => null,
      (cause: unknown) => cause,
    );
    if (problem !== null) expect((await store.sessions(10, null)).sessions).toEqual([]);
    return problem;
  }

  test('has the documented form', async () => {
    const lines = gunzipSync(readFileSync(await fileOf(temporaryFolder())))
      .toString('utf8')
      .split('\n');
    expect(lines.pop()).toBe('');
    const end = JSON.parse(lines.pop()!) as object;
    const before = `${lines.join('\n')}\n`;
    expect(end).toEqual({
      end: true,
      chunks: 3,
      frames: 1_700,
      sha256: createHash('sha256').update(before).digest('hex'),
    });
    expect(JSON.parse(lines[0]!)).toMatchObject({
      format: 'sequential-session',
      version: 1,
      session: { sessionID: 'RACE', run: 'run-1', facts: info, moments: [], carLaps: [] },
    });
    expect(JSON.parse(lines[1]!)).toMatchObject({ lap: 1, data: { length: 1000 } });
  });

  test.each<[string, (text: string) => Buffer]>([
    ['unpacked', (text) => Buffer.from(text)],
    [
      'unpacked and saved in Notepad',
      (text) => asSaved(text.replaceAll('\n', '\r\n'), 'utf-8-bom'),
    ],
    ['unpacked by PowerShell', (text) => asSaved(text.replaceAll('\n', '\r\n'), 'utf-16le')],
    ['in UTF-16 of the other order', (text) => asSaved(text, 'utf-16be')],
    ['saved without the end of its last line', (text) => Buffer.from(text.trimEnd())],
    ['saved with empty lines at its end', (text) => Buffer.from(`${text}\r\n\r\n`)],
    [
      'changed so and packed again',
      (text) => gzipSync(asSaved(text.replaceAll('\n', '\r\n'), 'utf-16le')),
    ],
  ])('that was %s is read whole', async (_what, save) => {
    const folder = temporaryFolder();
    const whole = gunzipSync(readFileSync(await fileOf(folder))).toString('utf8');
    const file = join(folder, 'saved.jsonl');
    writeFileSync(file, save(whole));
    const store = await openStore('memory:');
    expect(await importSession(store, file)).toEqual({
      sessionID: 'RACE',
      frames: 1_700,
      stored: 1_700,
    });
    expect((await store.session('RACE'))?.facts).toEqual(info);
    expect((await framesOf(store, 'RACE', 1))[0]).toMatchObject({ note: 'é' });
  });

  test('that is a pipe or a folder is refused at once, and an archive is named', async () => {
    const folder = temporaryFolder();
    const pipe = join(folder, 'pipe.jsonl.gz');
    execFileSync('mkfifo', [pipe]);
    expect(await problemOf(pipe)).toMatchObject({ code: 'no-file' });
    expect(await problemOf(folder)).toMatchObject({ code: 'no-file' });
    const zip = join(folder, 'race.zip');
    writeFileSync(zip, Buffer.from('PK\x03\x04 …', 'latin1'));
    expect(await problemOf(zip)).toMatchObject({
      code: 'wrong-session-file',
      message: `${zip} is not a session file: it is a ZIP archive; unpack it.`,
    });
  });

  test('that is truncated anywhere is refused and stores nothing', async () => {
    const folder = temporaryFolder();
    const whole = readFileSync(await fileOf(folder));
    const cut = join(folder, 'cut.jsonl.gz');
    for (const share of [0.001, 0.1, 0.5, 0.9, 0.999]) {
      writeFileSync(cut, whole.subarray(0, Math.floor(whole.length * share)));
      expect(await problemOf(cut), String(share)).toMatchObject({ code: 'damaged-session-file' });
    }
    // Cut where a line ends, and packed properly.
    const lines = gunzipSync(whole).toString('utf8').split('\n');
    for (const count of [1, 2, 3, lines.length - 2]) {
      writeFileSync(cut, gzipSync(`${lines.slice(0, count).join('\n')}\n`));
      expect(await problemOf(cut)).toMatchObject({ code: 'damaged-session-file' });
    }
  });

  test('that was changed is refused', async () => {
    const folder = temporaryFolder();
    const whole = gunzipSync(readFileSync(await fileOf(folder))).toString('utf8');
    const file = join(folder, 'changed.jsonl.gz');
    const changes: [string, string][] = [
      ['"rpms":7377', '"rpms":7378'],
      ['"packetId":10,', '"packetId":11,'],
      ['"packetId":15,', '"packetId":9,'],
      ['"gas":0.784', '"gas":"full"'],
      ['"lap":2', '"lap":-2'],
    ];
    for (const [from, to] of changes) {
      expect(whole).toContain(from);
      writeFileSync(file, gzipSync(whole.replace(from, to)));
      expect(await problemOf(file), to).toMatchObject({ code: 'damaged-session-file' });
    }
    writeFileSync(file, gzipSync(whole + whole));
    expect(await problemOf(file)).toMatchObject({ code: 'damaged-session-file' });
  });

  test('that is not a session file is refused', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'other');
    for (const content of [
      Buffer.from('track=spa\n'.repeat(50)),
      gzipSync('hello\n'),
      gzipSync('{"format":"other"}\n'),
      gzipSync('[]\n'),
      gzipSync(''),
    ]) {
      writeFileSync(file, content);
      expect(await problemOf(file)).toMatchObject({ code: 'wrong-session-file' });
    }
    writeFileSync(file, gzipSync('{"format":"sequential-session","version":2}\n'));
    expect(await problemOf(file)).toMatchObject({ code: 'newer-session-file' });
    for (const version of ['{"toString": 1}', '{"__proto__": 1}', 'null', '[1]']) {
      writeFileSync(file, gzipSync(`{"format":"sequential-session","version":${version}}\n`));
      expect(await problemOf(file), version).toMatchObject({ code: 'newer-session-file' });
    }
    expect(await problemOf(join(folder, 'nothing'))).toMatchObject({ code: 'no-file' });
  });

  /** A file with a correct checksum, whatever its content. */
  function written(header: object, lines: readonly unknown[] = [chunk(1, 10)]): string {
    const file = join(temporaryFolder(), 'made.jsonl.gz');
    const text = [header, ...lines].map((line) => `${JSON.stringify(line)}\n`).join('');
    const frameCount = (lines as ({ data?: unknown[] } | null)[]).reduce(
      (sum, line) => sum + (line?.data?.length ?? 0),
      0,
    );
    const sha256 = createHash('sha256').update(text).digest('hex');
    const end = { end: true, chunks: lines.length, frames: frameCount, sha256 };
    writeFileSync(file, gzipSync(`${text}${JSON.stringify(end)}\n`));
    return file;
  }
  const chunk = (lap: number, first: number, count = 3, more: object = {}) => ({
    lap,
    data: frames(first, count, () => ({ ...more })),
  });
  const session = {
    sessionID: 'RACE.2',
    publishedID: 'RACE',
    run: 'r',
    runNumber: 2,
    origin: 'o-1',
    facts: info,
    createdAt: at,
    updatedAt: at + 5,
  };
  const moment = { id: 'm', at, lap: 1, packetId: 1, lapMs: 1, place: null, note: '' };
  const headerOf = (more: object = {}) => ({
    format: 'sequential-session',
    version: 1,
    session: { ...session, ...more },
  });

  test('accepts valid headers and chunks', async () => {
    for (const more of [
      {},
      { facts: {} },
      { run: '' },
      { moments: [moment] },
      { facts: { ...info, unheardOf: { deep: [[[]]] }, __proto__: { x: 1 } } },
    ]) {
      expect(await problemOf(written(headerOf(more))), JSON.stringify(more)).toBeNull();
    }
    expect(
      await problemOf(written(headerOf(), [chunk(0, 1), chunk(1, 500), chunk(1, 900)])),
    ).toBeNull();
  });

  test.each([
    ...['sessionID', 'publishedID', 'origin', 'run', 'runNumber', 'createdAt', 'facts'].map(
      (field) => ({ [field]: null }),
    ),
    ...['sessionID', 'publishedID'].flatMap((field) =>
      ['', '.', '..', 'live', 'a/b', 'a b', 'ä', 'x'.repeat(80), 5, ['RACE'], { toString: 1 }].map(
        (value) => ({ [field]: value }),
      ),
    ),
    { publishedID: 'x'.repeat(65) },
    { origin: '' },
    { origin: 'x'.repeat(65) },
    { run: 'x'.repeat(81) },
    { run: 'a\nb' },
    ...[0, -1, 1.5, 1e7, 1e300, '2', true].map((runNumber) => ({ runNumber })),
    ...[-1, 8.64e15 + 1, 1e300, 4_102_444_800_001, 0.5, '2026-11-22', [at]].flatMap((date) => [
      { createdAt: date },
      { updatedAt: date },
    ]),
    ...[
      [],
      'spa',
      { maxRpm: '8500' },
      { maxRpm: -1 },
      { driverName: 5 },
      { driverName: 'a\u0000b' },
      { track: 'x'.repeat(1_000) },
      { sessionType: 1.5 },
      { startedAt: 1e300 },
      { startedAt: 1e15 },
      { maxRpmLearnt: 'yes' },
    ].map((wrong) => ({ facts: wrong })),
    ...[{ at: 1e15 }, { at: -1 }, { packetId: 2 ** 31 }, { lapMs: 1e15 }].map((wrong) => ({
      moments: [{ ...moment, ...wrong }],
    })),
  ])('refuses a session with %j', async (more) => {
    expect(await problemOf(written(headerOf(more)))).toMatchObject({
      code: 'damaged-session-file',
    });
  });

  test('names the invalid field of the session information', async () => {
    const problem = await problemOf(written(headerOf({ facts: { maxRpm: 'x' } })));
    expect((problem as Error).message).toContain('"maxRpm" must be a number from 0 to 50000');
  });

  const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);
  test.each<[string, unknown[]]>([
    ['no lap', [{ data: chunk(1, 1).data }]],
    ['a lap below 0', [chunk(-1, 1)]],
    ['a lap that is not a whole number', [chunk(1.5, 1)]],
    ['a lap beyond all laps', [chunk(1e9, 1)]],
    ['a lap as text', [{ ...chunk(1, 1), lap: '1' }]],
    ['no frames', [{ lap: 1, data: [] }]],
    ['frames that are none', [{ lap: 1, data: [null] }]],
    ['frames that are an object', [{ lap: 1, data: { 0: chunk(1, 1).data[0], length: 1 } }]],
    ['more frames than a chunk', [chunk(1, 1, 1_001)]],
    ['a required field out of range', [chunk(1, 1, 3, { speedKmh: 1e9 })]],
    ['an optional field that does not fit', [chunk(1, 1, 3, { accG: [1, 2] })]],
    ['an unknown field that is too deep', [chunk(1, 1, 3, { note: deep(9) })]],
    ['a packet beyond 32 bits', [chunk(1, 2 ** 31)]],
    ['packets that go back', [chunk(1, 500), chunk(1, 10)]],
    ['a packet twice', [chunk(1, 500), chunk(1, 500)]],
    ['laps that go back', [chunk(2, 10), chunk(1, 500)]],
    ['a line that is a list', [[1, 2, 3]]],
    ['a line that is null', [null]],
    ['an end in the middle', [{ end: true }, chunk(1, 1)]],
  ])('refuses %s', async (_what, lines) => {
    expect(await problemOf(written(headerOf(), lines))).toMatchObject({
      code: 'damaged-session-file',
    });
  });

  test('gives up a file of very many lines, and one of empty lines at once', async () => {
    const file = join(temporaryFolder(), 'many.jsonl.gz');
    const [only] = frames(1, 1);
    const header = `${JSON.stringify(headerOf())}\n`;
    const lines = Array.from({ length: limits.sessionChunksMax + 1 }, (_, packetId) =>
      JSON.stringify({ lap: 1, data: [{ ...only, packetId }] }),
    );
    writeFileSync(file, gzipSync(`${header}${lines.join('\n')}\n`, { level: 1 }));
    expect(await problemOf(file)).toMatchObject({
      code: 'damaged-session-file',
      message: expect.stringContaining('more than 200000 lines'),
    });
    for (const line of ['\n', '{}\n', '{"lap":1,"data":[]}\n']) {
      writeFileSync(file, gzipSync(`${header}${line.repeat(1_000_000)}`, { level: 1 }));
      const began = performance.now();
      expect(await problemOf(file)).toMatchObject({ code: 'damaged-session-file' });
      expect(performance.now() - began).toBeLessThan(2_000);
    }
  });

  test('gives up a line that is nested without end before it is parsed', async () => {
    const file = join(temporaryFolder(), 'deep.jsonl.gz');
    const header = `${JSON.stringify(headerOf())}\n`;
    for (const bomb of [
      '['.repeat(30_000_000),
      '{"a":'.repeat(6_000_000),
      '["\\"[",[0,'.repeat(2_000_000),
      `{"lap":1,"data":${'['.repeat(15_000_000)}${']'.repeat(15_000_000)}}`,
    ]) {
      writeFileSync(file, gzipSync(`${header}${bomb}\n`, { level: 1 }));
      expect(await problemOf(file)).toMatchObject({ code: 'damaged-session-file' });
    }
  });

  test('with a line that never ends is given up early', async () => {
    const file = join(temporaryFolder(), 'bomb.gz');
    writeFileSync(file, gzipSync(Buffer.alloc(80_000_000, 0x20)));
    expect(await problemOf(file)).toMatchObject({ code: 'wrong-session-file' });
  });

  test('that cannot be written leaves nothing behind', async () => {
    const store = await openStore('memory:');
    const sessionID = await fill(store);
    const file = join(temporaryFolder(), 'nowhere', 'race.jsonl.gz');
    await expect(exportSession(store, sessionID, file)).rejects.toMatchObject({
      code: 'file-not-written',
    });
    await expect(exportSession(store, 'NOBODY', file)).rejects.toMatchObject({
      code: 'no-session',
    });
    expect(existsSync(`${file}.part`)).toBe(false);
  });
});
