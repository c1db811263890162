/**
 * The connection of a viewer to a relay as a state machine: an input and a time give the next state and the effects to
 * carry out. It reconnects for ever. Pages of overlays and `triggers` on another PC use it; they own the sockets. Pure.
 */
import { limits } from './limits.ts';
import { type RetryPauses, retryPauseMs } from './retry-pause.ts';

export type ConnectionState =
  /** Not started, or stopped. */
  | { readonly name: 'idle' }
  /** A pause between two tries. */
  | { readonly name: 'waiting'; readonly tries: number; readonly untilMs: number }
  | { readonly name: 'connecting'; readonly tries: number; readonly sinceMs: number }
  /** The socket is open and `hello` is sent; the relay's `welcome` is outstanding. */
  | { readonly name: 'greeting'; readonly tries: number; readonly sinceMs: number }
  | {
      readonly name: 'open';
      readonly heardMs: number;
      /** First ping without an answer; null: none is outstanding. */
      readonly askedMs: number | null;
      readonly pingedMs: number;
      readonly pings: number;
      readonly stale: boolean;
      /** Due time of the next `tick`; a much later one means that the page was frozen. */
      readonly dueMs: number;
    };

export type ConnectionInput =
  | { readonly type: 'start' }
  | { readonly type: 'opened' }
  | { readonly type: 'welcomed' }
  | { readonly type: 'heard' }
  /**
   * `refused`: the relay gave a reason that the next attempt will meet again. `handedOn`: the relay stops, and another
   * one, or a proxy, serves the next attempt.
   */
  | { readonly type: 'closed'; readonly why?: 'refused' | 'handedOn' }
  | { readonly type: 'tick' }
  | { readonly type: 'stop' };

/** `drop`: close the socket and ignore everything that it still delivers. */
export type ConnectionEffect = 'connect' | 'hello' | 'ping' | 'drop';

export interface ConnectionStep {
  readonly state: ConnectionState;
  readonly effects: readonly ConnectionEffect[];
}

/**
 * Time between two clock comparisons. They are frequent at first, because a page that is still building its picture
 * reads the first answers late.
 */
function pingGapMs(pings: number): number {
  if (pings < 5) return 150;
  return pings < 15 ? 1_000 : 10_000;
}

/** A timer that is late by this much means that the page was frozen or the computer slept, ms. */
const frozenMs = 1_500;

/** How patient a viewer is, ms. */
export interface ConnectionTimes {
  readonly connectTimeoutMs: number;
  /** The relay is pinged after this silence; after the others it counts as stale, and as gone. */
  readonly quietMs: number;
  readonly staleMs: number;
  readonly deadMs: number;
  readonly retry: RetryPauses;
}

export const pageTimes: ConnectionTimes = {
  connectTimeoutMs: limits.viewerConnectTimeoutMs,
  quietMs: limits.viewerQuietMs,
  staleMs: limits.viewerStaleMs,
  deadMs: limits.viewerDeadMs,
  retry: { minMs: limits.viewerRetryMsMin, maxMs: limits.viewerRetryMsMax },
};

function wait(
  tries: number,
  nowMs: number,
  random: number,
  { retry }: ConnectionTimes,
): ConnectionState {
  return {
    name: 'waiting',
    tries: tries + 1,
    untilMs: nowMs + retryPauseMs(tries, retry, random),
  };
}

function afterClose(
  state: ConnectionState,
  why: 'refused' | 'handedOn' | undefined,
  nowMs: number,
  random: number,
  times: ConnectionTimes,
): ConnectionState {
  const tries = 'tries' in state ? state.tries : 0;
  // Spread a little, because thousands of pages lose the same relay at once. A relay that stops before it has welcomed
  // the page gets no second attempt at once: it could be the only one.
  if (why === 'handedOn' && state.name === 'open') {
    return { name: 'waiting', tries, untilMs: nowMs + random * limits.handedOnSpreadMs };
  }
  if (why !== 'refused') return wait(tries, nowMs, random, times);
  const untilMs = nowMs + limits.viewerRefusedRetryMs * (1 + random / 2);
  return { name: 'waiting', tries: tries + 1, untilMs };
}

type Open = Extract<ConnectionState, { name: 'open' }>;

