/**
 * Starts and stops the sampling thread and hands on what it finds. The thread blocks itself between two samples, so
 * that neither garbage collection nor the network of this thread ever delays one.
 */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { limits } from '../../protocol/limits.ts';
import type { AgentOptions } from '../options.ts';
import { createRingMemory, RingReader, type SamplerStats } from './ring.ts';
import type { MemoryReport } from './sampler.ts';
import type { SamplerMessage, SamplerWorkerData } from './sampler-worker.ts';
import type { MemorySample } from './snapshot.ts';

export interface SamplingOptions {
  hz: number;
  source: AgentOptions['source'];
  /** Of the pages' names, `acpmf` for the game's. */
  pagePrefix: string;
  /** Called for each sample; the sample is valid during the call only. */
  onSample: (sample: MemorySample) => void;
  onReport: (report: MemoryReport) => void;
  /** The thread died of an error of the program. */
  onError: (error: Error) => void;
}

export interface SamplingThread {
  /** Also how many samples were left out because this thread did not read them for seconds. */
  stats(): SamplerStats & { dropped: number };
  /** Ends the thread; samples that it had taken are handed on before this resolves. May be called twice. */
  stop(): Promise<void>;
}

/** Built: a file beside this bundle. From source: Node 20 cannot read TypeScript in a thread, tsx does it there. */
function startWorker(workerData: SamplerWorkerData): Worker {
  const options: WorkerOptions = { name: 'sampler', workerData, execArgv: [] };
  if (!import.meta.url.endsWith('.ts')) {
    return new Worker(new URL('./sampler-worker.js', import.meta.url), options);
  }
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx'));
  const tsx = new URL('./esm/api/index.mjs', loader).href;
  const source = new URL('./sampler-worker.ts', import.meta.url).href;
  const text = `import(${JSON.stringify(tsx)}).then((tsx) => tsx.tsImport('${source}', '${source}'))`;
  return new Worker(text, { ...options, eval: true });
}

/** Resolves when the thread samples; rejects with one sentence when this machine's memory cannot be read. */
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
