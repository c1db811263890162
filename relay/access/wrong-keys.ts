/**
 * What wrong keys cost: the answer to one is held back, longer each time, for each address by itself. An address that
 * waits for several such answers is not listened to meanwhile, so that guessing in parallel gains nothing. Pure: it is
 * told the time.
 */
import { limits } from '../../protocol/limits.ts';

interface Tries {
  count: number;
  lastAt: number;
  /** When the answers that are held back go out. */
  readonly heldUntil: number[];
}

export class WrongKeys {
  readonly #tries = new Map<string, Tries>();
  /** All that were ever shown. */
  total = 0;

  /** May a key of this address be looked at now? @param now ms */
  mayTry(address: string, now: number): boolean {
    const tries = this.#tries.get(address);
    if (tries === undefined) return true;
    dropPast(tries.heldUntil, now);
    return tries.heldUntil.length < limits.wrongKeysHeldMax;
  }

  /** Notes a wrong key. @returns for how long its answer is held back, ms, and which one of this address it was */
  note(address: string, now: number): { holdMs: number; count: number } {
    this.total++;
    const before = this.#tries.get(address);
    const isOld = before === undefined || now - before.lastAt > limits.wrongKeyForgetMs;
    const tries = isOld ? { count: 0, lastAt: now, heldUntil: [] } : before;
    tries.count++;
    tries.lastAt = now;
    const grown = limits.wrongKeyHoldMsMin * 2 ** Math.min(tries.count - 1, 30);
    const holdMs = Math.min(grown, limits.wrongKeyHoldMsMax);
    tries.heldUntil.push(now + holdMs);
    // The newest is the last, so that the first is the one that was idle longest.
    this.#tries.delete(address);
    this.#tries.set(address, tries);
    if (this.#tries.size > limits.wrongKeyAddressesMax) {
      this.#tries.delete(this.#tries.keys().next().value!);
    }
    return { holdMs, count: tries.count };
  }
}

function dropPast(times: number[], now: number): void {
  for (let i = times.length - 1; i >= 0; i--) if (times[i]! <= now) times.splice(i, 1);
}
