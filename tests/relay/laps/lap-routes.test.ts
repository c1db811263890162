import { Agent, get } from 'node:http';
import { describe, expect, test } from 'vitest';
import { channelByName, channels } from '../../../protocol/channels.ts';
import type { Frame } from '../../../protocol/frame.ts';
import type { LapReplay } from '../../../protocol/lap-replay.ts';
import { columnsOf } from '../../../relay/laps/csv.ts';
import { openStore } from '../../../relay/storage/open-database.ts';
import { StoreProblem } from '../../../relay/storage/store-problem.ts';
import { startedWriter } from '../../support/started-writer.ts';
import { startTestRelay, type TestRelay } from '../../support/test-relay.ts';
import { frames, packets } from '../storage/frames.ts';
import { lapFrames, drive as made } from './drives.ts';
import { readLd } from './ld-file.ts';

async function publish(
  relay: TestRelay,
  id: string,
  lap: number,
  list: readonly Frame[],
): Promise<void> {
  for (let at = 0; at < list.length; at += 1_000) {
    expect((await relay.post(id, lap, list.slice(at, at + 1_000))).status).toBe(200);
  }
}

interface Lap {
  lap: number;
  lapMs: number | null;
  frames: number;
}

/** Three laps and the beginning of a fourth; the second is the fastest. */
async function drive(relay: TestRelay, id = 'RACE-SPA-2026'): Promise<Map<number, Frame[]>> {
  const laps = new Map<number, Frame[]>();
  const times = [null, 95_000, 93_000, 94_000];
  let packet = 100;
  let best: number | null = null;
  for (const [i, last] of times.entries()) {
    if (last !== null) best = Math.min(last, best ?? last);
    const times = { lastLapTime: last, bestLapTime: best };
    const lap = frames(packet, 300, (k) => ({ lap: i + 1, currentLapTime: k * 16, ...times }));
    packet = lap.at(-1)!.packetId + 5;
    laps.set(i + 1, lap);
    for (let at = 0; at < lap.length; at += 100) {
      expect((await relay.post(id, i + 1, lap.slice(at, at + 100))).status).toBe(200);
    }
  }
  return laps;
}

