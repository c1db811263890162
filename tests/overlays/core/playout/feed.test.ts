import { describe, expect, test } from 'vitest';
import { Feed } from '../../../../overlays/core/playout/feed.ts';
import { formOf } from '../../../../protocol/frame-codec.ts';
import { limits } from '../../../../protocol/limits.ts';
import type { ViewedSession } from '../../../../protocol/messages.ts';

const session = (sessionID: string, more: Partial<ViewedSession> = {}): ViewedSession => ({
  sessionID,
  run: 1,
  facts: { maxRpm: 8000 },
  status: 'driving',
  originMs: 0,
  clock: 'measured',
  ...more,
});

const lapDone = (id: number) =>
  ({
    type: 'event',
    event: { name: 'lap-completed', id, sessionID: 'a', at: 0 },
  }) as const;

function feedOf(): Feed {
  return new Feed(formOf(['gas', 'gear']).channels, 0);
}

function watching(id: string): Feed {
  const feed = feedOf();
  feed.setConnected(true, 0);
  feed.message({ type: 'session', session: session(id), state: { gas: 0.5, gear: 2 } });
  return feed;
}

describe('the state of a page', () => {
  test('before the relay, before a session, and with one', () => {
    const feed = feedOf();
    expect(feed.sample(0).status).toBe('no-relay');
    feed.setConnected(true, 100);
    expect(feed.sample(100).status).toBe('no-session');
    feed.message({ type: 'session', session: session('a'), state: { gas: 0.5, gear: 2 } });
    const sample = feed.sample(200);
    expect(sample).toMatchObject({ status: 'driving', reset: true, state: { gas: 0.5, gear: 2 } });
    expect(feed.sample(216).reset).toBe(false);
  });

  test('another session clears all values and events', () => {
    const feed = watching('a');
    feed.sample(0);
    feed.frames([{ packetId: 1, t: 5000, gas: 1, gear: 5 }], 10);
    feed.sample(20);
    feed.message(lapDone(1));
    feed.message({ type: 'session', session: session('b'), state: null });
    const sample = feed.sample(30);
    expect(sample.reset).toBe(true);
    expect(sample.state).toEqual({});
    expect(sample.events).toEqual([]);
    feed.frames([{ packetId: 1, t: 0, gas: 0.1, gear: 1 }], 40);
    expect(feed.sample(50).state).toMatchObject({ gas: 0.1, gear: 1 });
  });

  test('a new run under the same id starts again too', () => {
    const feed = watching('a');
    feed.frames([{ packetId: 90_000, t: 500_000, gas: 1, gear: 5 }], 10);
    feed.sample(20);
    feed.message({ type: 'session', session: session('a', { run: 2 }), state: null });
    feed.frames([{ packetId: 1, t: 0, gas: 0.1, gear: 1 }], 40);
    const sample = feed.sample(50);
    expect(sample).toMatchObject({ reset: true, state: { gas: 0.1, gear: 1 } });
  });

  test('session info and status of the same session change without forgetting', () => {
    const feed = watching('a');
    feed.sample(0);
    const paused = session('a', { status: 'paused', facts: { maxRpm: 9000 } });
    feed.message({ type: 'session', session: paused, state: null });
    const sample = feed.sample(16);
    expect(sample).toMatchObject({ status: 'paused', reset: false, sessionInfo: { maxRpm: 9000 } });
    expect(sample.state.gas).toBe(0.5);
  });

  test('events are passed once, and only the newest of too many', () => {
    const feed = watching('a');
    feed.sample(0);
    for (let id = 1; id <= limits.viewerEventsMax + 5; id++) feed.message(lapDone(id));
    const ids = feed.sample(16).events.map((event) => event.id);
    expect(ids).toHaveLength(limits.viewerEventsMax);
    expect(ids[0]).toBe(6);
    expect(feed.sample(32).events).toEqual([]);
  });

  test('a disconnection of less than two seconds changes nothing', () => {
    const feed = watching('a');
    feed.setConnected(false, 1000);
    expect(feed.sample(1500).status).toBe('driving');
    expect(feed.changesAtMs()).toBe(3000);
    expect(feed.sample(3000).status).toBe('no-relay');
    feed.setConnected(true, 3500);
    expect(feed.sample(3500).status).toBe('driving');
    expect(feed.changesAtMs()).toBeNull();
  });

  test('has no changes while nothing arrives and nothing moves', () => {
    const feed = watching('a');
    expect(feed.hasChanges()).toBe(true);
    feed.sample(0);
    expect(feed.hasChanges()).toBe(false);
    feed.message(lapDone(1));
    expect(feed.hasChanges()).toBe(true);
    feed.sample(16);
    feed.message({ type: 'pong', id: 1, relayMs: 5 });
    expect(feed.hasChanges()).toBe(false);
  });
});

describe('a page that keeps step with a late stream', () => {
  /** The last moment that is drawn, ms of the session, when the relay's clock is `nowMs + 500`. */
  function drawn(delayMs: number): number {
    const step = { delayMs, clockOffsetMs: 500, leadMs: delayMs };
    const feed = new Feed(formOf(['gas', 'gear']).channels, 0, () => step);
    feed.setConnected(true, 0);
    const originMs = 400;
    feed.message({ type: 'session', session: session('a', { originMs }), state: {} });
    let t: number | null = null;
    for (let nowMs = 0; nowMs <= 6_000; nowMs += 10) {
      // Frames of a tenth of a second come together, 40 ms after the last of them.
      const newestT = nowMs + 500 - originMs - 40;
      if (nowMs % 100 === 0) {
        const ts = [80, 60, 40, 20, 0].map((agoMs) => newestT - agoMs);
        feed.frames(
          ts.map((at) => ({ packetId: at, t: at, gas: (at % 1000) / 1000 })),
          nowMs,
        );
      }
      t = feed.sample(nowMs).t;
    }
    return t!;
  }

  test('draws the moment that the stream shows', () => {
    expect(drawn(1_700)).toBeCloseTo(6_000 + 500 - 400 - 1_700, 0);
  });

  test('never draws what has not come, however little the stream is late', () => {
    expect(drawn(0)).toBeLessThan(6_000 + 500 - 400 - 40);
  });
});
