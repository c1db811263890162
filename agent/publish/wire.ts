/**
 * The agent's messages as text. Frames are JSON already when they come here, so that a frame is turned into text
 * once however often it is sent.
 */
import type { AgentBatch, AgentMessage, RelayToAgent } from '../../protocol/messages.ts';
import type { KeptFrame } from './keep.ts';

export function messageText(message: Exclude<AgentMessage, AgentBatch>): string {
  return JSON.stringify(message);
}

/** `[frame,…]` of `count` frames from `index` on. */
export function framesText(frames: readonly KeptFrame[], index: number, count: number): string {
  let text = `[${frames[index]!.json}`;
  for (let i = index + 1; i < index + count; i++) text += `,${frames[i]!.json}`;
  return `${text}]`;
}

/** An `AgentBatch` of `count` frames from `index` on, which are of one run and lap. */
export function batchText(
  frames: readonly KeptFrame[],
  index: number,
  count: number,
  seq: number,
  late: boolean,
): string {
  const { run, lap } = frames[index]!;
  const { sessionID, run: runName } = run.session;
  const head = `{"type":"batch","sessionID":"${sessionID}","run":"${runName}","seq":${seq},"lap":${lap}`;
  return `${head}${late ? ',"late":true' : ''},"data":${framesText(frames, index, count)}}`;
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
  refused: (m) => typeof m.seq === 'number' && isError(m.error),
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
