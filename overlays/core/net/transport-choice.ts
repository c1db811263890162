/** Decides how a page gets its stream: by a socket, or from chunks that caches serve. Pure. */
import { limits } from '../../../protocol/limits.ts';

/** Keeps the picture in step with a late stream. */
export interface StreamStep {
  /** How late the stream is, ms. */
  readonly delayMs: number;
  /** The relay's clock minus the page's, ms. */
  readonly clockOffsetMs: number;
  /** Frames and cars come this long before they are drawn, ms. */
  readonly leadMs: number;
}

export interface TransportInput {
  /** `?via=chunks` */
  readonly wantsChunks: boolean;
  /** `?delay=stream` */
  readonly keepsStep: boolean;
  /** How late viewers see the stream, ms; null: not set, or not known yet. */
  readonly streamDelayMs: number | null;
  /** No socket opens, or the relay has no room for one. */
  readonly isBlocked: boolean;
}

export type Transport =
  /** `stepMs`: how late the stream is that the page keeps step with; null: it keeps no step. */
  | { readonly kind: 'socket'; readonly stepMs: number | null }
  | { readonly kind: 'chunks'; readonly stepMs: number | null };

/** Chunks are some seconds late themselves, so a stream that is less late needs a socket. */
export function chooseTransport(input: TransportInput): Transport {
  const { wantsChunks, keepsStep, streamDelayMs, isBlocked } = input;
  const stepMs = keepsStep ? streamDelayMs : null;
  const isLate = stepMs !== null && stepMs >= limits.liveChunkDelayMs;
  if (wantsChunks || isBlocked || isLate) {
    return { kind: 'chunks', stepMs: isLate ? stepMs : null };
  }
  return { kind: 'socket', stepMs };
}
