/** Who hears how far a run is stored, and how often. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { limits } from '../../../protocol/limits.ts';
import type { StoredThrough } from '../../../protocol/messages.ts';
import { StoredNotices } from '../../../relay/ingest/stored-notices.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface Peer {
  readonly received: StoredThrough[];
}

const noticesFor = () => new StoredNotices<Peer>((peer, stored) => peer.received.push(stored));
const runA = { sessionID: 'A', run: 'r1' };
const runB = { sessionID: 'B', run: 'r1' };

describe('stored notices', () => {
  test('are sent ten times a second at most, with the newest packet', () => {
    const notices = noticesFor();
    const peer: Peer = { received: [] };
    notices.listen(peer, runA);
    for (let packetId = 1; packetId <= 600; packetId++) {
      notices.stored(runA, packetId);
      vi.advanceTimersByTime(5);
    }
    vi.advanceTimersByTime(limits.storedNoticeMs);
    expect(peer.received.length).toBeLessThanOrEqual(3_000 / limits.storedNoticeMs + 1);
    expect(peer.received.length).toBeGreaterThan(20);
    expect(peer.received.at(-1)).toEqual({ ...runA, packetId: 600 });
  });

  test('never name more than is on disk when they are sent', () => {
    const notices = noticesFor();
    const peer: Peer = { received: [] };
    notices.listen(peer, runA);
    notices.stored(runA, 600);
    notices.unstored(runA, 550);
    notices.unstored(runA, 580);
    notices.flush();
    expect(peer.received).toEqual([{ ...runA, packetId: 549 }]);
  });

  test('go to the peers that named the run, until they are removed', () => {
    const notices = noticesFor();
    const [one, two]: Peer[] = [{ received: [] }, { received: [] }];
    notices.listen(one!, runA);
    notices.listen(two!, runA);
    notices.listen(two!, runB);
    notices.stored(runA, 5);
    notices.stored(runB, 7);
    notices.stored({ sessionID: 'C', run: 'r1' }, 9);
    notices.remove(one!);
    notices.flush();
    expect(one!.received).toEqual([]);
    expect(two!.received).toEqual([
      { ...runA, packetId: 5 },
      { ...runB, packetId: 7 },
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('have a limit of runs for each peer', () => {
    const notices = noticesFor();
    const peer: Peer = { received: [] };
    const runs = Array.from({ length: 2 * limits.keptRunsMax + 5 }, (_, i) => ({
      sessionID: 'A',
      run: `r${i}`,
    }));
    for (const run of runs) notices.listen(peer, run);
    for (const run of runs) notices.stored(run, 1);
    notices.flush();
    expect(peer.received.map((one) => one.run)).toEqual(runs.slice(5).map((one) => one.run));
  });

  test('leave nothing behind when the last peer is removed', () => {
    const notices = noticesFor();
    const peer: Peer = { received: [] };
    notices.listen(peer, runA);
    notices.remove(peer);
    notices.stored(runA, 1);
    expect(vi.getTimerCount()).toBe(0);
  });
});
