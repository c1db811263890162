/**
 * What the next plugin may send to the dedicated server. The server talks to one plugin only, so the relay passes its messages
 * on (stracker, KissMyRank, Real Penalty) and passes theirs back. Pure.
 */
import { limits } from '../../../protocol/limits.ts';
import { serverCommandKinds as kinds } from '../../../protocol/server-packets.ts';
import { encodeServerCommand } from './commands.ts';

const commandKinds: ReadonlySet<number> = new Set(Object.values(kinds));

/**
 * @param bytes a message of the next plugin
 * @returns what the server gets instead; null: it is not a message to a server
 */
export function chainedCommand(bytes: Uint8Array): Uint8Array | null {
  const [kind, low, high] = bytes;
  if (kind === undefined || !commandKinds.has(kind)) return null;
  if (kind !== kinds.updateInterval) return bytes;
  if (low === undefined || high === undefined) return null;
  // The server knows one interval, so the shorter one holds for both.
  const askedMs = low + 256 * high;
  const ms = askedMs === 0 ? limits.serverUpdateMs : Math.min(askedMs, limits.serverUpdateMs);
  return encodeServerCommand({ type: 'update-interval', ms });
}

/** Counts messages, and refuses those above a number in a second. */
export class SecondCount {
  readonly #max: number;
  #second = 0;
  #count = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** @param now ms @returns false: there were too many in this second */
  admits(now: number): boolean {
    const second = Math.floor(now / 1000);
    if (second !== this.#second) this.#count = 0;
    this.#second = second;
    this.#count++;
    return this.#count <= this.#max;
  }
}
