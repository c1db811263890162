import { performance } from 'node:perf_hooks';
import { afterEach, describe, expect, test } from 'vitest';
import type { Frame } from '../../../protocol/frame.ts';
import { limits } from '../../../protocol/limits.ts';
import { RelayError } from '../../../relay/errors.ts';
import type { ExportJob, LapChunk } from '../../../relay/laps/export-job.ts';
import { Exporter, type ExportSink, type ExportSource } from '../../../relay/laps/exporter.ts';
import { startedWriter } from '../../support/started-writer.ts';
import { startTestRelay, stopAll, type TestRelay } from '../../support/test-relay.ts';
import { frame, frames } from '../storage/frames.ts';
import { drive, lapFrames } from './drives.ts';
import { readLd } from './ld-file.ts';

const exporters: Exporter[] = [];

afterEach(async () => {
  await Promise.all(exporters.splice(0).map((exporter) => exporter.stop()));
  await stopAll();
});

function exporter(options: ConstructorParameters<typeof Exporter>[0] = {}): Exporter {
  const made = new Exporter(options);
  exporters.push(made);
  return made;
}

/** A lap in chunks of a thousand frames; `read` counts the chunks that were read. */
function source(list: readonly Frame[]): ExportSource & { read: number } {
  const texts: string[] = [];
  for (let at = 0; at < list.length; at += 1_000) {
    texts.push(JSON.stringify(list.slice(at, at + 1_000)));
  }
  const counted = { read: 0, around: () => chunks(), lap: () => chunks() };
  async function* chunks(): AsyncGenerator<LapChunk> {
    for (const json of texts) {
      counted.read++;
      yield { lap: 1, json };
    }
  }
  return counted;
}

function sink(write: ExportSink['write'] = async () => true): ExportSink & { bytes: number } {
  const counted = {
    bytes: 0,
    begin: () => {},
    write: (piece: Uint8Array) => {
      counted.bytes += piece.length;
      return write(piece);
    },
  };
  return counted;
}

const lap = { lap: 1, lapMs: null, packets: null };
const csv = { ...lap, kind: 'csv', separator: 'comma' } as const;

/** A relay with one long lap stored. */
async function relayWith(all: readonly Frame[]): Promise<TestRelay> {
  const writer = await startedWriter();
  const relay = await startTestRelay({}, { recorder: writer });
  const key = { sessionID: 'LONG', run: 'r' };
  writer.record({ ...key, lap: 1, frames: [...all] });
  writer.flush(key);
  expect((await relay.request('/api/sessions/LONG/laps')).status).toBe(200);
  return relay;
}

describe('exports of long laps', () => {
  /** Half an hour at 60 Hz. */
  const half = lapFrames(drive({ laps: 1, lapMs: 1_800_000, afterMs: 0 }), 1);
  const header = { driver: '', vehicle: '', venue: '', event: '', session: '', comment: '' };
  const jobs: ExportJob[] = [
    { ...lap, kind: 'ld', header, beganAt: 0 },
    { ...lap, lapMs: 1_800_000, kind: 'ldx' },
    csv,
  ];

  test.each(jobs)('do not block this thread: $kind', async (job) => {
    const chunks = source(half);
    await exporter().file(csv, source(half.slice(0, 10)), sink());
    const began = performance.eventLoopUtilization();
    const taken = sink();
    expect(await exporter().file(job, chunks, taken)).toBe(true);
    expect(performance.eventLoopUtilization(began).utilization).toBeLessThan(0.3);
    expect(taken.bytes).toBeGreaterThan(500);
  });

  test('contain the driven time when the clock of the publisher jumps by a week', async () => {
    const week = 604_800_000;
    const jumps = frames(1_000, 120, (i) => ({ t: (i % 40 === 39 ? week : 0) + i * 16 }));
    const relay = await relayWith(jumps);
    const answer = await fetch(`${relay.address}/api/sessions/LONG/laps/1?format=ld`);
    const file = readLd(Buffer.from(await answer.arrayBuffer()));
    const { hz, values } = file.channels[0]!;
    expect(hz).toBeGreaterThan(55);
    expect(values.length).toBeLessThan(130);
  });

  test('are refused with code, sentence and hint when they are too large', async () => {
    const long = Array.from({ length: 9 }, (_, i) =>
      frame(1 + i * 500_000, { t: i * 1_500_000, currentLapTime: i * 1_500_000 }),
    );
    const relay = await relayWith(long);
    const { status, headers, json } = await relay.request('/api/sessions/LONG/laps/1?format=ld');
    expect(status).toBe(413);
    expect(headers.get('content-disposition')).toBe(null);
    expect(json).toEqual({
      error: {
        code: 'too-large',
        message: expect.stringContaining('3 hours'),
        hint: expect.stringContaining('JSON'),
      },
    });
  });
});

