/** What a relay that works with others says about them. Types only. */
import type { LiveSessionStatus } from './live-session-status.ts';

/** Another relay that works with this one. */
export interface OtherRelay {
  /** Its host and port. */
  readonly name: string;
  readonly viewers: number;
  /** That it owns. */
  readonly sessions: number;
}

/** The connection of a relay that works with others. */
export interface BackplaneStatus {
  readonly isConnected: boolean;
  /** Why it is away; null: it is connected. */
  readonly problem: string | null;
  readonly relays: readonly OtherRelay[];
  /** Sessions that other relays own. */
  readonly sessions: readonly LiveSessionStatus[];
  /** Sessions of other relays, by encoding, that viewers here watch. */
  readonly feeds: number;
  readonly messagesReceived: number;
  readonly bytesReceived: number;
  /** Messages that did not arrive. Their viewers were sent the newest state. */
  readonly messagesLost: number;
  readonly messagesSent: number;
  readonly bytesSent: number;
}
