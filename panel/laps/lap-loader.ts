/** Loads laps in a worker and caches the newest of them. One worker for as long as the room is open. */
import { limits } from '../../protocol/limits.ts';
import type { StoredLap } from '../../protocol/relay-answers.ts';
import type { LapAnswer, LapRequest, LoadedLap } from './lap-worker.ts';
import { lapPath } from './session-answers.ts';

interface Waiting {
  resolve(lap: LoadedLap): void;
  reject(error: Error): void;
}

export class LapLoader {
  readonly #keyOf: () => string | null;
  readonly #waiting = new Map<number, Waiting>();
  readonly #cache = new Map<string, Promise<LoadedLap>>();
  #worker: Promise<Worker> | null = null;
  #nextId = 1;
  #isClosed = false;

  /** @param keyOf the token or key of this browser; null: none */
  constructor(keyOf: () => string | null) {
    this.#keyOf = keyOf;
  }

  /**
   * @param listed its values identify the cached lap, so a lap that has grown is loaded again
   * @param lengthM of the track; null: not known
   */
  load(sessionID: string, listed: StoredLap, lengthM: number | null): Promise<LoadedLap> {
    const { lap, lapMs, frames, startPacket = null, linePacket = null } = listed;
    const key = JSON.stringify([sessionID, lap, lapMs, frames, startPacket, linePacket, lengthM]);
    const cached = this.#cache.get(key);
    if (cached !== undefined) return cached;
    const path = lapPath(sessionID, lap);
    const loading = this.#ask({
      path,
      key: this.#keyOf(),
      lapMs,
      lengthM,
      startPacket,
      linePacket,
    });
    this.#cache.set(key, loading);
    // The next request tries again.
    loading.catch(() => this.#cache.delete(key));
    for (const oldest of this.#cache.keys()) {
      if (this.#cache.size <= limits.lapsHeldMax) break;
      this.#cache.delete(oldest);
    }
    return loading;
  }

  /** May be called twice. Pending loads never finish. */
  close(): void {
    this.#isClosed = true;
    this.#worker?.then(
      (worker) => worker.terminate(),
      () => {},
    );
    this.#worker = null;
    this.#waiting.clear();
    this.#cache.clear();
  }

  async #ask(lap: Omit<LapRequest, 'id'>): Promise<LoadedLap> {
    this.#worker ??= this.#start();
    const worker = await this.#worker;
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      const request: LapRequest = { id, ...lap };
      worker.postMessage(request);
    });
  }

  async #start(): Promise<Worker> {
    const { workerAddress } = await import('./lap-worker.ts');
    if (this.#isClosed) throw new Error('The lap view was closed.');
    const worker = new Worker(workerAddress, { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<LapAnswer>) => {
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ('lap' in data) waiting?.resolve(data.lap);
      else waiting?.reject(new Error(data.problem));
    });
    worker.addEventListener('error', () => {
      for (const { reject } of this.#waiting.values()) {
        reject(new Error('The browser failed to process this lap.'));
      }
      this.#waiting.clear();
      this.#worker = null;
    });
    return worker;
  }
}