describe('the API of stored sessions', () => {
  test('sessions are listed newest first, page by page', async () => {
    const relay = await startTestRelay();
    for (const id of ['A', 'B', 'C']) {
      await relay.post(id, 1, frames(1, 10));
      // Sessions that begin in the same millisecond have no order.
      await relay.request(`/api/sessions/${id}`);
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    const first = (await relay.request('/api/sessions?limit=2')).json as {
      sessions: { sessionID: string; frames: number }[];
      next: string;
    };
    expect(first.sessions.map(({ sessionID }) => sessionID)).toEqual(['C', 'B']);
    expect(first.sessions[0]!.frames).toBe(10);
    const second = await relay.request(`/api/sessions?limit=2&after=${first.next}`);
    expect(second.json).toMatchObject({ sessions: [{ sessionID: 'A' }], next: null });
  });

  test('a session is listed with its information at once after publishing', async () => {
    const relay = await startTestRelay();
    await drive(relay);
    await relay.send('PUT', '/api/sessions/RACE-SPA-2026', {
      driverName: 'Ada',
      track: 'spa',
      car: 'gt',
      maxRpm: 8500,
    });
    const { status, json, headers } = await relay.request('/api/sessions/RACE-SPA-2026');
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(json).toMatchObject({
      sessionID: 'RACE-SPA-2026',
      publishedID: 'RACE-SPA-2026',
      run: 1,
      driverName: 'Ada',
      track: 'spa',
      trackConfiguration: null,
      car: 'gt',
      facts: { maxRpm: 8500 },
      laps: 3,
      frames: 1200,
      bestLapMs: 93_000,
    });
  });

  test('laps are listed with time, validity, bests and number of frames', async () => {
    const relay = await startTestRelay();
    await drive(relay);
    const { json } = await relay.request('/api/sessions/RACE-SPA-2026/laps');
    const { sessionID, laps } = json as { sessionID: string; laps: Lap[] };
    expect(sessionID).toBe('RACE-SPA-2026');
    expect(laps).toMatchObject([
      { lap: 1, lapMs: 95_000, valid: true, whole: true, sessionBest: false, frames: 300 },
      { lap: 2, lapMs: 93_000, valid: true, whole: true, sessionBest: true, frames: 300 },
      { lap: 3, lapMs: 94_000, valid: null, whole: true, sessionBest: false, frames: 300 },
      { lap: 4, lapMs: null, valid: null, whole: false, sessionBest: false, frames: 300 },
    ]);
  });

  test('the frames of a lap come in order, as they were published', async () => {
    const relay = await startTestRelay();
    const laps = await drive(relay);
    for (const [word, lap] of [
      ['2', 2],
      ['best', 2],
      ['last', 3],
    ] as const) {
      const { json } = await relay.request(`/api/sessions/RACE-SPA-2026/laps/${word}`);
      expect(json).toEqual({ sessionID: 'RACE-SPA-2026', lap, data: laps.get(lap) });
    }
    const live = await relay.request('/api/sessions/live/laps/last');
    expect(live.json).toMatchObject({ sessionID: 'RACE-SPA-2026', lap: 3 });
  });

  test('a run of the game after another one is read under its own id', async () => {
    const relay = await startTestRelay();
    await relay.post('MINE', 1, frames(50_000, 100));
    await relay.post('MINE', 1, frames(50, 100));
    const second = await relay.request('/api/sessions/MINE.2/laps/1');
    expect(packets((second.json as { data: Frame[] }).data)).toEqual(packets(frames(50, 100)));
    const live = await relay.request('/api/sessions/live');
    expect(live.json).toMatchObject({ sessionID: 'MINE.2', publishedID: 'MINE', run: 2 });
  });

  test('a lap as CSV has a column for every value', async () => {
    const relay = await startTestRelay();
    const [one] = frames(1, 1, () => ({ accG: [0.5, -1, 2], inPitLane: true, lastLapTime: null }));
    await relay.post('S', 1, [one, ...frames(50, 9)]);
    const { text, headers } = await relay.request('/api/sessions/S/laps/1?format=csv');
    expect(headers.get('content-type')).toMatch(/^text\/csv/);
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="?S-lap1\.csv"?$/);
    const lines = text
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(','));
    expect(lines).toHaveLength(11);
    expect(lines[0]).toEqual([...channels.flatMap(columnsOf), 'lapTimeMs', 'lapPlace']);
    expect(new Set(lines.map((line) => line.length)).size).toBe(1);
    const row = Object.fromEntries(lines[0]!.map((name, i) => [name, lines[1]![i]]));
    expect(row).toMatchObject({
      packetId: '1',
      gas: '0.784',
      steerAngle: '-0.0125',
      accG_Lateral: '0.5',
      accG_Longitudinal: '2',
      inPitLane: '1',
      lastLapTime: '',
      tyreCoreC_RR: '',
    });
    expect(columnsOf(channelByName.get('damage')!)).toHaveLength(5);

    const european = await relay.request('/api/sessions/S/laps/1?format=csv&separator=semicolon');
    const cells = european.text.split('\r\n').map((one) => one.split(';'));
    expect(cells[0]).toEqual(lines[0]);
    expect(cells[1]).toEqual(lines[1]!.map((one) => one.replace('.', ',')));
  });

  test('another parser reads a lap as a MoTeC log, with its lines', async () => {
    const relay = await startTestRelay();
    const driven = made({ pauseLap: 2 });
    for (const lap of [1, 2, 3]) await publish(relay, 'EVENING', lap, lapFrames(driven, lap));
    const address = `${relay.address}/api/sessions/EVENING/laps/2`;
    const answer = await fetch(`${address}?format=ld`);
    expect(answer.headers.get('content-disposition')).toContain('EVENING-lap2.ld');
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(answer.headers.get('content-length')).toBe(String(bytes.length));
    const file = readLd(bytes);
    expect(file.comment).toBe('Lap 2  1:30.010');
    const { hz, values } = file.channels.find(({ name }) => name === 'Ground Speed')!;
    expect([hz, values.length]).toEqual([60, Math.ceil(90.01 * 60) + 1]);
    const xml = await (await fetch(`${address}?format=ldx`)).text();
    expect(xml.match(/Time="\d+"/g)).toEqual(['Time="0"', 'Time="90010000"']);
  });

  test('a replayed lap has neither pauses nor attempts that were given up', async () => {
    const relay = await startTestRelay();
    const driven = made({ restartMs: 60_000, pauseLap: 1 });
    for (const lap of [1, 2]) await publish(relay, 'AGAIN', lap, lapFrames(driven, lap));
    const { json } = await relay.request('/api/sessions/AGAIN/laps/1/replay');
    const { data, boards } = json as LapReplay;
    expect(data[0]!.currentLapTime).toBe(0);
    expect(data[0]!.t).toBe(
      lapFrames(driven, 1).find((one) => one.packetId === data[0]!.packetId)!.t,
    );
    const steps = data.slice(1).map(({ t }, i) => t! - data[i]!.t!);
    expect(Math.max(...steps)).toBeLessThan(35);
    expect(data.at(-1)!.t! - data[0]!.t!).toBeCloseTo(90_000, -2);
    expect(boards[0]!.packetId).toBe(data[0]!.packetId);
    expect(boards.every(({ packetId }) => data.some((one) => one.packetId === packetId))).toBe(
      true,
    );
  });

  test('errors name what is missing', async () => {
    const relay = await startTestRelay();
    await relay.post('S', 1, frames(1, 10));
    const pathsOf = {
      '404 not-found': [
        '/NOBODY',
        '/NOBODY/laps',
        '/S/laps/7',
        '/S/laps/best',
        '/S/laps/1?format=ldx',
      ],
      '400 bad-lap': ['/S/laps/-1', '/S/laps/x'],
      '400 bad-parameter': [
        '?limit=0',
        '?limit=100000',
        '/S/laps/1?format=xls',
        '/S/laps/1?format=csv&separator=tab',
      ],
      '400 bad-session-id': ['/a%20b', `/${'x'.repeat(200)}`],
    };
    for (const [refusal, paths] of Object.entries(pathsOf)) {
      for (const path of paths) {
        const { status, json } = await relay.request(`/api/sessions${path}`);
        const { error } = json as { error: { code: string } };
        expect(`${path}: ${status} ${error.code}`).toBe(`${path}: ${refusal}`);
      }
    }
    expect((await relay.request('/api/sessions?after=rubbish')).status).toBe(200);
  });

  test('a session can be deleted, but not by a page of another origin', async () => {
    const relay = await startTestRelay();
    await relay.post('S', 1, frames(1, 10));
    expect((await relay.request('/api/sessions/S')).status).toBe(200);
    const foreign = await relay.request('/api/sessions/S', {
      method: 'DELETE',
      headers: { Origin: 'https://example.org' },
    });
    expect(foreign.status).toBe(403);
    expect((await relay.request('/api/sessions/S', { method: 'DELETE' })).status).toBe(204);
    expect((await relay.request('/api/sessions/S', { method: 'DELETE' })).status).toBe(404);
    expect((await relay.request('/api/sessions/S')).status).toBe(404);
  });

  test('a relay without a store answers that nothing is stored', async () => {
    const relay = await startTestRelay({ db: 'none' });
    await relay.post('S', 1, frames(1, 10));
    const { status, json } = await relay.request('/api/sessions');
    expect(status).toBe(503);
    expect(json).toMatchObject({ error: { code: 'not-stored' } });
  });

  test('while the database is away, answers give the reason and publishing goes on', async () => {
    const problem = new StoreProblem('unreachable', 'PostgreSQL does not answer.');
    const writer = await startedWriter(() => Promise.reject(problem));
    const relay = await startTestRelay({}, { recorder: writer });
    const watcher = await relay.watch('S');
    expect((await relay.post('S', 1, frames(1, 10))).status).toBe(200);
    expect(await watcher.next()).toMatchObject({ sessionID: 'S', lap: 1 });
    for (const path of ['', '/S', '/S/laps', '/S/laps/1', '/S/laps/1?format=ld']) {
      const { status, json } = await relay.request(`/api/sessions${path}`);
      expect(status).toBe(503);
      expect(json).toMatchObject({
        error: {
          code: 'not-stored',
          message: 'PostgreSQL does not answer.',
          hint: expect.any(String),
        },
      });
    }
  });
});

