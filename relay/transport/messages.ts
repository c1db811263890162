/** Reads what both agents and pages send: JSON messages with a `type`, and pings. Pure. */

import { isWithinBounds } from '../../protocol/json-cost.ts';
import { limits } from '../../protocol/limits.ts';
import { protocolVersion } from '../../protocol/messages.ts';
import { isObject } from '../../protocol/value-checks.ts';

/** Any JSON object with a `type`. */
export type Message = Record<string, unknown> & { readonly type: string };

/** Whether parsing costs no more than the size lets expect. */
export function isCheapJson(data: Buffer): boolean {
  const { jsonTrustedBytes, jsonLevelsMax, jsonValuesMax, jsonTextsMax } = limits;
  if (data.length <= jsonTrustedBytes) return true;
  const bounds = { levelsMax: jsonLevelsMax, valuesMax: jsonValuesMax, textsMax: jsonTextsMax };
  return isWithinBounds(data.toString('latin1'), bounds);
}

/** @param data a text message; `ws` has checked that it is UTF-8 */
export function readMessage(data: Buffer): Message | null {
  if (!isCheapJson(data)) return null;
  try {
    const value: unknown = JSON.parse(data.toString('utf8'));
    return isObject(value) && typeof value.type === 'string' ? (value as Message) : null;
  } catch {
    return null;
  }
}

/** @returns the id to send back; null: the message is not a ping, or JSON cannot write its id again (`1e400`) */
export function readPing({ type, id }: Message): number | null {
  return type === 'ping' && typeof id === 'number' && Number.isFinite(id) ? id : null;
}

/** A hello of a client that was made for another version of the protocol. */
export function isOtherVersion({ type, protocol }: Message): boolean {
  return type === 'hello' && protocol !== protocolVersion;
}
