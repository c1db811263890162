/** What `GET /api/status` tells, as far as the panel uses it, and its one sentence for the header. Pure. */
import { prettyName, prettyTrack } from '../../protocol/name.ts';

export interface AgentNow {
  readonly status: string;
  /** Why, in a sentence, where there is something to say. */
  readonly detail: string | null;
  readonly sessionID: string | null;
}

export interface LiveSessionStatus {
  readonly sessionID: string;
  readonly status: string;
  readonly driver: string | null;
  readonly car: string | null;
  readonly track: string | null;
  readonly lap: number | null;
  readonly framesPerSecond: number;
  readonly framesTaken: number;
  /** Of the newest frame, ms; null where no clock is known. */
  readonly ageMs: number | null;
  readonly viewers: number;
  /** Several publish it at the same time, each in words; null: at most one does. */
  readonly contest: { readonly shown: string; readonly others: readonly string[] } | null;
}

/** A publisher that was refused, or had fields left out, in the last minutes, and why. */
export interface RefusedNow {
  readonly remoteAddress: string;
  readonly sessionID: string | null;
  /** `fields-left-out`: taken, but not all of it. */
  readonly code: string;
  readonly message: string;
  readonly count: number;
  readonly agoMs: number;
}

export interface RelayStatus {
  readonly version: string;
  /** New each time the relay starts. */
  readonly instance: string;
  readonly build: string;
  /** Id of the session that `live` stands for. */
  readonly live: string | null;
  readonly viewers: number;
  readonly agents: readonly AgentNow[];
  readonly refused: readonly RefusedNow[];
  readonly sessions: readonly LiveSessionStatus[];
  readonly recorder: {
    readonly store: string;
    readonly state: string;
    readonly detail: string | null;
    readonly framesStored: number;
    /** Given up because a bound was reached. */
    readonly framesDropped: number;
  };
}

/**
 * `asking`: no answer yet · `away`: nobody answers · `other`: something else answers in place of the relay ·
 * `refused`: the relay does, but not without its token or the admin key.
 */
export type StatusNow = RelayStatus | 'asking' | 'away' | 'other' | 'refused';

export type Tone = 'good' | 'wait' | 'bad' | 'idle';

export interface Headline {
  readonly tone: Tone;
  readonly sentence: string;
  /** Car, track and lap of who drives; empty when nobody does. */
  readonly about: readonly string[];
}

/** The session that `live` stands for. */
export function liveSession(status: RelayStatus): LiveSessionStatus | undefined {
  return status.sessions.find(({ sessionID }) => sessionID === status.live);
}

/** The agent that publishes what is live, else the first that is there. */
export function liveAgent(status: RelayStatus): AgentNow | undefined {
  return status.agents.find(({ sessionID }) => sessionID === status.live) ?? status.agents[0];
}

/** `ks_nordschleife` → `Nordschleife`: the game's own id, made readable. Empty stays empty. */
export function readable(id: string | null): string {
  return prettyName(id ?? '');
}

const sentences: Readonly<Record<string, { tone: Tone; sentence: string }>> = {
  waiting: { tone: 'wait', sentence: 'Waiting for the game' },
  loading: { tone: 'wait', sentence: 'The game is loading' },
  menu: { tone: 'wait', sentence: 'In the menu' },
  driving: { tone: 'good', sentence: 'Driving' },
  paused: { tone: 'wait', sentence: 'Paused' },
  replay: { tone: 'wait', sentence: 'Replay' },
  ended: { tone: 'idle', sentence: 'The session is over' },
  'agent-away': { tone: 'bad', sentence: 'The agent is away' },
};

export function headline(status: StatusNow): Headline {
  if (status === 'asking') return { tone: 'idle', sentence: 'Asking …', about: [] };
  if (status === 'away') return { tone: 'bad', sentence: 'Sequential does not answer', about: [] };
  if (status === 'other') return { tone: 'bad', sentence: 'Another page answers', about: [] };
  if (status === 'refused') return { tone: 'idle', sentence: 'Not let in yet', about: [] };
  const session = liveSession(status);
  const state = session?.status ?? liveAgent(status)?.status;
  if (state === undefined) return { tone: 'wait', sentence: 'No agent is connected', about: [] };
  const said = sentences[state] ?? { tone: 'idle' as const, sentence: state };
  if (session === undefined || state === 'ended') return { ...said, about: [] };
  const lap = session.lap === null ? '' : `Lap ${session.lap}`;
  const about = [readable(session.car), prettyTrack(session.track ?? ''), lap].filter(
    (one) => one !== '',
  );
  return { ...said, about };
}

/**
 * What previews play: what is driven now, or the built-in lap while nobody drives.
 * @returns null: not known yet
 */
export function previewOf(status: StatusNow): 'live' | 'demo' | null {
  if (status === 'asking') return null;
  if (typeof status === 'string') return 'demo';
  const state = liveSession(status)?.status;
  return state === undefined || state === 'ended' || state === 'agent-away' ? 'demo' : 'live';
}
