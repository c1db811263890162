/**
 * The connection to the relay as a state machine: an input and a time give the next state and the effects to carry out.
 * It reconnects for ever. Pure; `relay-connection.ts` owns the socket.
 */
import { limits } from '../../../protocol/limits.ts';
import { retryPauseMs } from '../../../protocol/retry-pause.ts';

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
  /** `refused`: the relay gave a reason that the next attempt will meet again. */
  | { readonly type: 'closed'; readonly refused?: boolean }
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

const retryPauses = { minMs: limits.viewerRetryMsMin, maxMs: limits.viewerRetryMsMax };

function wait(tries: number, nowMs: number, random: number): ConnectionState {
  return {
    name: 'waiting',
    tries: tries + 1,
    untilMs: nowMs + retryPauseMs(tries, retryPauses, random),
  };
}

function afterClose(
  state: ConnectionState,
  refused: boolean,
  nowMs: number,
  random: number,
): ConnectionState {
  const tries = 'tries' in state ? state.tries : 0;
  if (!refused) return wait(tries, nowMs, random);
  const untilMs = nowMs + limits.viewerRefusedRetryMs * (1 + random / 2);
  return { name: 'waiting', tries: tries + 1, untilMs };
}

type Open = Extract<ConnectionState, { name: 'open' }>;

function nextPingMs(state: Open): number {
  const regular = state.pingedMs + pingGapMs(state.pings);
  const silent = Math.max(state.heardMs, state.pingedMs) + limits.viewerQuietMs;
  return Math.min(regular, silent);
}

/** Time of the next useful `tick`, ms; null: none. */
export function wakeMs(state: ConnectionState): number | null {
  switch (state.name) {
    case 'idle':
      return null;
    case 'waiting':
      return state.untilMs;
    case 'connecting':
    case 'greeting':
      return state.sinceMs + limits.viewerConnectTimeoutMs;
    case 'open':
      return nextPingMs(state);
  }
}

function tickOpen(state: Open, nowMs: number, random: number): ConnectionStep {
  if (nowMs > state.dueMs + frozenMs) {
    // Messages that arrived during the freeze are still queued: ping before judging the silence.
    const asked = { ...state, askedMs: nowMs, pingedMs: nowMs, pings: state.pings + 1 };
    return { state: due({ ...asked, stale: false }), effects: ['ping'] };
  }
  const silentMs = nowMs - state.heardMs;
  const asked = state.askedMs !== null ? nowMs - state.askedMs : 0;
  if (silentMs >= limits.viewerDeadMs && asked >= limits.viewerDeadMs - limits.viewerStaleMs) {
    return { state: wait(0, nowMs, random), effects: ['drop'] };
  }
  const stale =
    silentMs >= limits.viewerStaleMs && asked >= limits.viewerStaleMs - limits.viewerQuietMs;
  if (nowMs < nextPingMs(state)) return { state: due({ ...state, stale }), effects: [] };
  const pinged: Open = {
    ...state,
    stale,
    askedMs: state.askedMs ?? nowMs,
    pingedMs: nowMs,
    pings: state.pings + 1,
  };
  return { state: due(pinged), effects: ['ping'] };
}

function due(state: Open): Open {
  return { ...state, dueMs: nextPingMs(state) };
}

/** @param random 0…1, spreads the pauses between attempts */
export function reduce(
  state: ConnectionState,
  input: ConnectionInput,
  nowMs: number,
  random: number,
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
      const times = { heardMs: nowMs, askedMs: nowMs, pingedMs: nowMs, dueMs: nowMs };
      return {
        state: due({ name: 'open', ...times, pings: 1, stale: false }),
        effects: ['ping'],
      };
    }
    case 'heard':
      return heard(state, nowMs);
    case 'closed':
      if (state.name === 'idle' || state.name === 'waiting') return stay;
      return { state: afterClose(state, input.refused === true, nowMs, random), effects: ['drop'] };
    case 'tick':
      return tick(state, nowMs, random);
  }
}

function heard(state: ConnectionState, nowMs: number): ConnectionStep {
  if (state.name !== 'open') return { state, effects: [] };
  return { state: { ...state, heardMs: nowMs, askedMs: null, stale: false }, effects: [] };
}

function tick(state: ConnectionState, nowMs: number, random: number): ConnectionStep {
  const at = wakeMs(state);
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
      return { state: wait(state.tries, nowMs, random), effects: ['drop'] };
    case 'open':
      return tickOpen(state, nowMs, random);
    case 'idle':
      return { state, effects: [] };
  }
}
