/** Encodings of viewers as relays write them to one another, and short tokens for them. */
import { createHash } from 'node:crypto';
import { channelByName } from '../../protocol/channels.ts';
import { formOf } from '../../protocol/frame-codec.ts';
import {
  compactEncoding,
  type Encoding,
  plainCarsEncoding,
  plainEncoding,
} from '../broadcast/viewer-encoding.ts';
import type { WrittenEncoding } from './backplane-messages.ts';

export function writtenEncoding(encoding: Encoding): WrittenEncoding {
  const { form, hz, coalesced, board, cars } = encoding;
  const channels = form === null ? null : form.channels.map(({ name }) => name);
  return { channels, hz, coalesced, board, cars };
}

/** @returns null: it has channels that this relay does not know */
export function readEncoding(written: WrittenEncoding): Encoding | null {
  const { channels, hz, coalesced, board, cars } = written;
  if (channels === null) return cars ? plainCarsEncoding : plainEncoding;
  if (!channels.every((name) => channelByName.has(name))) return null;
  return compactEncoding(formOf(channels), hz, coalesced, board, cars);
}

/** The part of a subject that stands for an encoding. */
export function tokenOf({ key }: Encoding): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 16);
}
