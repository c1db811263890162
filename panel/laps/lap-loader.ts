/** Loads laps through a worker and keeps the newest of them. One worker for as long as the room is open. */
import { limits } from '../../protocol/limits.ts';
import type { StoredLap } from '../../protocol/relay-answers.ts';
import type { LapAnswer, LapRequest, LoadedLap } from './lap-worker.ts';
import { lapPath } from './session-answers.ts';

interface Waiting {
  resolve(lap: LoadedLap): void;
  reject(error: Error): void;
}

export class LapLoader {
  readonly #waiting = new Map<number, Waiting>();
  readonly #kept = new Map<string, Promise<LoadedLap>>();
  #worker: Promise<Worker> | null = null;
  #nextId = 1;
  #isClosed = false;

  /**
   * @param told a lap that grew is loaded anew
   * @param lengthM of the track; null: not known
   */
  load(sessionID: string, listed: StoredLap, lengthM: number | null): Promise<LoadedLap> {
    const { lap, lapMs, frames, startPacket = null, linePacket = null } = listed;
    const key = JSON.stringify([sessionID, lap, lapMs, frames, startPacket, linePacket, lengthM]);
    const kept = this.#kept.get(key);
    if (kept !== undefined) return kept;
    const path = lapPath(sessionID, lap);
    const loading = this.#ask({ path, lapMs, lengthM, startPacket, linePacket });
    this.#kept.set(key, loading);
    // What failed is tried again by whoever asks next.
    loading.catch(() => this.#kept.delete(key));
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= limits.lapsHeldMax) break;
      this.#kept.delete(oldest);
    }
    return loading;
  }

  /** May be called twice. Nothing that still loads is answered any more. */
  close(): void {
    this.#isClosed = true;
    this.#worker?.then(
      (worker) => worker.terminate(),
      () => {},
    );
    this.#worker = null;
    this.#waiting.clear();
    this.#kept.clear();
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
    if (this.#isClosed) throw new Error('The laps were closed.');
    const worker = new Worker(workerAddress, { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<LapAnswer>) => {
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ('lap' in data) waiting?.resolve(data.lap);
      else waiting?.reject(new Error(data.problem));
    });
    worker.addEventListener('error', () => {
      for (const { reject } of this.#waiting.values()) {
        reject(new Error('The browser could not work on this lap.'));
      }
      this.#waiting.clear();
      this.#worker = null;
    });
    return worker;
  }
}
