/**
 * The backplane is the message server between relays (NATS) that lets several of them work as one. This is the port to it:
 * messages by subject, at most once, in the order in which one relay published them. No call waits or throws. Types only:
 * `nats-backplane.ts` implements it.
 */

/** Answers a request; does nothing for a message that is none. */
export type Respond = (answer: Uint8Array) => void;

/** @param answer null: none came in time */
export type OnAnswer = (answer: Buffer | null) => void;

export interface Backplane {
  /** False: nothing arrives, and what is published is dropped. */
  readonly isConnected: boolean;
  /** Why it is away, for people; null: it is connected. */
  readonly problem: string | null;
  publish(subject: string, bytes: Uint8Array): void;
  /** @param onMessage its bytes stay as they are @returns ends it */
  subscribe(subject: string, onMessage: (bytes: Buffer, respond: Respond) => void): () => void;
  /**
   * Asks another relay. The answer comes in order with the messages that the other relay published before and after it.
   * @param onAnswer called once; null: there is none within the time
   */
  request(subject: string, bytes: Uint8Array, timeoutMs: number, onAnswer: OnAnswer): void;
  /** The listener is called whenever the connection is made or lost. */
  onChange(listener: () => void): void;
  close(): Promise<void>;
}
