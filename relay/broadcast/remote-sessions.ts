/** The port to sessions that another relay owns: their viewers here get the bytes that the owner sends. Types only. */
import type { BroadcastGroup } from './broadcast-group.ts';
import type { Viewer } from './viewer.ts';

export interface RemoteSessions {
  /** Another relay owns the session. */
  isElsewhere(sessionID: string): boolean;
  /** A viewer joined the group of such a session. The group holds it back until `admit`. */
  joined(group: BroadcastGroup, viewer: Viewer): void;
  /** A viewer missed messages of such a session and needs its state. */
  refresh(group: BroadcastGroup, viewer: Viewer): void;
  /** A viewer left the group of any session. */
  left(group: BroadcastGroup, viewer: Viewer): void;
}
