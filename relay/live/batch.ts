/** A batch as it was ingested: the one shape in which frames go from the ways in to viewers and to the store. Types only. */
import type { Frame } from '../../protocol/frame.ts';
import type { RunKey } from '../../protocol/session.ts';

/** What a batch came in on: the socket of a POST, or the connection of an agent. */
export interface PublisherConnection {
  readonly remoteAddress?: string | undefined;
}

/** Checked frames of one lap of one run. */
export interface Batch extends RunKey {
  readonly lap: number;
  /** Ascending by `packetId` from the moment that their run is known. */
  readonly frames: Frame[];
  /** For the store only: sent again after a break, or too old to be shown. */
  readonly late: boolean;
  /** Batches of one connection never overtake one another. */
  readonly connection: PublisherConnection;
  /** ms on the relay's clock. */
  readonly receivedAt: number;
}
