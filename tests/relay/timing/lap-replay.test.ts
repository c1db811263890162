/** A replayed lap has the deltas and the timing that pages saw live, moment by moment. */
import { describe, expect, test } from 'vitest';
import { timeLapse } from '../../../agent/demo/time-lapse.ts';
import { type ChannelName, channelNames } from '../../../protocol/channels.ts';
import type { Frame } from '../../../protocol/frame.ts';
import { decodeFrames, formOf } from '../../../protocol/frame-codec.ts';
import type { LapReplay } from '../../../protocol/lap-replay.ts';
import type { SessionInfo } from '../../../protocol/session.ts';
import type { TimingSummary } from '../../../protocol/timing-summary.ts';
import { openStore } from '../../../relay/storage/open-database.ts';
import type { Store } from '../../../relay/storage/store.ts';
import { lapReplay } from '../../../relay/timing/lap-replay.ts';
import { personalBest } from '../../../relay/timing/stored-laps.ts';
import { TimingBook } from '../../../relay/timing/timing-book.ts';
import { cleanFacts, cleanLaps, lapBatches, Publisher } from '../../support/publisher.ts';
import { startTestRelay } from '../../support/test-relay.ts';

const info: SessionInfo = cleanFacts;
const maps = { find: async () => '/api/tracks/sq_hollowmere/gp' };
const lapsDriven = 8;

interface Shown {
  readonly frame: Frame;
  readonly best: number | null | undefined;
  readonly personal: number | null | undefined;
  /** null: it did not change. */
  readonly timing: TimingSummary | null;
}

/** Drives and stores a session. @returns what pages see live */
async function drivenSession(store: Store, number: number, seed: number): Promise<Shown[]> {
  const key = { sessionID: `RACE${number}`, run: 'one' };
  const at = number * 10_000_000;
  const { sessionID } = await store.open({ key, origin: `${number}`, first: null, at });
  await store.describe(sessionID, info, at);
  const book = new TimingBook();
  book.setInfo(info);
  book.setTrackMap(await maps.find());
  const known = await personalBest(store, info);
  if (known !== null) book.setPersonalBest(known.timeMs, known.trace);
  const shown: Shown[] = [];
  const drive = timeLapse({ seed, spoiltLap: 3, pitEveryLaps: 5 }, 3_600, 20);
  for (const { frame } of drive) {
    const lap = frame.lap!;
    if (lap > lapsDriven) break;
    const { deltas } = book.addFrame(frame, lap);
    const { deltaBestMs: best, deltaPersonalMs: personal } = deltas ?? {};
    shown.push({ frame, best, personal, timing: book.consumeChange() ? book.summary() : null });
  }
  for (let lap = 1; lap <= lapsDriven; lap++) {
    const frames = shown.flatMap(({ frame }) => (frame.lap === lap ? [frame] : []));
    await store.write(sessionID, [{ lap, frames }], at);
  }
  return shown;
}

async function replayed(store: Store, id: string, number: number) {
  const laps = await store.laps(id);
  const lap = laps.find((one) => one.lap === number)!;
  const session = (await store.session(id))!;
  const replay: Pick<LapReplay, 'data' | 'boards'> = { data: [], boards: [] };
  for await (const part of lapReplay({ reader: store, maps }, session, lap)) {
    replay.data.push(...part.frames);
    replay.boards.push(...part.timing);
  }
  return replay;
}

/** The timing as it was at each frame of a lap. */
function timingOf(shown: readonly Shown[], lap: number): Map<number, TimingSummary> {
  const byPacket = new Map<number, TimingSummary>();
  let now: TimingSummary | null = null;
  for (const { frame, timing } of shown) {
    now = timing ?? now;
    if (frame.lap === lap) byPacket.set(frame.packetId, now!);
  }
  return byPacket;
}

