/** In which bytes a viewer gets frames: plain JSON, or the channels and the rate that a page asked for. */
import type { Form } from '../../protocol/codec.ts';

export interface Encoding {
  readonly key: string;
  /** null: plain JSON. */
  readonly form: Form | null;
  /** Most frames a second; 0: all. */
  readonly hz: number;
  /** Frames are collected for `limits.coalesceMs`. */
  readonly coalesced: boolean;
  /** Session messages carry the board. */
  readonly board: boolean;
}

export const plainForm: Encoding = {
  key: 'plain',
  form: null,
  hz: 0,
  coalesced: false,
  board: false,
};

export function compactForm(form: Form, hz: number, coalesced: boolean, board = false): Encoding {
  const key = `${form.key} @${hz}${coalesced ? ' coalesced' : ''}${board ? ' board' : ''}`;
  return { key, form, hz, coalesced, board };
}
