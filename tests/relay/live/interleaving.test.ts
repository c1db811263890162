/**
 * Publishers of one session in any order: agents that come, go, pause, begin again and end, and one that only POSTs.
 * The real registry, hub and recorder; a viewer that notes what it is sent, and a clock that the test turns.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RaceEvent } from '../../../protocol/events.ts';
import { limits } from '../../../protocol/limits.ts';
import { silentLog } from '../../../protocol/log.ts';
import type { ConnectionPool, Subscribers } from '../../../relay/broadcast/connection-pool.ts';
import { Hub } from '../../../relay/broadcast/hub.ts';
import { snapshotOf } from '../../../relay/broadcast/session-snapshot.ts';
import type { Viewer } from '../../../relay/broadcast/viewer.ts';
import { plainEncoding } from '../../../relay/broadcast/viewer-encoding.ts';
import { SessionRegistry } from '../../../relay/live/session-registry.ts';
import { openRecorder } from '../../../relay/storage/open-database.ts';
import { frames } from '../../support/frames.ts';
import { sessionParts } from '../../support/lone-relay.ts';

/** The payload of a text frame of the server (RFC 6455, section 5.2). */
function textOf(message: Buffer): string {
  const short = message[1]! & 0x7f;
  return message.subarray(short < 126 ? 2 : short === 126 ? 4 : 10).toString('utf8');
}

/** A plain viewer of the session `A`. */
class NotingViewer {
  readonly packets: number[] = [];

  constructor(hub: Hub) {
    const subscribers = { size: 1, add() {}, remove() {} };
    const pool = {
      size: 1,
      subscribers: (): Subscribers => ({
        ...subscribers,
        pool: pool as unknown as ConnectionPool,
        write: (message) => this.#take(message),
      }),
      send: () => {},
    };
    const viewer = {
      id: 1,
      pool,
      request: {},
      encoding: plainEncoding,
      visible: true,
      sessionID: null,
      group: null,
    };
    hub.enter(viewer as unknown as Viewer);
    hub.join(viewer as unknown as Viewer, 'A');
  }

  #take(message: Buffer): void {
    const { data } = JSON.parse(textOf(message)) as { data: { packetId: number }[] };
    for (const { packetId } of data) this.packets.push(packetId);
  }
}

function bench(recorder: Awaited<ReturnType<typeof openRecorder>>) {
  const clock = { now: 1_000_000 };
  const now = () => clock.now;
  const events: RaceEvent[] = [];
  const hub: Hub = new Hub({
    snapshot: (id) => snapshotOf(sessions.get(id)),
  });
  const sessions: SessionRegistry = new SessionRegistry({
    ...sessionParts({ hub, recorder, log: silentLog, now }, () => sessions),
    onEvent: (event) => events.push(event),
  });
  return { clock, sessions, events, viewer: new NotingViewer(hub) };
}

/** A run as the test knows it. */
interface Run {
  readonly name: string;
  readonly began: number;
  heardAt: number;
  is: 'here' | 'gone' | 'over';
}

/** One that publishes. Each of its runs has packets of its own. */
class Publisher {
  readonly connection = {};
  readonly isAgent: boolean;
  readonly #base: number;
  #runs = 0;
  packet = 0;
  /** null: nothing of it came yet. */
  run: Run | null = null;
  /** The run that its connection is known to publish. */
  attached: Run | null = null;

  constructor(index: number, isAgent: boolean) {
    this.#base = (index + 1) * 10_000_000;
    this.isAgent = isAgent;
    this.begin();
  }

  begin(): void {
    this.packet = this.#base + ++this.#runs * 100_000;
    this.run = null;
  }

  get token(): string {
    return this.isAgent ? `${this.#base}-${this.#runs}` : '';
  }
}

const step = fc.record({
  who: fc.integer({ min: 0, max: 3 }),
  act: fc.oneof(
    { weight: 20, arbitrary: fc.constant('batch' as const) },
    { weight: 2, arbitrary: fc.constant('pause' as const) },
    { weight: 2, arbitrary: fc.constant('leave' as const) },
    { weight: 1, arbitrary: fc.constant('restart' as const) },
    { weight: 1, arbitrary: fc.constant('end' as const) },
    { weight: 1, arbitrary: fc.constant('late' as const) },
  ),
  count: fc.integer({ min: 1, max: 4 }),
  after: fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 50 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 2 * limits.publisherSilentMs }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 2 * limits.sessionAwayMs }) },
  ),
});

test('one publisher is shown at a time, the newest that is heard, in order, and all is stored', async () => {
  // Making a database takes longer than all that is stored in it, so all runs share one; none reads what it holds.
  const recorder = await openRecorder({ db: 'memory:', log: silentLog });
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 80 }), (steps) => {
      const { clock, sessions, events, viewer } = bench(recorder);
      const takenBefore = recorder.stats().framesTaken;
      const publishers = [0, 1, 2, 3].map((index) => new Publisher(index, index < 3));
      const runs: Run[] = [];
      const expected: number[] = [];
      let sent = 0;
      const isActive = ({ is, heardAt }: Run) =>
        is === 'here' && clock.now - heardAt <= limits.publisherSilentMs;
      for (const { who, act, count, after } of steps) {
        clock.now += after;
        sessions.tick();
        const one = publishers[who]!;
        const { connection, token, isAgent } = one;
        const say = (word: 'paused' | 'ended') =>
          sessions.changeStatus('A', token, word, connection);
        if (act === 'restart' && isAgent) {
          one.begin();
          continue;
        }
        if (act === 'end' && isAgent && one.run !== null) {
          say('ended');
          one.run.is = 'over';
          continue;
        }
        if (act === 'leave' && one.attached !== null) {
          sessions.detach(sessions.get('A')!, connection);
          if (one.attached.is === 'here') one.attached.is = 'gone';
          one.attached = null;
          continue;
        }
        const late = act === 'late' && isAgent;
        const isStatus = act === 'pause' && isAgent;
        const data = isStatus ? [] : frames(one.packet, count);
        one.packet += 6 * data.length;
        sent += data.length;
        if (isStatus) say('paused');
        else
          sessions.receive({
            sessionID: 'A',
            run: token,
            lap: 1,
            late,
            frames: [...data],
            connection,
            receivedAt: clock.now,
          });
        if (late || one.run?.is === 'over') continue;
        if (one.run === null) {
          one.run = { name: token, began: runs.length, heardAt: 0, is: 'here' };
          runs.push(one.run);
        }
        one.run.is = 'here';
        one.run.heardAt = clock.now;
        const newest = runs.findLast(isActive);
        if (newest === one.run) expected.push(...data.map(({ packetId }) => packetId));
        if (!isAgent) continue;
        sessions.attach(sessions.get('A')!, connection, token);
        if (one.attached !== null && one.attached !== one.run) one.attached.is = 'over';
        one.attached = one.run;
      }
      expect(viewer.packets).toEqual(expected);
      expect(recorder.stats().framesTaken - takenBefore).toBe(sent);
      // Whatever happened: what starts ends before the next starts.
      const turns = events.filter(({ name }) => /^session-/.test(name)).map(({ name }) => name);
      for (let i = 1; i < turns.length; i++) expect(turns[i]).not.toBe(turns[i - 1]);
      expect(turns[0] ?? 'session-started').toBe('session-started');
    }),
    { numRuns: 300 },
  );
  await recorder.close();
  expect(recorder.stats()).toMatchObject({ framesWaiting: 0, framesDropped: 0 });
});
