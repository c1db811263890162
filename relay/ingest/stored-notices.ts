/**
 * Notifies the publishers of a run how far it is stored, at most once every `limits.storedNoticeMs`. A late notice only
 * delays freeing the agent's memory; it must still be true when it is sent.
 */
import { limits } from '../../protocol/limits.ts';
import type { StoredThrough } from '../../protocol/messages.ts';
import type { RunKey } from '../../protocol/session.ts';

function runName({ sessionID, run }: RunKey): string {
  return `${sessionID} ${run}`;
}

export class StoredNotices<Peer extends object> {
  readonly #send: (peer: Peer, stored: StoredThrough) => void;
  /** Peers that get notices of a run, by the run's name. */
  readonly #peers = new Map<string, Set<Peer>>();
  /** Runs that each peer gets notices of, oldest first, at most `2 * limits.keptRunsMax`. */
  readonly #runs = new Map<Peer, Set<string>>();
  /** The newest notice of each run that is not sent yet. */
  readonly #unsent = new Map<string, StoredThrough>();
  #timer: NodeJS.Timeout | null = null;

  constructor(send: (peer: Peer, stored: StoredThrough) => void) {
    this.#send = send;
  }

  /** The peer gets notices of this run from now on. May be called for every batch. */
  listen(peer: Peer, key: RunKey): void {
    const name = runName(key);
    let runs = this.#runs.get(peer);
    if (runs === undefined) {
      runs = new Set();
      this.#runs.set(peer, runs);
    }
    if (runs.has(name)) return;
    runs.add(name);
    const peers = this.#peers.get(name);
    if (peers === undefined) this.#peers.set(name, new Set([peer]));
    else peers.add(peer);
    if (runs.size <= 2 * limits.keptRunsMax) return;
    const oldest = runs.values().next().value!;
    runs.delete(oldest);
    this.#leave(peer, oldest);
  }

  /** The peer gets no notices any more. */
  remove(peer: Peer): void {
    for (const name of this.#runs.get(peer) ?? []) this.#leave(peer, name);
    this.#runs.delete(peer);
  }

  #leave(peer: Peer, name: string): void {
    const peers = this.#peers.get(name);
    peers?.delete(peer);
    if (peers?.size === 0) this.#peers.delete(name);
  }

  /** Every frame of a run up to this packet is on disk. */
  stored(key: RunKey, packetId: number): void {
    const name = runName(key);
    if (!this.#peers.has(name)) return;
    this.#unsent.set(name, { sessionID: key.sessionID, run: key.run, packetId });
    this.#timer ??= setTimeout(() => this.flush(), limits.storedNoticeMs);
  }

  /** Frames of a run were received that are not on disk; an unsent notice must end before them. @param packetId the lowest */
  unstored(key: RunKey, packetId: number): void {
    const name = runName(key);
    const unsent = this.#unsent.get(name);
    if (unsent === undefined || unsent.packetId < packetId) return;
    this.#unsent.set(name, { ...unsent, packetId: packetId - 1 });
  }

  /** Sends all unsent notices now. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    for (const [name, stored] of this.#unsent) {
      for (const peer of this.#peers.get(name) ?? []) this.#send(peer, stored);
    }
    this.#unsent.clear();
  }
}
