/** The relay's status for the panel: the header's sentence, and the live session and its agent. Pure. */

import type { LiveSessionStatus } from '../../protocol/live-session-status.ts';
import { prettyName, prettyTrack } from '../../protocol/readable-name.ts';
import type { AgentInfo, RelayStatus } from '../../protocol/relay-answers.ts';

/**
 * `asking`: no answer yet · `away`: no answer · `other`: another web server answers instead of the relay · `refused`:
 * the relay demands the token or the admin key.
 */
export type StatusNow = RelayStatus | 'asking' | 'away' | 'other' | 'refused';

export type Tone = 'good' | 'wait' | 'bad' | 'idle';

export interface Headline {
  readonly tone: Tone;
  readonly sentence: string;
  /** Car, track and lap; empty while nobody drives. */
  readonly about: readonly string[];
}

/** The session that `live` stands for. */
export function liveSession(status: RelayStatus): LiveSessionStatus | undefined {
  return status.sessions.find(({ sessionID }) => sessionID === status.live);
}

/** A car is driven now, or its drive is paused. */
export function isDriven(status: StatusNow): boolean {
  if (typeof status === 'string') return false;
  const state = liveSession(status)?.status;
  return state === 'driving' || state === 'paused';
}

/** The agent that publishes the live session, else the first one. */
export function liveAgent(status: RelayStatus): AgentInfo | undefined {
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
  ended: { tone: 'idle', sentence: 'The session has ended' },
  'agent-away': { tone: 'bad', sentence: 'The agent is disconnected' },
};

export function headline(status: StatusNow): Headline {
  if (status === 'asking') return { tone: 'idle', sentence: 'Connecting …', about: [] };
  if (status === 'away') return { tone: 'bad', sentence: 'Sequential does not answer', about: [] };
  if (status === 'other') return { tone: 'bad', sentence: 'Another web page answers', about: [] };
  if (status === 'refused') return { tone: 'idle', sentence: 'Token needed', about: [] };
  const session = liveSession(status);
  const state = session?.status ?? liveAgent(status)?.status;
  if (state === undefined) return { tone: 'wait', sentence: 'No agent is connected', about: [] };
  const head = sentences[state] ?? { tone: 'idle' as const, sentence: state };
  if (session === undefined || state === 'ended') return { ...head, about: [] };
  const lap = session.lap === null ? '' : `Lap ${session.lap}`;
  const about = [readable(session.car), prettyTrack(session.track ?? ''), lap].filter(
    (one) => one !== '',
  );
  return { ...head, about };
}

/** What previews play: the live session, or the built-in lap while nobody drives. @returns null: not known yet */
export function previewOf(status: StatusNow): 'live' | 'demo' | null {
  if (status === 'asking') return null;
  if (typeof status === 'string') return 'demo';
  const state = liveSession(status)?.status;
  return state === undefined || state === 'ended' || state === 'agent-away' ? 'demo' : 'live';
}
