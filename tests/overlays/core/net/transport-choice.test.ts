import { expect, test } from 'vitest';
import {
  chooseTransport,
  type TransportInput,
} from '../../../../overlays/core/net/transport-choice.ts';

const usual: TransportInput = {
  wantsChunks: false,
  keepsStep: false,
  streamDelayMs: 12_000,
  isBlocked: false,
};

test.each<[string, Partial<TransportInput>, string]>([
  ['a socket is the usual way, however late the stream is', {}, 'socket null'],
  ['chunks come where the page asks for them', { wantsChunks: true }, 'chunks null'],
  ['chunks come where no socket opens', { isBlocked: true }, 'chunks null'],
  [
    'a page in step with a late stream plays the past from chunks',
    { keepsStep: true },
    'chunks 12000',
  ],
  [
    'a page in step with a quick stream waits on its socket',
    { keepsStep: true, streamDelayMs: 1_500 },
    'socket 1500',
  ],
  [
    'without a socket it is as early as chunks allow',
    { keepsStep: true, streamDelayMs: 1_500, isBlocked: true },
    'chunks null',
  ],
  ['a delay that is not set is none', { keepsStep: true, streamDelayMs: null }, 'socket null'],
  ['chunks can be in step', { keepsStep: true, wantsChunks: true }, 'chunks 12000'],
])('%s', (_, input, expected) => {
  const { kind, stepMs } = chooseTransport({ ...usual, ...input });
  expect(`${kind} ${stepMs}`).toBe(expected);
});