describe('an export thread', () => {
  const some = frames(1, 5_000);

  test('waits for its turn, and is refused when too many wait', async () => {
    const { exportsMax } = limits;
    // Each file has a thread of its own, which takes a slow machine seconds to start.
    const waiting = 3;
    const one = exporter({ waiting });
    let open: () => void = () => {};
    const opened = new Promise<boolean>((resolve) => {
      open = () => resolve(true);
    });
    const sources = Array.from({ length: exportsMax + waiting }, () => source(some));
    const files = sources.map((from) =>
      one.file(
        csv,
        from,
        sink(() => opened),
      ),
    );
    await expect(one.file(csv, source(some), sink())).rejects.toMatchObject({
      code: 'too-many',
      hint: expect.any(String),
    });
    expect(sources.slice(exportsMax).every(({ read }) => read === 0)).toBe(true);
    // A replay needs times only and does not wait for file downloads.
    expect((await one.times(lap, source(some))).timesMs).toHaveLength(some.length);
    open();
    expect(await Promise.all(files)).toEqual(files.map(() => true));
    expect(await one.file(csv, source(some), sink())).toBe(true);
  });

  test('ends when the client leaves or reads nothing for long', async () => {
    const one = exporter({ stallMs: 50 });
    const left = source(some);
    expect(
      await one.file(
        csv,
        left,
        sink(async () => false),
      ),
    ).toBe(false);
    expect(left.read).toBeLessThan(10);
    expect(
      await one.file(
        csv,
        source(some),
        sink(() => new Promise(() => {})),
      ),
    ).toBe(false);
    expect(await one.file(csv, source(some), sink())).toBe(true);
  });

  test('ends when the client leaves before the first part', async () => {
    const one = exporter();
    const left = new AbortController();
    let isRead: () => void = () => {};
    const read = new Promise<void>((resolve) => {
      isRead = resolve;
    });
    const never: ExportSource = {
      around: async function* () {
        isRead();
        await new Promise(() => {});
        yield { lap: 1, json: '[]' };
      },
      lap: () => never.around(),
    };
    const made = one.file(csv, never, { ...sink(), left: left.signal });
    await read;
    left.abort();
    expect(await made).toBe(false);
    expect(await one.file(csv, never, { ...sink(), left: left.signal })).toBe(false);
  });

  test('ends after the time limit in any state', async () => {
    const never: ExportSource = {
      around: async function* () {
        await new Promise(() => {});
        yield { lap: 1, json: '[]' };
      },
      lap: () => never.around(),
    };
    const made = exporter({ totalMs: 20 }).file(csv, never, sink());
    await expect(made).rejects.toMatchObject({ code: 'too-large' });
  });

  test('ends with the relay, like waiting jobs', async () => {
    const one = exporter();
    const files = Array.from({ length: limits.exportsMax + 2 }, () =>
      one.file(
        csv,
        source(some),
        sink(() => new Promise(() => {})),
      ),
    );
    const ends = Promise.allSettled(files);
    await one.stop();
    for (const end of await ends) {
      expect(end).toMatchObject({ status: 'rejected', reason: { code: 'shutting-down' } });
    }
    await expect(one.file(csv, source(some), sink())).rejects.toMatchObject({
      code: 'shutting-down',
    });
  });

  test('ends with its source and reports the error of the source', async () => {
    const away: ExportSource = {
      around: async function* () {
        yield { lap: 1, json: JSON.stringify(some.slice(0, 1_000)) };
        throw new RelayError('not-stored', 'The database is away.');
      },
      lap: () => away.around(),
    };
    const made = exporter().file(csv, away, sink());
    await expect(made).rejects.toMatchObject({ code: 'not-stored' });
  });
});
