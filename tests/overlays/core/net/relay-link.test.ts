/** When a page goes from its socket to chunks, and back. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RelayLink } from '../../../../overlays/core/net/relay-link.ts';
import { closeCodes } from '../../../../protocol/close-codes.ts';
import { formOf } from '../../../../protocol/frame-codec.ts';
import { limits } from '../../../../protocol/limits.ts';
import type { LatestLiveChunk } from '../../../../protocol/live-chunk.ts';

/** What the relay does with sockets. */
let sockets: 'opens' | 'blocked' | 'full';
let streamDelayMs: number | null;
let made: FakeSocket[];
let opened: RelayLink[];

class FakeSocket {
  static readonly OPEN = 1;
  readyState = 0;
  binaryType = '';
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: ((closed: { code: number; reason: string }) => void) | null = null;

  constructor() {
    made.push(this);
    setTimeout(() => this.#answer(), 1);
  }

  #answer(): void {
    if (sockets === 'blocked') this.#closed(1006, '');
    else {
      this.readyState = FakeSocket.OPEN;
      this.onopen?.();
      if (sockets === 'full') this.#closed(closeCodes.tooMany.code, closeCodes.tooMany.reason);
    }
  }

  #closed(code: number, reason: string): void {
    this.readyState = 3;
    this.onclose?.({ code, reason });
  }

  send(text: string): void {
    const { type, id } = JSON.parse(text) as { type: string; id?: number };
    const answer =
      type === 'hello'
        ? { type: 'welcome', build: 'b', instance: 'i', relayMs: 0, session: null, state: null }
        : { type: 'pong', id, relayMs: 0 };
    setTimeout(() => this.onmessage?.({ data: JSON.stringify(answer) }), 1);
  }

  close(): void {
    this.readyState = 3;
  }
}

function link(more: { keepsStep?: boolean; wantsChunks?: boolean } = {}): RelayLink {
  const latest = (): LatestLiveChunk => ({
    relayMs: 0,
    build: 'b',
    streamDelayMs,
    settings: { theme: null, overlays: {} },
    sessionID: null,
    status: null,
    newest: null,
    first: null,
  });
  const one = new RelayLink({
    address: 'ws://relay/ws/live',
    target: { session: 'live', driver: null },
    keepsStep: false,
    wantsChunks: false,
    overlay: 'test',
    layout: null,
    build: 'b',
    channels: [],
    board: false,
    form: formOf([]),
    hz: 0,
    now: () => Date.now(),
    onMessage: () => {},
    onFrames: () => {},
    onConnected: () => {},
    onProblem: () => {},
    ask: async () => new Response(JSON.stringify(latest())),
    diagnose: async () => ({ kind: 'answers' }),
    ...more,
  });
  opened.push(one);
  one.start();
  return one;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', FakeSocket);
  sockets = 'opens';
  streamDelayMs = null;
  made = [];
  opened = [];
});

afterEach(() => {
  for (const one of opened) one.stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  // The player of chunks is loaded with its first use.
  await vi.dynamicImportSettled();
  await vi.advanceTimersByTimeAsync(0);
}

test('a socket that opens is used', async () => {
  const one = link();
  await pass(1_000);
  expect([one.via, one.isConnected]).toEqual(['socket', true]);
});

test('where sockets are blocked the page plays from chunks, and goes back when one opens', async () => {
  sockets = 'blocked';
  const one = link();
  await pass(8_000);
  expect([one.via, one.isConnected, one.refusal]).toEqual(['chunks', true, null]);
  const tried = made.length;
  await pass(limits.liveSocketRetryMs - 10_000);
  expect(made.length).toBe(tried);
  sockets = 'opens';
  await pass(12_000);
  expect([one.via, one.isConnected]).toEqual(['socket', true]);
  expect(made.length).toBe(tried + 1);
});

test('a relay without room for a socket is watched from chunks at once', async () => {
  sockets = 'full';
  const one = link();
  await pass(100);
  expect([one.via, one.isConnected, one.refusal]).toEqual(['chunks', true, null]);
});

test('a page that asks for chunks opens no socket', async () => {
  const one = link({ wantsChunks: true });
  await pass(2_000);
  expect([one.via, one.isConnected, made.length]).toEqual(['chunks', true, 0]);
});

test('a page in step changes its way when the delay of the stream changes', async () => {
  streamDelayMs = 10_000;
  const one = link({ keepsStep: true });
  await pass(500);
  expect([one.via, one.step?.delayMs, made.length]).toEqual(['chunks', 10_000, 0]);
  streamDelayMs = 1_000;
  await pass(limits.liveLatestEveryMs + 500);
  expect([one.via, one.step?.delayMs]).toEqual(['socket', 1_000]);
  streamDelayMs = null;
  await pass(limits.liveLatestEveryMs + 500);
  expect([one.via, one.step]).toEqual(['socket', null]);
  streamDelayMs = 5_000;
  await pass(limits.liveLatestEveryMs + 500);
  expect([one.via, one.step?.delayMs]).toEqual(['chunks', 5_000]);
  expect(made.every(({ readyState }) => readyState === 3)).toBe(true);
});
