/** Ended sessions: what pages still show of them, and when they leave memory. */
import { describe, expect, test } from 'vitest';
import { limits } from '../../protocol/limits.ts';
import type { TimingSummary } from '../../protocol/timing-summary.ts';
import { frame } from '../support/frames.ts';
import { startTestRelay, type TestRelay } from '../support/test-relay.ts';
import { until } from '../support/until.ts';

async function relayWithClock() {
  let now = 1_000_000;
  let reads = 0;
  const clock = () => {
    reads++;
    return now;
  };
  const relay = await startTestRelay({}, { now: clock, tickMs: 5 });
  const statusOf = (id: string) =>
    relay.relay.stats().sessions.find(({ sessionID }) => sessionID === id)?.status;
  /** Moves the clock on and waits until every part of the relay has read it. */
  const later = async (ms: number) => {
    now += ms;
    const before = reads;
    await until('the relay has read the clock', () => reads >= before + 5);
  };
  return { relay, later, statusOf };
}

/** Two laps of which the times are known, and the begin of a third. */
async function drive(relay: TestRelay, id: string): Promise<void> {
  await relay.post(id, 1, [frame(1_000, { lap: 1, lastLapTime: null, rpms: 5_000 })]);
  await relay.post(id, 2, [frame(1_100, { lap: 2, lastLapTime: 91_000, rpms: 5_000 })]);
  await relay.post(id, 3, [frame(1_200, { lap: 3, lastLapTime: 90_000, rpms: 7_123 })]);
}

const boardOf = (message: Record<string, unknown>) => message.board as TimingSummary;

describe('a session that is over', () => {
  test('shows its results to new viewers, also after most of it has left memory', async () => {
    const { relay, later, statusOf } = await relayWithClock();
    await drive(relay, 'A');
    const before = await relay.page('A', { board: true });
    const { board, state } = before.heard[0] as { board: TimingSummary; state: object };
    expect(board.laps.map(({ timeMs }) => timeMs)).toEqual([91_000, 90_000]);
    await later(limits.sessionAwayMs + 1);
    await until('it is over', () => statusOf('A') === 'ended');
    await later(limits.sessionShrunkMs + 1);
    for (const watched of ['A', 'live']) {
      const page = await relay.page(watched, { board: true });
      expect(page.heard[0]).toMatchObject({
        session: { sessionID: 'A', status: 'ended', run: 1 },
        state,
      });
      expect(boardOf(page.heard[0] as Record<string, unknown>).laps).toEqual(board.laps);
    }
  });

  test('leaves memory after a while, except the latest one, which `live` shows', async () => {
    const { relay, later, statusOf } = await relayWithClock();
    await drive(relay, 'A');
    await later(10);
    await drive(relay, 'B');
    await later(limits.sessionAwayMs + 1);
    await until('both are over', () => statusOf('A') === 'ended' && statusOf('B') === 'ended');
    await later(limits.sessionForgottenMs);
    expect(statusOf('A')).toBeUndefined();
    expect(statusOf('B')).toBe('ended');
    await drive(relay, 'C');
    await later(limits.sessionAwayMs + 1);
    await later(limits.sessionForgottenMs);
    expect(statusOf('B')).toBeUndefined();
    expect(relay.relay.stats().sessions.map(({ sessionID }) => sessionID)).toEqual(['C']);
  });

  test('stays while somebody watches it', async () => {
    const { relay, later, statusOf } = await relayWithClock();
    await drive(relay, 'A');
    await later(10);
    await drive(relay, 'B');
    const page = await relay.page('A', { board: true });
    await later(limits.sessionAwayMs + 1);
    await later(limits.sessionForgottenMs + 1);
    expect(statusOf('A')).toBe('ended');
    await page.close();
    await until('it has left', () => statusOf('A') === undefined);
  });

  test('continues when its publisher comes back, with its laps if that is soon', async () => {
    const { relay, later, statusOf } = await relayWithClock();
    await drive(relay, 'A');
    await later(limits.sessionAwayMs + 1);
    await until('it is over', () => statusOf('A') === 'ended');
    await relay.post('A', 3, [frame(1_206, { lap: 3, lastLapTime: 90_000 })]);
    const page = await relay.page('A', { board: true });
    expect(page.heard[0]).toMatchObject({ session: { status: 'driving', run: 1 } });
    expect(boardOf(page.heard[0] as Record<string, unknown>).laps).toHaveLength(2);
    await later(limits.sessionAwayMs + 1);
    await later(limits.sessionShrunkMs + 1);
    await relay.post('A', 4, [frame(1_306, { lap: 4, lastLapTime: 92_000 })]);
    await until('it drives', () => statusOf('A') === 'driving');
    expect(
      relay.events.map(({ name }) => name).filter((name) => name.startsWith('session-')),
    ).toEqual([
      'session-started',
      'session-best',
      'session-best',
      'session-ended',
      'session-started',
      'session-ended',
      'session-started',
    ]);
  });
});

test('a session that was described but never driven leaves memory too', async () => {
  const { relay, later, statusOf } = await relayWithClock();
  await relay.send('PUT', '/api/sessions/A', { driverName: 'Ada' });
  await later(limits.sessionForgottenMs);
  expect(statusOf('A')).toBe('waiting');
  await later(1_000);
  expect(statusOf('A')).toBeUndefined();
});
