/**
 * The states of the connection to OBS with a sentence for each, the state that follows from the end of a connection, and
 * the pause before the next try. Pure.
 */

/** None of them is an error of this program; `obsSentence` puts each into words. */
export type ObsState =
  /** Not in the config. */
  | { name: 'off' }
  | { name: 'connecting' }
  /** It was connected: OBS quit or crashed, or the network failed. */
  | { name: 'gone'; quit: boolean }
  /** Nothing listens at the address. */
  | { name: 'refused' }
  /** The address cannot be reached: unknown name, network down. */
  | { name: 'unreachable'; detail: string }
  /** Something listens and does not answer, or a connected OBS stopped answering. */
  | { name: 'frozen' }
  /** Something else than obs-websocket 5 answers. */
  | { name: 'not-obs'; detail: string }
  /** OBS answers “not ready” (207), or changes its scene collection. */
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
  /** A close code for a mistake in the protocol. */
  | { name: 'failed'; code: number; detail: string };

export type ObsStateName = ObsState['name'];

/** States that only a person can end. */
export const finalStates: ReadonlySet<ObsStateName> = new Set<ObsStateName>([
  'off',
  'wrong-password',
  'kicked',
  'bad-version',
  'failed',
]);

/** What the state means and what to do about it. Never contains the password. */
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
      return `Something other than OBS 28 or newer answers at this address (${state.detail}); trying again.`;
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
      return `OBS closed the connection with code ${state.code} (${state.detail}); this is a bug in Sequential; please report it.`;
  }
}

/** The state after a connection ended or a try failed. Code -1: there was no WebSocket. */
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
      // Only the text shows the reason; it is empty when both addresses of `localhost` refuse.
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
