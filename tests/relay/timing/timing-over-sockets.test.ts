/** Timing, delta and the learnt track over real sockets and a real database, in two sessions. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ChannelName } from '../../../protocol/channels.ts';
import type { Frame } from '../../../protocol/frame.ts';
import { decodeFrames, formOf } from '../../../protocol/frame-codec.ts';
import { silentLog } from '../../../protocol/log.ts';
import type { TrackMap } from '../../../protocol/timing-summary.ts';
import { openRecorder } from '../../../relay/storage/open-database.ts';
import { temporaryFolder, withFile } from '../../support/clean-up.ts';
import { boardsOf, cleanFacts, cleanLaps, Publisher } from '../../support/publisher.ts';
import {
  startTestRelay,
  stopAll,
  type TestRelay,
  type TestSocket,
} from '../../support/test-relay.ts';

const folder = temporaryFolder(withFile);

const deltas: ChannelName[] = ['deltaBestMs', 'deltaPersonalMs', 'trackPosition', 'lap'];

/** Publishes a drive like an agent, as fast as the relay answers. */
async function publish(
  to: TestRelay,
  run: string,
  seed: number,
  laps: number,
): Promise<TestSocket> {
  const publisher = await Publisher.on(to, run, cleanFacts, 'RACE');
  await publisher.sendDrive(cleanLaps(seed, laps), 200);
  return publisher.socket;
}

function framesOf({ heard }: TestSocket): Partial<Frame>[] {
  const form = formOf(deltas);
  return heard.flatMap((one) => (Buffer.isBuffer(one) ? decodeFrames(form, one).frames : []));
}

test('a page that requests timing receives laps, sectors, fuel, the track map and the deltas', async () => {
  const db = `sqlite:${join(folder, 'laps.db')}`;
  const userFolder = join(folder, 'user');
  const first = await startTestRelay({ userFolder, db });
  const page = await first.page('RACE', { channels: deltas, board: true });
  const plain = await first.watch('RACE');
  const bare = await first.page('RACE', { channels: deltas });
  await publish(first, 'run-1', 5, 4);
  const board = boardsOf(page).at(-1)!;
  expect(board.laps.map(({ lap }) => lap)).toEqual([1, 2, 3]);
  expect(board.laps[2]!.sectorsMs).toHaveLength(3);
  expect(board.sessionBestMs).toBe(Math.min(...board.laps.map(({ timeMs }) => timeMs!)));
  expect(board.fuelPerLapL).toBeGreaterThan(0.5);
  const withGap = framesOf(page).filter((one) => typeof one.deltaBestMs === 'number');
  expect(withGap.length).toBeGreaterThan(1_000);
  // The first session on this track: the personal best is its own.
  expect(framesOf(page).find((one) => one.lap === 2)!.deltaPersonalMs ?? null).toBe(null);

  await expect
    .poll(async () => (await first.request('/api/tracks/sq_hollowmere/gp')).status)
    .toBe(200);
  const map = (await first.request('/api/tracks/sq_hollowmere/gp')).json as TrackMap;
  expect(map.points.length).toBeGreaterThan(100);
  expect((await first.request('/api/tracks/nowhere/-')).status).toBe(204);
  expect((await first.request('/api/tracks/..%2f..%2fetc/passwd')).status).toBe(204);

  expect(boardsOf(bare)).toEqual([]);
  const plainFrames = plain.heard.flatMap((one) =>
    Buffer.isBuffer(one) ? [] : (one.data as Frame[]),
  );
  expect(plainFrames.some((one) => 'deltaBestMs' in one)).toBe(false);
  await stopAll();

  // The session ended right after the line of the fourth lap.
  const stored = await openRecorder({ db, log: silentLog });
  const { sessions } = await stored.reader.sessions(1, null);
  const laps = await stored.reader.laps(sessions[0]!.sessionID);
  await stored.close();
  const driven = laps.map(({ lapMs }) => lapMs!);
  expect(driven).toHaveLength(4);
  expect(driven.slice(0, 3)).toEqual(board.laps.map(({ timeMs }) => timeMs));

  // A second session: its laps are compared with the best lap of the first from the first line on.
  const second = await startTestRelay({ userFolder, db });
  const later = await second.page('RACE', { channels: deltas, board: true });
  const agent = await second.agent();
  agent.send({ type: 'session', sessionID: 'RACE', run: 'run-2', facts: cleanFacts });
  agent.send({ type: 'status', sessionID: 'RACE', run: 'run-2', status: 'driving' });
  await expect
    .poll(async () => {
      agent.send({
        type: 'batch',
        sessionID: 'RACE',
        run: 'run-2',
        seq: 1,
        lap: 1,
        data: [
          {
            packetId: boardsOf(later).length,
            gas: 0,
            brake: 0,
            fuel: 9,
            gear: 0,
            rpms: 0,
            steerAngle: 0,
            speedKmh: 0,
          },
        ],
      });
      await agent.next('received');
      return boardsOf(later).at(-1)?.personalBestMs;
    })
    .toBe(Math.min(...driven));
  expect(boardsOf(later).at(-1)!.trackMap).toBe('/api/tracks/sq_hollowmere/gp');
  await publish(second, 'run-2', 6, 2);
  const held = framesOf(later).filter((one) => typeof one.deltaPersonalMs === 'number');
  expect(held.length).toBeGreaterThan(500);
  expect(new Set(held.map((one) => one.lap))).toEqual(new Set([1, 2]));
});
