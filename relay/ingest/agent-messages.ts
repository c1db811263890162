/** Reads the messages of agents. Pure. Functions return null for a message that breaks the protocol. */

import {
  type CarCollision,
  carSources,
  carText,
  gameCameras,
  readCarEntries,
  readCollisions,
} from '../../protocol/cars.ts';
import { channelByName } from '../../protocol/channels.ts';
import { limits } from '../../protocol/limits.ts';
import type { AgentClock, AgentHello } from '../../protocol/messages.ts';
import { type GameStatus, gameStatuses, type RunKey } from '../../protocol/session.ts';
import { isRunName, isSessionId } from '../../protocol/session-id.ts';
import { isObject, isWhole } from '../../protocol/value-checks.ts';
import type { CarsUpdate } from '../timing/grid/grid-messages.ts';
import type { Message } from '../transport/messages.ts';

/** Text that is shown to people: without control characters. */
const plainText = /^[^\p{C}]*$/u;

export function readRunKey(message: Record<string, unknown>): RunKey | null {
  const { sessionID, run } = message;
  return isSessionId(sessionID) && isRunName(run) ? { sessionID, run } : null;
}

export function readHello(message: Message): Omit<AgentHello, 'type' | 'protocol'> | null {
  const { type, agent, kept } = message;
  if (type !== 'hello' || !Array.isArray(kept) || kept.length > limits.keptRunsMax) return null;
  if (typeof agent !== 'string' || agent.length > limits.factCharsMax) return null;
  if (!plainText.test(agent)) return null;
  const keys = kept.map((one) => (isObject(one) ? readRunKey(one) : null));
  return keys.includes(null) ? null : { agent, kept: keys as RunKey[] };
}

export interface BatchHead extends RunKey {
  seq: number;
  lap: number;
  late: boolean;
}

const { min: lapMin, max: lapMax } = channelByName.get('lap')!;
const sessionMsMax = channelByName.get('t')!.max;

export function readBatchHead(message: Message): BatchHead | null {
  const key = readRunKey(message);
  const { seq, lap, late } = message;
  if (key === null || !isWhole(seq, 1, Number.MAX_SAFE_INTEGER) || !isWhole(lap, lapMin, lapMax)) {
    return null;
  }
  if (late !== undefined && typeof late !== 'boolean') return null;
  const { sessionID, run } = key;
  return { sessionID, run, seq, lap, late: late ?? false };
}

export interface StatusUpdate {
  key: RunKey | null;
  status: GameStatus;
  detail: string | null;
}

export function readStatus(message: Message): StatusUpdate | null {
  const { sessionID, run, status, detail } = message;
  const known = gameStatuses.find((one) => one === status);
  if (known === undefined) return null;
  if (detail !== undefined && typeof detail !== 'string') return null;
  const text = detail === undefined ? null : detail.replaceAll(/\p{C}/gu, ' ');
  const isNone = sessionID === null && run === null;
  const key = isNone ? null : readRunKey(message);
  if (!isNone && key === null) return null;
  return { key, status: known, detail: text?.slice(0, limits.detailCharsMax) ?? null };
}

/** @returns the run and its changed cars */
export function readCars(
  message: Message,
): { key: RunKey; update: CarsUpdate; collisions: CarCollision[] } | null {
  const key = readRunKey(message);
  const cars = readCarEntries(message.cars);
  const { source, server, whole, gone } = message;
  const known = source === null ? null : carSources.find((one) => one === source);
  const collisions = readCollisions(message.collisions ?? []);
  if (key === null || cars === null || known === undefined || collisions === null) return null;
  if (typeof whole !== 'boolean' || (server !== null && typeof server !== 'string')) return null;
  if (!Array.isArray(gone) || gone.length > limits.carsMax) return null;
  if (!gone.every((id) => isWhole(id, 0, limits.carIdMax))) return null;
  const name = server === null ? null : carText(server);
  const camera = gameCameras.find((one) => one === message.camera) ?? null;
  return { key, update: { source: known, server: name, whole, cars, gone, camera }, collisions };
}

export function readClock(message: Message): Omit<AgentClock, 'type'> | null {
  const key = readRunKey(message);
  const { originMs } = message;
  if (key === null || typeof originMs !== 'number') return null;
  // The clock of a relay without a battery may begin in 1970, after the session did.
  const isDate = originMs >= -sessionMsMax && originMs <= limits.dateMsMax;
  return isDate ? { ...key, originMs } : null;
}
