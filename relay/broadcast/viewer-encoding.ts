/** The bytes that a viewer gets: plain JSON, or the compact encoding with the channels and the rate a page asked for. */
import type { Form } from '../../protocol/frame-codec.ts';

export interface Encoding {
  /** Equal for encodings that are the same. */
  readonly key: string;
  /** Channels of the compact encoding; null: plain JSON. */
  readonly form: Form | null;
  /** Most frames a second; 0: all. */
  readonly hz: number;
  /** Frames are collected for `limits.coalesceMs`. */
  readonly coalesced: boolean;
  /** Session messages carry the board. */
  readonly board: boolean;
  /** The viewer gets the cars of the session too. */
  readonly cars: boolean;
}

export const plainEncoding: Encoding = {
  key: 'plain',
  form: null,
  hz: 0,
  coalesced: false,
  board: false,
  cars: false,
};

export const plainCarsEncoding: Encoding = { ...plainEncoding, key: 'plain cars', cars: true };

export function compactEncoding(
  form: Form,
  hz: number,
  coalesced: boolean,
  board = false,
  cars = false,
): Encoding {
  const words = [coalesced ? ' coalesced' : '', board ? ' board' : '', cars ? ' cars' : ''];
  const key = `${form.key} @${hz}${words.join('')}`;
  return { key, form, hz, coalesced, board, cars };
}
