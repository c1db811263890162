/** A relay under measurement with its viewers and its publisher: rounds of publishing, and what each costs. */
import { Crowd } from './crowd.ts';
import type { BenchDrive } from './drive-frames.ts';
import { Poster, type PostPace } from './poster.ts';
import { exactCpuMs, type Started } from './programs.ts';
import type { CrowdAnswer } from './viewer-crowd.ts';

export const session = 'FAN-OUT';
/** A relay that has run for a while is what is compared. */
const warmBatches = 1_500;
/** Channels of the widest overlay of those that are open most. */
const pageChannels = ['rpms', 'gear', 'speedKmh'];

export type Watching = 'plain' | 'page' | 'remote page';

export interface Load {
  readonly viewers: number;
  readonly pace: PostPace;
}

export function wishOf(url: string, watching: Watching) {
  const page = watching === 'plain' ? null : { channels: pageChannels, hz: 0 };
  const isRemote = watching === 'remote page';
  return { port: Number(new URL(url).port), session, page, isRemote };
}

/** Until nothing comes any more; on a busy machine the last of it takes a while. */
export async function untilQuiet(crowd: Crowd): Promise<CrowdAnswer> {
  let before = await crowd.report();
  for (let i = 0; i < 40; i++) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    const now = await crowd.report();
    if (now.messages === before.messages) return now;
    before = now;
  }
  return before;
}

/** One relay with its viewers and its publisher. */
export class FanOutSide {
  /** The relay's processes. */
  readonly #pids: readonly number[];
  readonly #crowd: Crowd;
  readonly #poster: Poster;
  readonly #viewers: number;
  /** µs of all processes for each batch and viewer, a value for each round. */
  readonly costs: number[] = [];
  /** Those of the busiest process. */
  readonly busiest: number[] = [];
  deliveries = 0;
  batches = 0;
  cpuMs = 0;
  wallMs = 0;

  private constructor(pids: readonly number[], crowd: Crowd, poster: Poster, viewers: number) {
    this.#pids = pids;
    this.#crowd = crowd;
    this.#poster = poster;
    this.#viewers = viewers;
  }

  static async open(
    { pid, url, workers = [] }: Started & { url: string; workers?: readonly number[] },
    { viewers, pace }: Load,
    watching: Watching,
    driven: BenchDrive,
  ): Promise<FanOutSide> {
    const crowd = await Crowd.start(1);
    const poster = new Poster(url, session, driven, pace);
    // The session is there before its viewers, or each of them is told of it twice.
    await poster.warm(warmBatches);
    await crowd.open(viewers, wishOf(url, watching));
    const side = new FanOutSide([pid, ...workers], crowd, poster, viewers);
    await poster.run(1_500);
    return side;
  }

  async round(ms: number): Promise<void> {
    const before = await this.#crowd.report();
    const batchesBefore = this.#poster.batches;
    const cpuBefore = this.#pids.map(exactCpuMs);
    const beganMs = performance.now();
    await this.#poster.run(ms);
    // What is coalesced still goes out.
    await new Promise((resolve) => setTimeout(resolve, 150));
    const cpus = this.#pids.map((pid, i) => exactCpuMs(pid) - cpuBefore[i]!);
    const cpu = cpus.reduce((sum, one) => sum + one, 0);
    this.wallMs += performance.now() - beganMs;
    const batches = this.#poster.batches - batchesBefore;
    const after = await this.#crowd.report();
    this.cpuMs += cpu;
    this.batches += batches;
    this.deliveries += after.messages - before.messages;
    const sent = batches * this.#viewers;
    this.costs.push((cpu * 1000) / sent);
    this.busiest.push((Math.max(...cpus) * 1000) / sent);
  }

  /** @returns viewers that are gone, or that have fewer messages than others */
  async missing(): Promise<number> {
    const { open, fewest, most } = await untilQuiet(this.#crowd);
    return this.#viewers - open + (most - fewest);
  }

  async close(): Promise<void> {
    this.#poster.stop();
    await this.#crowd.stop();
  }
}
