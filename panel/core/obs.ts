/** What `GET /api/obs` tells, and its states in a word or two. Pure. */
import type { Tone } from './status.ts';

export interface ObsSource {
  /** In OBS. */
  readonly name: string;
  readonly url: string;
  readonly overlay: string;
  readonly target: string;
  /** It gives up its page while it is hidden, and is hidden now. */
  readonly asleep: boolean;
  /** Scenes and groups that hold it. */
  readonly scenes: readonly string[];
}

export interface ObsProblem {
  readonly rule?: string;
  readonly severity?: string;
  readonly sentence: string;
}

export interface ObsNow {
  /** `off`, `connecting`, `connected`, `refused`, `wrong-password` … */
  readonly state: string;
  /** The state in words, with what to do. */
  readonly sentence: string;
  readonly settings: {
    readonly url: string | null;
    readonly hasPassword: boolean;
    readonly from: 'panel' | 'config' | null;
  };
  readonly version: { readonly obs: string; readonly webSocket: string } | null;
  readonly programScene: string | null;
  /** From the top, as in the window of OBS. */
  readonly scenes: readonly string[];
  /** This OBS can show web pages. */
  readonly canAddSources: boolean;
  readonly sources: readonly ObsSource[];
  readonly replayBuffer: string | null;
  readonly recording: boolean | null;
  readonly problems: readonly ObsProblem[];
}

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
