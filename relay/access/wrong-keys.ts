/**
 * Slows down guessing: the answer to a wrong key is held back, longer each time, separately for each address. While too
 * many of its answers are held back, an address may not try again, so guessing in parallel gains nothing. Pure: callers
 * pass the time.
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
  /** All wrong keys since the start. */
  total = 0;

  /** Whether a key of this address may be checked now. @param now ms */
  mayTry(address: string, now: number): boolean {
    const tries = this.#tries.get(address);
    if (tries === undefined) return true;
    dropPast(tries.heldUntil, now);
    return tries.heldUntil.length < limits.wrongKeysHeldMax;
  }

  /** Counts a wrong key. @returns for how long its answer is held back, ms, and how many this address has shown */
  note(address: string, now: number): { holdMs: number; count: number } {
    this.total++;
    const known = this.#tries.get(address);
    const isOld = known === undefined || now - known.lastAt > limits.wrongKeyForgetMs;
    const tries = isOld ? { count: 0, lastAt: now, heldUntil: [] } : known;
    tries.count++;
    tries.lastAt = now;
    const doubled = limits.wrongKeyHoldMsMin * 2 ** Math.min(tries.count - 1, 30);
    const holdMs = Math.min(doubled, limits.wrongKeyHoldMsMax);
    tries.heldUntil.push(now + holdMs);
    // Moves the address to the end: the first entry is the one idle longest.
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
