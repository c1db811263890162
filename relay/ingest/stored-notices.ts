/**
 * Who is told how far a run is stored: those that publish it, a few times a second at most. A store that says so of
 * every batch must not cost a message for each. A notice that comes a little later only delays that an agent forgets, as
 * long as it is still true then.
 */
import { limits } from '../../protocol/limits.ts';
import type { StoredThrough } from '../../protocol/messages.ts';
import type { RunKey } from '../../protocol/session.ts';

function runName({ sessionID, run }: RunKey): string {
  return `${sessionID} ${run}`;
}

export class StoredNotices<Peer extends object> {
  readonly #tell: (peer: Peer, stored: StoredThrough) => void;
  /** By the run's name. */
  readonly #peers = new Map<string, Set<Peer>>();
  /** The runs each peer spoke of, oldest first, at most `2 * limits.keptRunsMax`. */
  readonly #runs = new Map<Peer, Set<string>>();
  /** The newest notice of each run that nobody was told yet. */
  readonly #waiting = new Map<string, StoredThrough>();
  #timer: NodeJS.Timeout | null = null;

  constructor(tell: (peer: Peer, stored: StoredThrough) => void) {
    this.#tell = tell;
  }

  /** A peer spoke of a run: it is told from now on. May be called again and again. */
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

  /** A peer is gone. */
  forget(peer: Peer): void {
    for (const name of this.#runs.get(peer) ?? []) this.#leave(peer, name);
    this.#runs.delete(peer);
  }

  #leave(peer: Peer, name: string): void {
    const peers = this.#peers.get(name);
    peers?.delete(peer);
    if (peers?.size === 0) this.#peers.delete(name);
  }

  /** Of a run, everything up to this packet is on disk. */
  stored(key: RunKey, packetId: number): void {
    const name = runName(key);
    if (!this.#peers.has(name)) return;
    this.#waiting.set(name, { sessionID: key.sessionID, run: key.run, packetId });
    this.#timer ??= setTimeout(() => this.flush(), limits.storedNoticeMs);
  }

  /** Frames of a run were taken that are not on disk yet, this packet the lowest of them: nobody may be told otherwise. */
  taken(key: RunKey, packetId: number): void {
    const name = runName(key);
    const waiting = this.#waiting.get(name);
    if (waiting === undefined || waiting.packetId < packetId) return;
    this.#waiting.set(name, { ...waiting, packetId: packetId - 1 });
  }

  /** Tells what waits at once. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    for (const [name, stored] of this.#waiting) {
      for (const peer of this.#peers.get(name) ?? []) this.#tell(peer, stored);
    }
    this.#waiting.clear();
  }
}
