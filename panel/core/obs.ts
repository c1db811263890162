/** What `GET /api/obs` tells, and its states in a word or two. Pure. */
import type { Tone } from './status.ts';

const words: Readonly<Record<string, string>> = {
  off: 'Not set up',
  connecting: 'Connecting',
  connected: 'Connected',
  refused: 'Not running',
  gone: 'Closed',
  loading: 'Loading',
  frozen: 'Hangs',
  'wrong-password': 'Password?',
  kicked: 'Sent away',
  'bad-version': 'Too old or new',
};

export function obsWord(state: string): string {
  return words[state] ?? 'Not reached';
}

/** States that stay until a person does something. */
const broken: ReadonlySet<string> = new Set(['wrong-password', 'kicked', 'bad-version', 'failed']);

export function obsTone(state: string): Tone {
  if (state === 'connected') return 'good';
  if (broken.has(state)) return 'bad';
  return state === 'connecting' || state === 'loading' ? 'wait' : 'idle';
}
