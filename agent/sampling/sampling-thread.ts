/**
 * Starts and stops the sampling thread and passes on its samples and reports. The thread has its own heap, so neither
 * garbage collection nor the network of the main thread delays a sample.
 */
import { Worker } from 'node:worker_threads';
import { limits } from '../../protocol/limits.ts';
import { threadStart } from '../../protocol/thread-start.ts';
import type { AgentOptions } from '../options.ts';
import { createRingMemory, RingReader, type SamplerStats } from './ring.ts';
import type { MemoryReport } from './sampler.ts';
import type { SamplerMessage, SamplerWorkerData } from './sampler-worker.ts';
import type { MemorySample } from './snapshot.ts';

export interface SamplingOptions {
  hz: number;
  source: AgentOptions['source'];
  /** Prefix of the pages' names; `acpmf` for the game's. */
  pagePrefix: string;
  /** Called for each sample; the sample is valid during the call only. */
  onSample: (sample: MemorySample) => void;
  onReport: (report: MemoryReport) => void;
  /** The thread failed. */
  onError: (error: Error) => void;
}

export interface SamplingThread {
  /** `dropped`: samples lost because the main thread was blocked for seconds. */
  stats(): SamplerStats & { dropped: number };
  /** Ends the thread and passes on its last samples. May be called twice. */
  stop(): Promise<void>;
}

function startWorker(workerData: SamplerWorkerData): Worker {
  const source = new URL('./sampler-worker.ts', import.meta.url);
  const { code, isScript } = threadStart(source, import.meta);
  return new Worker(code, { name: 'sampler', workerData, execArgv: [], eval: isScript });
}

/** Resolves when the thread runs; rejects with a sentence when this machine's memory cannot be read. */
export async function startSampling(options: SamplingOptions): Promise<SamplingThread> {
  const { hz, source, pagePrefix, onSample, onReport, onError } = options;
  const memory = createRingMemory();
  const reader = new RingReader(memory);
  const worker = startWorker({ ring: memory, hz, source, pagePrefix });
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));

  const drain = (): void => {
    do {
      for (let sample = reader.next(); sample !== null; sample = reader.next()) onSample(sample);
    } while (!reader.sleep());
  };
  await new Promise<void>((resolve, reject) => {
    worker.once('error', reject);
    void exited.then(() => reject(new Error('The sampling thread ended while it was started.')));
    worker.once('message', () => {
      worker.off('error', reject);
      resolve();
    });
  });
  worker.on('error', onError);
  worker.on('message', (message: SamplerMessage) => {
    drain();
    if (typeof message !== 'string') onReport(message);
  });
  drain();

  let stopping: Promise<void> | null = null;
  const stop = async (): Promise<void> => {
    reader.stop();
    const timer = setTimeout(() => void worker.terminate(), limits.samplingStopMs);
    await exited;
    clearTimeout(timer);
    drain();
  };
  return {
    stats: () => ({ ...reader.stats, dropped: reader.dropped }),
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}
