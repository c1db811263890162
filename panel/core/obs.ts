/** The state of the connection to OBS as a word and a tone. Pure. */
import type { ObsStatusName } from '../../protocol/relay-answers.ts';
import type { Tone } from './status.ts';

const words: Readonly<Record<ObsStatusName, string>> = {
  off: 'Not set up',
  connecting: 'Connecting',
  connected: 'Connected',
  refused: 'Not running',
  gone: 'Closed',
  loading: 'Loading',
  frozen: 'Not responding',
  'wrong-password': 'Wrong password',
  kicked: 'Disconnected by OBS',
  'bad-version': 'Unsupported version',
  unreachable: 'Not reached',
  'not-obs': 'Not OBS',
  failed: 'Failed',
};

export function obsWord(state: ObsStatusName): string {
  return words[state];
}

/** States that last until the user does something. */
const broken: ReadonlySet<ObsStatusName> = new Set([
  'wrong-password',
  'kicked',
  'bad-version',
  'failed',
]);

export function obsTone(state: ObsStatusName): Tone {
  if (state === 'connected') return 'good';
  if (broken.has(state)) return 'bad';
  return state === 'connecting' || state === 'loading' ? 'wait' : 'idle';
}
