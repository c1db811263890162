/** One agent on its socket: where it is, why it may publish, and how far its connection is. */
import type { AgentFocus, RelayToAgent } from '../../protocol/messages.ts';
import type { GameStatus, RunKey } from '../../protocol/session.ts';
import type { AccessGrant } from '../access/access-policy.ts';
import type { LiveSession } from '../live/live-session.ts';
import type { Heartbeat } from '../transport/heartbeat.ts';
import type { AgentCarMessages } from './agent-cars.ts';

/** What is known of an agent since its hello. */
export class OpenAgent {
  /** Its name and version, as it sent them. */
  readonly agent: string;
  status: GameStatus = 'waiting';
  detail: string | null = null;
  /** The session and the run that it is attached to as publisher. */
  session: LiveSession | null = null;
  attachedRun = '';
  framesTaken = 0;
  batchesRefused = 0;
  /** Pings received in the current second. */
  pings = 0;
  /** What it was told last of the car that commentators show. */
  sentFocus: AgentFocus | null = null;
  /** Run of its newest batch. */
  batchRun: RunKey | null = null;

  constructor(agent: string) {
    this.agent = agent;
  }
}

/**
 * - `greeting`: it has not sent its hello
 * - `open`: it publishes
 * - `closing`: the close code was sent, or the socket has closed; its messages are ignored
 */
export type AgentState =
  | { readonly kind: 'greeting' }
  | { readonly kind: 'open'; readonly open: OpenAgent; readonly cars: AgentCarMessages }
  | { readonly kind: 'closing' };

/** Where an agent is, and on what grounds it publishes. */
export interface AgentOrigin {
  readonly remoteAddress: string;
  readonly grant: AccessGrant;
}

export class AgentPeer {
  readonly id: number;
  readonly heartbeat: Heartbeat;
  readonly remoteAddress: string;
  readonly grant: AccessGrant;
  readonly since: number;
  state: AgentState = { kind: 'greeting' };

  constructor(id: number, heartbeat: Heartbeat, from: AgentOrigin, since: number) {
    this.id = id;
    this.heartbeat = heartbeat;
    this.remoteAddress = from.remoteAddress;
    this.grant = from.grant;
    this.since = since;
  }

  send(message: RelayToAgent): void {
    if (this.state.kind !== 'closing') this.heartbeat.send(message);
  }
}