describe('a long lap', () => {
  test('is streamed until the client leaves', async () => {
    const store = await openStore('memory:');
    let read = 0;
    const chunkAfter = store.chunkAfter.bind(store);
    store.chunkAfter = (...about) => {
      read++;
      return chunkAfter(...about);
    };
    const writer = await startedWriter(async () => store);
    const relay = await startTestRelay({}, { recorder: writer });
    const key = { sessionID: 'LONG', run: 'r' };
    const all = frames(1, 60_000, (i) => ({ note: 'x'.repeat(200), t: i }));
    writer.record({ ...key, lap: 1, frames: [...all] });
    writer.flush(key);
    const whole = await relay.request('/api/sessions/LONG/laps/1');
    expect(packets((whole.json as { data: Frame[] }).data)).toEqual(packets(all));
    const chunks = read;
    expect(chunks).toBeGreaterThanOrEqual(60);
    read = 0;
    await new Promise<void>((resolve, reject) => {
      const agent = new Agent();
      const request = get(`${relay.address}/api/sessions/LONG/laps/1`, { agent }, (response) => {
        response.once('data', () => {
          response.destroy();
          request.destroy();
          resolve();
        });
      });
      request.on('error', reject);
    });
    await relay.request('/health');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(read).toBeLessThan(chunks);
  });
});
