/**
 * Exports laps as files in worker threads, a few at a time; `export-job.ts` makes the CSV or MoTeC file there. Gives each
 * thread the chunks that it requests and passes its output on as fast as the client reads. A thread ends with its job, its
 * client, or the relay.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { limits } from '../../protocol/limits.ts';
import { threadStart } from '../../protocol/thread-start.ts';
import { RelayError } from '../errors.ts';
import {
  type ExportedLap,
  type ExportJob,
  type LapChunk,
  type LapTimes,
  tooLarge,
} from './export-job.ts';
import type { ExportMessage, ExportReply } from './export-worker.ts';
import { JobQueue } from './job-queue.ts';

/** The source of the chunks. */
export interface ExportSource {
  /** The end of the lap before, the lap, and the beginning of the one after. */
  around(): AsyncGenerator<LapChunk>;
  /** The lap alone. */
  lap(): AsyncGenerator<LapChunk>;
}

/** The receiver of the file. */
export interface ExportSink {
  /** Called before the first part. @param bytes size of the file; null: not known yet */
  begin(bytes: number | null): void;
  /** Resolves when the next part may be written. False: the receiver has left. */
  write(bytes: Uint8Array): Promise<boolean>;
  /** Aborted when the receiver has left. */
  readonly left?: AbortSignal;
}

/** Limits that tests make smaller. */
export interface ExporterOptions {
  readonly stallMs?: number;
  readonly totalMs?: number;
  /** How many files may wait for their turn. */
  readonly waiting?: number;
}

/** The result of a job. `left`: the receiver has left. */
type Outcome = LapTimes | 'complete' | 'left';

/** For a job that makes no file. */
const noSink: ExportSink = { begin: () => {}, write: async () => true };

export class Exporter {
  readonly #stallMs: number;
  readonly #totalMs: number;
  readonly #stopping = new AbortController();
  readonly #running = new Set<Promise<unknown>>();
  readonly #files: JobQueue;
  /** A queue of its own, so that slow file downloads do not delay replays. */
  readonly #times = new JobQueue(limits.exportsMax, limits.exportsWaitingMax);

  constructor({ stallMs, totalMs, waiting }: ExporterOptions = {}) {
    this.#files = new JobQueue(limits.exportsMax, waiting ?? limits.exportsWaitingMax);
    this.#stallMs = stallMs ?? limits.exportStallMs;
    this.#totalMs = totalMs ?? limits.exportMsMax;
  }

  /**
   * Resolves when the file is complete; false: the receiver has left. Rejects with a `RelayError` when the lap cannot
   * be exported or too many jobs wait, and with errors of the source.
   */
  async file(job: ExportJob, source: ExportSource, sink: ExportSink): Promise<boolean> {
    return (await this.#inTurn(this.#files, job, source, sink)) === 'complete';
  }

  /** The times at which the frames of a lap were driven. Rejects like `file`. */
  async times(lap: ExportedLap, source: ExportSource): Promise<LapTimes> {
    const job: ExportJob = { ...lap, kind: 'times' };
    const outcome = await this.#inTurn(this.#times, job, source, noSink);
    if (typeof outcome === 'string') throw new Error(`The times of a lap ended as ${outcome}.`);
    return outcome;
  }

  /** Ends all threads and refuses waiting and later jobs. May be called twice. */
  async stop(): Promise<void> {
    this.#stopping.abort(new RelayError('shutting-down', 'The relay is shutting down.'));
    await Promise.allSettled([...this.#running]);
  }

  #inTurn(
    turns: JobQueue,
    job: ExportJob,
    source: ExportSource,
    sink: ExportSink,
  ): Promise<Outcome> {
    return turns.run(async () => {
      const running = this.#run(job, source, sink);
      this.#running.add(running);
      try {
        return await running;
      } finally {
        this.#running.delete(running);
      }
    }, tooMany);
  }

  async #run(job: ExportJob, source: ExportSource, sink: ExportSink): Promise<Outcome> {
    this.#stopping.signal.throwIfAborted();
    const { left } = sink;
    if (left?.aborted) return 'left';
    const worker = startWorker(job);
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(tooLarge()), this.#totalMs);
    const signals = [this.#stopping.signal, late.signal, ...(left === undefined ? [] : [left])];
    const ended = endOf(worker, AbortSignal.any(signals));
    let chunks = source.around();
    try {
      for (;;) {
        const [message] = (await Promise.race([once(worker, 'message'), ended])) as [ExportMessage];
        let reply: ExportReply = null;
        if (message.type === 'done') return message.times ?? 'complete';
        if (message.type === 'refused') {
          throw new RelayError(message.code, message.message, message.hint);
        }
        if (message.type === 'read') {
          const next = await Promise.race([chunks.next(), ended]);
          reply = next.done === true ? null : next.value;
        } else if (message.type === 'read-again') {
          chunks = source.lap();
        } else if (message.type === 'begin') {
          sink.begin(message.bytes);
        } else {
          const stalls = after(this.#stallMs);
          const isWanted = await Promise.race([sink.write(message.bytes), stalls.over, ended]);
          stalls.cancel();
          if (!isWanted) return 'left';
        }
        worker.postMessage(reply);
      }
    } catch (error) {
      if (left?.aborted) return 'left';
      throw error;
    } finally {
      clearTimeout(timer);
      await worker.terminate();
    }
  }
}

/** Never resolves. Rejects when the thread ends by itself, and with the signal's reason. */
function endOf(worker: Worker, signal: AbortSignal): Promise<never> {
  const ended = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    worker.on('error', (error: Error & { code?: string }) => {
      reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooLarge() : error);
    });
    worker.on('exit', () => reject(new Error('The thread that makes a file has ended.')));
  });
  // It may reject while nothing awaits it.
  ended.catch(() => {});
  return ended;
}

/** Resolves with false after some time, ms. */
function after(ms: number): { over: Promise<false>; cancel: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  return { over, cancel: () => clearTimeout(timer) };
}

function tooMany(): RelayError {
  return new RelayError(
    'too-many',
    'Too many files of laps are being made at once.',
    'Try again when the others are done.',
  );
}

function startWorker(workerData: ExportJob): Worker {
  const source = new URL('./export-worker.ts', import.meta.url);
  const { code, isScript } = threadStart(source, import.meta);
  const resourceLimits = { maxOldGenerationSizeMb: limits.exportHeapMb };
  const options = { name: 'export', workerData, execArgv: [], resourceLimits };
  return new Worker(code, { ...options, eval: isScript });
}
