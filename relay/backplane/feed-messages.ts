/**
 * What the owner of a session sends for the viewers of another relay: a number that counts the messages of one feed, then
 * the same WebSocket frame that its own viewers get. The state that a viewer needs first is an answer of the same shape. Pure.
 */

const headBytes = 4;
const numbers = 2 ** 32;

export interface FeedMessage {
  /** Counts the messages of the feed, and begins again after 2³² of them. */
  readonly number: number;
  /** WebSocket frames, ready for a socket. */
  readonly frames: Buffer;
}

export function feedMessage(number: number, frames: Uint8Array): Buffer {
  const message = Buffer.allocUnsafe(headBytes + frames.length);
  message.writeUInt32BE(number);
  message.set(frames, headBytes);
  return message;
}

/** @returns null: it is none */
export function readFeedMessage(message: Buffer): FeedMessage | null {
  if (message.length < headBytes) return null;
  return { number: message.readUInt32BE(), frames: message.subarray(headBytes) };
}

export function nextNumber(number: number): number {
  return (number + 1) % numbers;
}