describe('a replayed lap', async () => {
  const store = await openStore('memory:');
  await drivenSession(store, 1, 21);
  const live = await drivenSession(store, 2, 22);
  // Laps of a later session must not be references.
  await drivenSession(store, 3, 23);

  test.each([1, 2, 4, 6, 8])(
    'has the deltas and the timing of lap %i as pages saw them',
    async (n) => {
      const { data, boards } = await replayed(store, 'RACE2', n);
      const shown = live.filter(({ frame }) => frame.lap === n);
      expect(data).toHaveLength(shown.length);
      for (const [i, { best, personal }] of shown.entries()) {
        expect(data[i]!.deltaBestMs).toBe(best);
        expect(data[i]!.deltaPersonalMs).toBe(personal);
      }
      const known = (key: 'best' | 'personal') =>
        shown.filter((one) => typeof one[key] === 'number');
      expect(known('personal').length).toBeGreaterThan(1_500);
      expect(known('best').length > 1_500).toBe(n > 1);
      const expected = timingOf(live, n);
      expect(boards[0]!.packetId).toBe(data[0]!.packetId);
      for (const { packetId, board } of boards) expect(board).toEqual(expected.get(packetId));
      const last = [...expected.values()].at(-1);
      expect(boards.at(-1)!.board).toEqual(last);
    },
  );
});

test('a lap has the same deltas live over the socket and replayed over the API', async () => {
  const relay = await startTestRelay();
  const names: ChannelName[] = ['deltaBestMs', 'deltaPersonalMs', 'trackPosition'];
  const page = await relay.page('RACE', { channels: names, board: true });
  const publisher = await Publisher.on(relay, 'one', info, 'RACE');
  const messages = () => page.heard.filter(Buffer.isBuffer).length;
  for (const { lap, data } of lapBatches(cleanLaps(5, 4), 200)) {
    const heard = messages();
    await publisher.send(data, lap);
    // A page that falls behind loses frames.
    await expect.poll(messages, { interval: 1 }).toBeGreaterThan(heard);
  }
  const form = formOf(names);
  const live = new Map<number, Partial<Frame>>();
  for (const one of page.heard) {
    if (!Buffer.isBuffer(one)) continue;
    for (const frame of decodeFrames(form, one).frames) live.set(frame.packetId!, frame);
  }
  const { status, headers, json } = await relay.request('/api/sessions/RACE/laps/4/replay');
  expect(status).toBe(200);
  expect(headers.get('cache-control')).toBe('no-store');
  const replay = json as LapReplay;
  expect(replay).toMatchObject({ sessionID: 'RACE', lap: 4, facts: info });
  const both = replay.data.filter(({ deltaBestMs }) => typeof deltaBestMs === 'number');
  expect(both.length).toBeGreaterThan(1_500);
  for (const { packetId, deltaBestMs, deltaPersonalMs } of both) {
    const seen = live.get(packetId!)!;
    expect(Math.abs(seen.deltaBestMs! - deltaBestMs!)).toBeLessThanOrEqual(20);
    expect(Math.abs(seen.deltaPersonalMs! - deltaPersonalMs!)).toBeLessThanOrEqual(20);
  }
  expect(replay.boards.at(-1)!.board.laps.map(({ lap }) => lap)).toEqual([1, 2, 3]);
  expect(replay.boards.some(({ board }) => board.currentSectorsMs.length === 2)).toBe(true);

  const plain = (await relay.request('/api/sessions/RACE/laps/4')).json as LapReplay;
  expect(Object.keys(plain)).toEqual(['sessionID', 'lap', 'data']);
  const made = channelNames.filter((name) => name.startsWith('delta'));
  expect(plain.data.some((frame) => made.some((name) => name in frame))).toBe(false);
  expect((await relay.request('/api/sessions/RACE/laps/9/replay')).status).toBe(404);
  expect((await relay.request('/api/sessions/RACE/laps/best/replay')).status).toBe(200);
  expect((await relay.request('/api/sessions/NOBODY/laps/1/replay')).status).toBe(404);
});