function nextPingMs(state: Open, { quietMs }: ConnectionTimes): number {
  const regular = state.pingedMs + pingGapMs(state.pings);
  const silent = Math.max(state.heardMs, state.pingedMs) + quietMs;
  return Math.min(regular, silent);
}

/** Time of the next useful `tick`, ms; null: none. */
export function wakeMs(state: ConnectionState, times = pageTimes): number | null {
  switch (state.name) {
    case 'idle':
      return null;
    case 'waiting':
      return state.untilMs;
    case 'connecting':
    case 'greeting':
      return state.sinceMs + times.connectTimeoutMs;
    case 'open':
      return nextPingMs(state, times);
  }
}

function tickOpen(
  state: Open,
  nowMs: number,
  random: number,
  times: ConnectionTimes,
): ConnectionStep {
  const { quietMs, staleMs, deadMs } = times;
  if (nowMs > state.dueMs + frozenMs) {
    // Messages that arrived during the freeze are still queued: ping before judging the silence.
    const asked = { ...state, askedMs: nowMs, pingedMs: nowMs, pings: state.pings + 1 };
    return { state: due({ ...asked, stale: false }, times), effects: ['ping'] };
  }
  const silentMs = nowMs - state.heardMs;
  const asked = state.askedMs !== null ? nowMs - state.askedMs : 0;
  if (silentMs >= deadMs && asked >= deadMs - staleMs) {
    return { state: wait(0, nowMs, random, times), effects: ['drop'] };
  }
  const stale = silentMs >= staleMs && asked >= staleMs - quietMs;
  if (nowMs < nextPingMs(state, times))
    return { state: due({ ...state, stale }, times), effects: [] };
  const pinged: Open = {
    ...state,
    stale,
    askedMs: state.askedMs ?? nowMs,
    pingedMs: nowMs,
    pings: state.pings + 1,
  };
  return { state: due(pinged, times), effects: ['ping'] };
}

function due(state: Open, times: ConnectionTimes): Open {
  return { ...state, dueMs: nextPingMs(state, times) };
}

/** @param random 0…1, spreads the pauses between attempts */
export function reduce(
  state: ConnectionState,
  input: ConnectionInput,
  nowMs: number,
  random: number,
  times = pageTimes,
): ConnectionStep {
  const stay: ConnectionStep = { state, effects: [] };
  switch (input.type) {
    case 'start':
      if (state.name !== 'idle') return stay;
      return { state: { name: 'connecting', tries: 0, sinceMs: nowMs }, effects: ['connect'] };
    case 'stop':
      return state.name === 'idle' ? stay : { state: { name: 'idle' }, effects: ['drop'] };
    case 'opened':
      if (state.name !== 'connecting') return stay;
      return { state: { ...state, name: 'greeting', sinceMs: nowMs }, effects: ['hello'] };
    case 'welcomed': {
      if (state.name !== 'greeting') return heard(state, nowMs);
      const at = { heardMs: nowMs, askedMs: nowMs, pingedMs: nowMs, dueMs: nowMs };
      return {
        state: due({ name: 'open', ...at, pings: 1, stale: false }, times),
        effects: ['ping'],
      };
    }
    case 'heard':
      return heard(state, nowMs);
    case 'closed':
      if (state.name === 'idle' || state.name === 'waiting') return stay;
      return {
        state: afterClose(state, input.why, nowMs, random, times),
        effects: ['drop'],
      };
    case 'tick':
      return tick(state, nowMs, random, times);
  }
}

function heard(state: ConnectionState, nowMs: number): ConnectionStep {
  if (state.name !== 'open') return { state, effects: [] };
  return { state: { ...state, heardMs: nowMs, askedMs: null, stale: false }, effects: [] };
}

function tick(
  state: ConnectionState,
  nowMs: number,
  random: number,
  times: ConnectionTimes,
): ConnectionStep {
  const at = wakeMs(state, times);
  if (at === null) return { state, effects: [] };
  switch (state.name) {
    case 'waiting':
      if (nowMs < at) return { state, effects: [] };
      return {
        state: { name: 'connecting', tries: state.tries, sinceMs: nowMs },
        effects: ['connect'],
      };
    case 'connecting':
    case 'greeting':
      if (nowMs < at) return { state, effects: [] };
      return { state: wait(state.tries, nowMs, random, times), effects: ['drop'] };
    case 'open':
      return tickOpen(state, nowMs, random, times);
    case 'idle':
      return { state, effects: [] };
  }
}
