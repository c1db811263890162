/**
 * The states of the connection to OBS, each with a plain sentence, what the end of a connection says about it, and
 * how long to wait before the next try. Pure.
 */

/** Each is a state, not an error; `obsSentence` says it in words. */
export type ObsState =
  /** Not in the config. */
  | { name: 'off' }
  | { name: 'connecting' }
  /** It was there and went: quit, crashed, network. */
  | { name: 'gone'; quit: boolean }
  /** Nothing listens at that address. */
  | { name: 'refused' }
  /** No way to that address (unknown name, network down, no answer to the connection). */
  | { name: 'unreachable'; detail: string }
  /** Something listens and says nothing, or a connected OBS stopped answering. */
  | { name: 'frozen' }
  /** Something else than obs-websocket 5 answers. */
  | { name: 'not-obs'; detail: string }
  /** Status 207, or its scene collection is changing. */
  | { name: 'loading' }
  | {
      name: 'connected';
      obsVersion: string;
      socketVersion: string;
      platform: string;
      requests: ReadonlySet<string>;
    }
  | { name: 'wrong-password'; missing: boolean }
  | { name: 'kicked' }
  | { name: 'bad-version' }
  /** A close code that says that one of us is wrong. */
  | { name: 'failed'; code: number; detail: string };

export type ObsStateName = ObsState['name'];

/** States in which trying again makes no sense until a person did something. */
export const finalStates: ReadonlySet<ObsStateName> = new Set<ObsStateName>([
  'off',
  'wrong-password',
  'kicked',
  'bad-version',
  'failed',
]);

/** What is the matter, and what to do where there is something to do. Never contains the password. */
export function obsSentence(state: ObsState): string {
  switch (state.name) {
    case 'off':
      return 'OBS is not set up yet: connect it in the panel, or give the config an "obs" section.';
    case 'connecting':
      return 'Connecting to OBS.';
    case 'gone':
      return state.quit
        ? 'OBS was closed; waiting for it to be started again.'
        : 'The connection to OBS broke; trying again.';
    case 'refused':
      return 'OBS is not running, runs in safe mode, or its WebSocket server is off (Tools, WebSocket Server Settings); trying again.';
    case 'unreachable':
      return `The computer with OBS cannot be reached (${state.detail}); trying again.`;
    case 'frozen':
      return 'OBS does not answer: it hangs, or a firewall is in the way; trying again.';
    case 'not-obs':
      return `Something else than OBS 28 or newer answers at this address (${state.detail}); trying again.`;
    case 'loading':
      return 'OBS is loading its scenes.';
    case 'connected':
      return `Connected to OBS ${state.obsVersion} (obs-websocket ${state.socketVersion}).`;
    case 'wrong-password':
      return state.missing
        ? 'OBS asks for a password and none was given: copy it from Tools, WebSocket Server Settings, Show Connect Info.'
        : 'OBS refused the password: copy it again from Tools, WebSocket Server Settings, Show Connect Info.';
    case 'kicked':
      return 'Sequential was disconnected in the WebSocket settings of OBS; it stays away until you connect it again in the panel or change the config.';
    case 'bad-version':
      return 'This OBS speaks a version of obs-websocket that Sequential does not know: update both.';
    case 'failed':
      return `OBS closed the connection with code ${state.code} (${state.detail}); this is a mistake in Sequential, please report it.`;
  }
}

/** The pause before try number `attempt` (from 0): doubles from the shortest to the longest, ±25 %. */
export function retryDelayMs(
  attempt: number,
  random: () => number,
  timing: { retryMinMs: number; retryMaxMs: number },
): number {
  const base = Math.min(timing.retryMaxMs, timing.retryMinMs * 2 ** Math.min(attempt, 20));
  return Math.min(timing.retryMaxMs, base * (0.75 + random() / 2));
}

/** What the end of a connection, or a failed try, says about OBS. Code -1: no WebSocket came about. */
export function stateOfEnd(code: number, detail: string, hadPassword: boolean): ObsState {
  switch (code) {
    case 4009:
      return { name: 'wrong-password', missing: !hadPassword };
    case 4010:
      return { name: 'bad-version' };
    case 4011:
      return { name: 'kicked' };
    case 1001:
      return { name: 'gone', quit: true };
    case -1:
      // Only the text says what happened; Node gives no text at all when both addresses of `localhost` refuse.
      if (detail === '' || detail.includes('ECONNREFUSED')) return { name: 'refused' };
      if (/subprotocol|server response|Parse Error|Invalid/i.test(detail)) {
        return { name: 'not-obs', detail };
      }
      return { name: 'unreachable', detail };
    default:
      if (code >= 4000 && code < 5000) {
        return { name: 'failed', code, detail: detail || 'no reason given' };
      }
      return { name: 'gone', quit: false };
  }
}
