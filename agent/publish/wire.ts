/**
 * The agent's messages as text, those with frames as its bytes. Frames are JSON already when they come here, so that a frame is turned into text
 * once however often it is sent.
 */
import type {
  AgentBatch,
  AgentMessage,
  AgentStatus,
  RelayToAgent,
} from '../../protocol/messages.ts';
import type { Session } from '../session/session.ts';
import type { PendingFrame } from './resend-buffer.ts';
import { copyText } from './text-blocks.ts';

export function messageText(message: Exclude<AgentMessage, AgentBatch>): string {
  return JSON.stringify(message);
}

export function endedStatus({ sessionID, run }: Session, detail: string): AgentStatus {
  return { type: 'status', sessionID, run, status: 'ended', detail };
}

const openArray = Buffer.from('[');
const comma = Buffer.from(',');
const closeArray = Buffer.from(']');
const closeMessage = Buffer.from(']}');

/** `head`, frames with commas between, `end`. */
function framesBetween(
  head: Buffer,
  frames: readonly PendingFrame[],
  index: number,
  count: number,
  end: Buffer,
): Buffer {
  let length = head.length + end.length + count - 1;
  for (let i = index; i < index + count; i++) length += frames[i]!.text.length;
  const bytes = Buffer.allocUnsafe(length);
  let at = head.copy(bytes);
  for (let i = index; i < index + count; i++) {
    if (i > index) at += comma.copy(bytes, at);
    at = copyText(frames[i]!.text, bytes, at);
  }
  end.copy(bytes, at);
  return bytes;
}

/** `[frame,…]` of `count` frames from `index` on. */
export function framesBytes(frames: readonly PendingFrame[], index: number, count: number): Buffer {
  return framesBetween(openArray, frames, index, count, closeArray);
}

/** An `AgentBatch` of `count` frames from `index` on, which are of one run and lap. */
export function batchBytes(
  frames: readonly PendingFrame[],
  index: number,
  count: number,
  seq: number,
  late: boolean,
): Buffer {
  const { run, lap } = frames[index]!;
  const { sessionID, run: runName } = run.session;
  const head = `{"type":"batch","sessionID":"${sessionID}","run":"${runName}","seq":${seq},"lap":${lap}${late ? ',"late":true' : ''},"data":[`;
  return framesBetween(Buffer.from(head), frames, index, count, closeMessage);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isError(value: unknown): boolean {
  return isRecord(value) && typeof value.code === 'string' && typeof value.message === 'string';
}

function isStored(value: unknown): boolean {
  return (
    isRecord(value) &&
    typeof value.sessionID === 'string' &&
    typeof value.run === 'string' &&
    typeof value.packetId === 'number'
  );
}

const shapes: Record<RelayToAgent['type'], (message: Record<string, unknown>) => boolean> = {
  welcome: (m) =>
    typeof m.protocol === 'number' &&
    typeof m.instance === 'string' &&
    Array.isArray(m.stored) &&
    m.stored.every(isStored),
  received: (m) => typeof m.seq === 'number',
  stored: isStored,
  refused: (m) =>
    typeof m.seq === 'number' &&
    isError(m.error) &&
    (m.retryMs === undefined || typeof m.retryMs === 'number'),
  pong: (m) => typeof m.id === 'number' && typeof m.relayMs === 'number',
};

/**
 * Reads what the relay sent.
 * @returns null for what is not of the protocol; messages of a type we do not know are `'unknown'`.
 */
export function readRelayMessage(text: string): RelayToAgent | 'unknown' | null {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(message) || typeof message.type !== 'string') return null;
  if (!Object.hasOwn(shapes, message.type)) return 'unknown';
  const fits = shapes[message.type as RelayToAgent['type']](message);
  return fits ? (message as unknown as RelayToAgent) : null;
}
