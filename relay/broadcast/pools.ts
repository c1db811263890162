/**
 * All connection pools of a relay: its own, and one for each process that shares the work. A new viewer gets the pool
 * with the fewest. A process that has ended is restarted; its viewers reconnect and get the other pools until then.
 */
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import type { WorkerInfo } from '../../protocol/relay-answers.ts';
import type { ConnectionPool, PoolCounters } from './connection-pool.ts';
import { LocalPool } from './local-pool.ts';
import { WorkerPool } from './worker-pool.ts';

export interface ConnectionPoolsParts {
  /** Number of processes that hold viewers; 0: this process holds them. */
  readonly workers: number;
  readonly log: Log;
  readonly counters: PoolCounters;
  now(): number;
}

export class ConnectionPools {
  readonly #parts: ConnectionPoolsParts;
  readonly #local: LocalPool;
  readonly #workers = new Set<WorkerPool>();
  readonly #restarts = new Set<NodeJS.Timeout>();
  #isStopping = false;

  constructor(parts: ConnectionPoolsParts) {
    this.#parts = parts;
    this.#local = new LocalPool(parts);
  }

  /** Starts the processes; resolves when they can hold viewers. */
  async open(): Promise<void> {
    for (let i = 0; i < this.#parts.workers; i++) this.#start();
    await Promise.all([...this.#workers].map((one) => one.begun));
  }

  /** The process with the fewest viewers; this process if there is no other. */
  choose(): ConnectionPool {
    let chosen: WorkerPool | null = null;
    for (const one of this.#workers) {
      if (one.isReady && (chosen === null || one.size < chosen.size)) chosen = one;
    }
    return chosen ?? this.#local;
  }

  get workers(): WorkerInfo[] {
    return [...this.#workers]
      .filter((one) => one.isReady)
      .map(({ pid, size }) => ({ pid, viewers: size }));
  }

  tick(): void {
    this.#local.tick();
    for (const one of this.#workers) if (one.isReady) one.tick();
  }

  /** Ends the processes, whose viewers were closed before. May be called twice. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const timer of this.#restarts) clearTimeout(timer);
    this.#restarts.clear();
    await Promise.all([...this.#workers].map((one) => one.stop()));
  }

  #start(): void {
    const { counters, now, log } = this.#parts;
    const worker = new WorkerPool({
      counters,
      now,
      onEnd: () => {
        this.#workers.delete(worker);
        if (this.#isStopping) return;
        log.warn({ pid: worker.pid }, 'A process that held viewers has ended; it is restarted.');
        const timer = setTimeout(() => {
          this.#restarts.delete(timer);
          this.#start();
        }, limits.workerRestartMs);
        this.#restarts.add(timer);
      },
    });
    this.#workers.add(worker);
  }
}
