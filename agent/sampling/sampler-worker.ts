/**
 * The sampling thread: connects the sampler to the operating system and the main thread. Built to
 * `dist/sampler-worker.js`; exports types only.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { openPlatform } from '../memory/open.ts';
import type { AgentOptions } from '../options.ts';
import { monotonicMs } from './clock.ts';
import { RingWriter } from './ring.ts';
import { type MemoryReport, Sampler } from './sampler.ts';

export interface SamplerWorkerData {
  ring: SharedArrayBuffer;
  hz: number;
  source: AgentOptions['source'];
  pagePrefix: string;
}

/** `bell`: the ring has samples. `ready`: this machine's memory can be read. */
export type SamplerMessage = 'ready' | 'bell' | MemoryReport;

const port = parentPort;
if (port === null) throw new Error('This file runs as a worker thread only.');
const send = (message: SamplerMessage): void => port.postMessage(message);
const { ring, hz, source, pagePrefix } = workerData as SamplerWorkerData;

const sampler = new Sampler({
  platform: await openPlatform(source, pagePrefix),
  ring: new RingWriter(ring),
  hz,
  now: monotonicMs,
  sleep: (ms) => sleep(ms),
  report: (report) => send(report),
  ringBell: () => send('bell'),
});
send('ready');
await sampler.run();
