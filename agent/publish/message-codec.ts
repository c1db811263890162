/**
 * Writes the agent's messages to the relay, batches of frames among them, and reads the relay's answers. Frames are JSON
 * already, so each is serialised once. Pure.
 */

import { channelByName } from '../../protocol/channels.ts';
import { limits } from '../../protocol/limits.ts';
import type { AgentSession, AgentStatus, RelayToAgent } from '../../protocol/messages.ts';
import { isObject, isWhole } from '../../protocol/value-checks.ts';
import type { Session } from '../session/session.ts';
import type { PendingFrame } from './resend-buffer.ts';

export function sessionMessage({ sessionID, run, info }: Session): AgentSession {
  return { type: 'session', sessionID, run, facts: info };
}

export function endedStatus({ sessionID, run }: Session, detail: string): AgentStatus {
  return { type: 'status', sessionID, run, status: 'ended', detail };
}

const packetMax = channelByName.get('packetId')!.max;

function framesJson(frames: readonly PendingFrame[], index: number, count: number): string {
  let text = frames[index]!.json;
  for (let i = index + 1; i < index + count; i++) text += `,${frames[i]!.json}`;
  return text;
}

/** `[frame,…]` of `count` frames from `index` on. */
export function framesText(frames: readonly PendingFrame[], index: number, count: number): string {
  return `[${framesJson(frames, index, count)}]`;
}

/** An `AgentBatch` of `count` frames from `index` on, which are of one run and lap. */
export function batchText(
  frames: readonly PendingFrame[],
  index: number,
  count: number,
  seq: number,
  late: boolean,
): string {
  const { run, lap } = frames[index]!;
  const { sessionID, run: runName } = run.session;
  const data = framesJson(frames, index, count);
  return `{"type":"batch","sessionID":"${sessionID}","run":"${runName}","seq":${seq},"lap":${lap}${late ? ',"late":true' : ''},"data":[${data}]}`;
}

function isError(value: unknown): boolean {
  return isObject(value) && typeof value.code === 'string' && typeof value.message === 'string';
}

/** `packetId` is -1 while the first frame waits. */
function isStored(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value.sessionID === 'string' &&
    typeof value.run === 'string' &&
    isWhole(value.packetId, -1, packetMax)
  );
}

function isCarId(value: unknown): boolean {
  return isWhole(value, 0, limits.carIdMax);
}

function isSeq(value: unknown): boolean {
  return isWhole(value, 0, Number.MAX_SAFE_INTEGER);
}

function isDate(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= limits.dateMsMax;
}

const shapes: Record<RelayToAgent['type'], (message: Record<string, unknown>) => boolean> = {
  welcome: (m) =>
    typeof m.protocol === 'number' &&
    typeof m.instance === 'string' &&
    Array.isArray(m.stored) &&
    m.stored.every(isStored),
  received: (m) => isSeq(m.seq),
  stored: isStored,
  refused: (m) =>
    isSeq(m.seq) && isError(m.error) && (m.retryMs === undefined || typeof m.retryMs === 'number'),
  focus: (m) =>
    typeof m.sessionID === 'string' &&
    typeof m.run === 'string' &&
    (m.carId === null || isCarId(m.carId)),
  pong: (m) => typeof m.id === 'number' && isDate(m.relayMs),
};

/** @returns null for a message that breaks the protocol, `'unknown'` for a type of a later version */
export function readRelayMessage(text: string): RelayToAgent | 'unknown' | null {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isObject(message) || typeof message.type !== 'string') return null;
  if (!Object.hasOwn(shapes, message.type)) return 'unknown';
  const fits = shapes[message.type as RelayToAgent['type']](message);
  return fits ? (message as unknown as RelayToAgent) : null;
}
