/**
 * The web worker that fetches a lap and makes its grid, so that tens of thousands of frames do not block the page. The
 * page imports this file only for its address.
 */
import { messageOf } from '../../protocol/explained-error.ts';
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import { courseOf } from './lap-course.ts';
import { type GridLap, gridOf } from './lap-grid.ts';
import { samplesOf, tracedNames } from './lap-samples.ts';

export interface LapRequest {
  readonly id: number;
  /** Address of the lap on the relay. */
  readonly path: string;
  /** The token or key of this browser, which a worker cannot read; null: none. */
  readonly key: string | null;
  /** From the list of laps; null: not known. */
  readonly lapMs: number | null;
  /** Of the track, metres; null: not known. */
  readonly lengthM: number | null;
  /** Packet ids of the lap's start and end; null: not known. */
  readonly startPacket: number | null;
  readonly linePacket: number | null;
}

export interface LoadedLap {
  /** null: too little was recorded. */
  readonly grid: GridLap | null;
  /** Litres burnt; null: not known, or fuel was added. */
  readonly fuelL: number | null;
  readonly frames: number;
  /** Samples a second. */
  readonly hz: number;
}

export type LapAnswer =
  | { readonly id: number; readonly lap: LoadedLap }
  | { readonly id: number; readonly problem: string };

/** Where a worker is started from. */
export const workerAddress: string = import.meta.url;

/** The global scope of a worker, which the page's types do not contain. */
interface WorkerScope {
  postMessage(message: LapAnswer, transfer: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<LapRequest>) => void): void;
}

async function load(request: LapRequest): Promise<LoadedLap> {
  const { path, key, lapMs, lengthM } = request;
  const headers = key === null ? {} : { Authorization: `Bearer ${key}` };
  const response = await fetch(path, { cache: 'no-store', headers });
  if (response.status === 404) throw new Error('This lap is no longer stored.');
  if (!response.ok) throw new Error(`The relay answered with status ${response.status}.`);
  const { data } = (await response.json()) as { data: Frame[] };
  const from = request.startPacket ?? 0;
  const to = request.linePacket ?? Number.POSITIVE_INFINITY;
  const driven = data.filter(({ packetId }) => packetId >= from && packetId <= to);
  const samples = samplesOf(driven.length > 0 ? driven : data);
  const course = courseOf(samples, lapMs, lengthM);
  const full = samples.fuelL[course?.first ?? 0] ?? Number.NaN;
  const left = samples.fuelL[(course?.end ?? samples.count) - 1] ?? Number.NaN;
  const seconds = ((samples.timeMs.at(-1) ?? 0) - (samples.timeMs[0] ?? 0)) / 1000;
  return {
    grid: course === null ? null : gridOf(samples, course, limits.lapGridSteps),
    fuelL: full > left ? full - left : null,
    frames: samples.count,
    hz: seconds > 0 ? (samples.count - 1) / seconds : 0,
  };
}

function buffersOf({ grid }: LoadedLap): Transferable[] {
  if (grid === null) return [];
  const columns = [grid.timeMs, grid.x, grid.z, ...tracedNames.map((name) => grid.traced[name])];
  return columns.map(({ buffer }) => buffer as ArrayBuffer);
}

if (typeof document === 'undefined' && typeof postMessage === 'function') {
  const scope = globalThis as unknown as WorkerScope;
  scope.addEventListener('message', ({ data: request }) => {
    const { id } = request;
    load(request).then(
      (lap) => scope.postMessage({ id, lap }, buffersOf(lap)),
      (error: unknown) => {
        const problem = messageOf(error);
        scope.postMessage({ id, problem }, []);
      },
    );
  });
}
