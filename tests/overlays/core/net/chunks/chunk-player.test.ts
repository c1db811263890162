/** When chunks are asked for, and when what is in them is handed on. */
import { describe, expect, test } from 'vitest';
import {
  ChunkPlayer,
  type DueMessage,
} from '../../../../../overlays/core/net/chunks/chunk-player.ts';
import { limits } from '../../../../../protocol/limits.ts';
import {
  encodeChunk,
  type LatestLiveChunk,
  type LiveChunkOpening,
} from '../../../../../protocol/live-chunk.ts';

/** The relay's clock when the page's is 0, ms. */
const origin = 1_800_000_000_000;
const second = origin / 1_000;
const text = new TextEncoder();

const latestOf = (more: Partial<LatestLiveChunk> = {}): LatestLiveChunk => ({
  relayMs: origin,
  build: 'b',
  streamDelayMs: null,
  settings: { theme: null, overlays: {} },
  sessionID: 'ONE',
  status: 'driving',
  newest: second - 1,
  first: second - 30,
  ...more,
});

const opening = (sessionID = 'ONE') =>
  ({
    session: { sessionID, run: 1 },
    board: null,
    cars: null,
    state: { gear: 3 },
  }) as unknown as LiveChunkOpening;

/** A chunk with a byte of its number and an event, at these times within its second. */
const chunkOf = (number: number, atMs = 500) =>
  encodeChunk([
    { atMs: 0, message: Uint8Array.of(2, number % 100) },
    { atMs, message: text.encode(`{"type":"event","event":{"id":${number}}}`) },
  ]);

/** What was handed on, in words. */
const words = (due: readonly DueMessage[]): string[] =>
  due.map((one) => {
    if (one.kind === 'bytes') return `frames ${one.bytes[1]} at ${one.dueMs}`;
    const { message } = one;
    if (message.type === 'event') return `event ${message.event.id}`;
    const named = message as { type: string; session?: { sessionID: string } | null };
    return `${named.type} ${named.session?.sessionID ?? 'nobody'}`;
  });

/** Lets a page play, with a relay that has every second that is over. */
function play(player: ChunkPlayer, untilMs: number, has = (_number: number) => true): string[] {
  const seen: string[] = [];
  for (let nowMs = 0; nowMs <= untilMs; nowMs += 50) {
    const wanted = player.wanted(nowMs);
    if (wanted !== null) {
      const isOver = (wanted.number + 1) * 1_000 <= origin + nowMs;
      seen.push(`ask ${wanted.number - second}${wanted.withOpening ? ' whole' : ''}`);
      if (isOver && has(wanted.number)) {
        const with_ = wanted.withOpening ? opening(wanted.sessionID) : null;
        player.received(wanted, chunkOf(wanted.number), with_, nowMs);
      } else player.missed(wanted, nowMs);
    }
    seen.push(...words(player.due(nowMs)));
  }
  return seen;
}

describe('a page that is as early as chunks allow', () => {
  test('begins where it is, and gets each second at the pace of the relay', () => {
    const player = new ChunkPlayer(null);
    player.latest(latestOf(), origin, 0);
    const delay = limits.liveChunkDelayMs;
    const number = (n: number) => (second + n) % 100;
    expect(play(player, 1_600)).toEqual([
      'ask -3 whole',
      'welcome ONE',
      `frames ${number(-3)} at ${-3_000 + delay}`,
      `event ${second - 3}`,
      'ask -2',
      'ask -1',
      `frames ${number(-2)} at ${-2_000 + delay}`,
      `event ${second - 2}`,
      'ask 0',
      `frames ${number(-1)} at ${-1_000 + delay}`,
    ]);
  });

  test('never asks for a second that is not over', () => {
    const player = new ChunkPlayer(null);
    player.latest(latestOf(), origin, 0);
    for (let nowMs = 0; nowMs < 20_000; nowMs += 50) {
      const wanted = player.wanted(nowMs);
      if (wanted === null) continue;
      expect((wanted.number + 1) * 1_000).toBeLessThanOrEqual(origin + nowMs);
      player.received(wanted, chunkOf(wanted.number), wanted.withOpening ? opening() : null, nowMs);
      player.due(nowMs);
    }
  });

  test('falls back a little when a chunk came too late', () => {
    const player = new ChunkPlayer(null);
    player.latest(latestOf(), origin, 0);
    const first = player.wanted(0)!;
    player.received(first, chunkOf(first.number), opening(), 0);
    const late = player.wanted(300)!;
    player.received(late, chunkOf(late.number), null, 4_000);
    expect(player.delayMs).toBe(limits.liveChunkDelayMs + limits.liveChunkDelayStepMs);
  });

  test('waits for a session whose first second is not over', () => {
    const player = new ChunkPlayer(null);
    player.latest(latestOf({ newest: null, first: null }), origin, 0);
    expect(play(player, 1_000)).toEqual([]);
    player.latest(latestOf({ newest: second + 1, first: second + 1 }), origin, 2_000);
    expect(player.wanted(2_300)).toMatchObject({ number: second + 1, withOpening: true });
  });
});

describe('a page in step with the stream', () => {
  test('begins in the past, with frames a little early and events in time', () => {
    const player = new ChunkPlayer(10_000);
    player.latest(latestOf(), origin, 0);
    const seen = play(player, 900);
    expect(seen.slice(0, 4)).toEqual([
      'ask -10 whole',
      'welcome ONE',
      `frames ${(second - 10) % 100} at ${-limits.liveChunkLeadMs}`,
      'ask -9',
    ]);
    expect(seen).toContain(`event ${second - 10}`);
    expect(seen).toContain(`frames ${(second - 9) % 100} at ${1_000 - limits.liveChunkLeadMs}`);
  });

  test('keeps frames of another run back until the run has begun', () => {
    const player = new ChunkPlayer(10_000);
    player.latest(latestOf(), origin, 0);
    const asked = player.wanted(0)!;
    const next = '{"type":"session","session":{"sessionID":"ONE","run":2},"state":{}}';
    const chunk = encodeChunk([
      { atMs: 100, message: Uint8Array.of(2, 1) },
      { atMs: 200, message: text.encode(next) },
      { atMs: 300, message: Uint8Array.of(2, 2) },
    ]);
    player.received(asked, chunk, opening(), 0);
    expect(words(player.due(0))).toEqual(['welcome ONE', expect.stringContaining('frames 1')]);
    expect(words(player.due(199))).toEqual([]);
    expect(words(player.due(200))).toEqual(['session ONE', expect.stringContaining('frames 2')]);
  });

  test('does not ask for all the seconds that are over at once', () => {
    const player = new ChunkPlayer(20_000);
    player.latest(latestOf(), origin, 0);
    expect(play(player, 0).filter((word) => word.startsWith('ask'))).toEqual(['ask -20 whole']);
  });

  test('goes to another moment when the delay changes', () => {
    const player = new ChunkPlayer(10_000);
    player.latest(latestOf(), origin, 0);
    play(player, 900);
    player.setStep(15_000);
    expect(player.wanted(1_000)).toMatchObject({ number: second - 14, withOpening: true });
  });

  test('waits until it comes to the first second that was recorded', () => {
    const player = new ChunkPlayer(10_000);
    player.latest(latestOf({ first: second - 4 }), origin, 0);
    expect(play(player, 3_300)).toEqual([]);
    expect(player.wanted(5_000)).toMatchObject({ number: second - 4, withOpening: true });
  });
});

describe('a chunk that is not there', () => {
  test('is asked for again, with growing pauses, and then the newest number is', () => {
    const player = new ChunkPlayer(null);
    player.latest(latestOf(), origin, 0);
    const first = player.wanted(0)!;
    expect(player.missed(first, 0)).toBe(false);
    expect(player.wanted(limits.liveChunkRetryMs - 1)).toBeNull();
    const again = player.wanted(limits.liveChunkRetryMs)!;
    expect(player.missed(again, limits.liveChunkRetryMs)).toBe(true);
    expect(player.wanted(limits.liveChunkRetryMs * 2)).toBeNull();
  });

  test('is passed over when the relay has newer ones only', () => {
    const player = new ChunkPlayer(null);
    player.latest(latestOf(), origin, 0);
    play(player, 5_000, (number) => number < second);
    player.latest(latestOf({ first: second + 3, newest: second + 4 }), origin, 6_000);
    expect(player.wanted(6_000)).toMatchObject({ number: second + 3, withOpening: true });
  });
});

describe('a session that is over', () => {
  test('shows its last second to those who come later, and asks for nothing more', () => {
    const player = new ChunkPlayer(null);
    player.latest(
      latestOf({ status: 'ended', newest: second - 100, first: second - 130 }),
      origin,
      0,
    );
    expect(play(player, 3_000)).toEqual([
      'ask -100 whole',
      'welcome ONE',
      `frames ${(second - 100) % 100} at ${-100_000 + limits.liveChunkDelayMs}`,
    ]);
    expect(player.wakeMs(3_000)).toBeNull();
  });

  test('gives way to the next one when the page has come to it', () => {
    const player = new ChunkPlayer(10_000);
    player.latest(latestOf(), origin, 0);
    play(player, 900);
    const next = latestOf({ sessionID: 'TWO', first: second - 5, newest: second });
    player.latest(next, origin, 1_000);
    expect(player.wanted(1_000)?.sessionID ?? 'ONE').toBe('ONE');
    player.latest(next, origin, 5_100);
    expect(player.wanted(5_100)).toMatchObject({ sessionID: 'TWO', withOpening: true });
  });
});

test('nobody drives: the page is seen once', () => {
  const player = new ChunkPlayer(null);
  const nobody = latestOf({ sessionID: null, status: null, newest: null, first: null });
  player.latest(nobody, origin, 0);
  expect(words(player.due(0))).toEqual(['welcome nobody']);
  player.latest(nobody, origin, 1_000);
  expect(words(player.due(1_000))).toEqual([]);
});

test('themes that are chosen through the relay are seen when they change', () => {
  const player = new ChunkPlayer(null);
  const at = (theme: string | null) => {
    player.latest(latestOf({ settings: { theme, overlays: {} } }), origin, 0);
    return words(player.due(0));
  };
  expect(at(null)).toEqual([]);
  expect(at('heritage')).toEqual(['settings nobody']);
  expect(at('heritage')).toEqual([]);
  expect(at(null)).toEqual(['settings nobody']);
});
