/**
 * Exports a stored lap as CSV or MoTeC, or computes the times of its frames. It runs in a worker thread (`exporter.ts`
 * starts it), because parsing a hundred thousand frames and laying out their channels would delay live frames. It reads one
 * chunk and writes one part at a time, so it is as slow as the store and the client are. Pure.
 */
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import { RelayError } from '../errors.ts';
import type { LapPackets, LapTimeline } from '../timing/lap-timeline.ts';
import { csvHeader, csvLines, type LapMoment, type Separator } from './csv.ts';
import { LapColumns } from './lap-columns.ts';
import { type MotecHeader, motecHead, motecLaps } from './motec.ts';
import { MotecRecording } from './motec-recording.ts';

/** The lap that is exported. */
export interface ExportedLap {
  readonly lap: number;
  readonly lapMs: number | null;
  /** null: not stored. */
  readonly packets: LapPackets | null;
}

export type ExportJob = ExportedLap &
  (
    | { readonly kind: 'csv'; readonly separator: Separator }
    | {
        readonly kind: 'ld';
        readonly header: Omit<MotecHeader, 'startedAt'>;
        readonly beganAt: number;
      }
    | { readonly kind: 'ldx' }
    | { readonly kind: 'times' }
  );

/** The times at which the frames of a lap were driven. */
export interface LapTimes {
  /** Ascending: the frames of the lap, and the first past its line if there is one. */
  readonly packetIds: Float64Array;
  /** ms since the line, without pauses. */
  readonly timesMs: Float64Array;
}

/** Some frames of one lap, ascending by packetId. */
export interface LapChunk {
  /** The lap number under which they are stored. */
  readonly lap: number;
  readonly json: string;
  /** Frames from this packet on are left out. */
  readonly below?: number;
}

export interface JobPort {
  /** The next chunk, from the end of the lap before to the beginning of the one after; null: no more. */
  read(): Promise<LapChunk | null>;
  /** Restarts reading, with the chunks of the lap alone. */
  readAgain(): Promise<void>;
  /** Called before the first part. @param bytes size of the file; null: not known yet */
  begin(bytes: number | null): Promise<void>;
  /** Resolves when the next part may be written. The bytes are transferred, so the caller cannot use them again. */
  write(bytes: Uint8Array): Promise<void>;
}

/** @throws RelayError when the lap cannot be exported as this file */
export async function runExport(job: ExportJob, port: JobPort): Promise<LapTimes | null> {
  const columns = new LapColumns();
  const recording = job.kind === 'ld' ? new MotecRecording() : null;
  for (let chunk = await port.read(); chunk !== null; chunk = await port.read()) {
    for (const frame of framesOf(chunk)) {
      if (columns.push(frame, chunk.lap)) recording?.push(frame);
    }
  }
  const timeline = columns.timeline(job.lap, job.lapMs, job.packets);
  if (timeline === null) throw new RelayError('not-found', `Lap ${job.lap} has no frames.`);
  if (job.kind === 'times') return timesOf(columns, timeline);
  if (job.kind === 'csv') await writeCsv(job, columns, timeline, port);
  else if (job.kind === 'ldx') await writeText(lapMarkers(job, timeline), port);
  else await writeLd(job, columns, timeline, recording!, port);
  return null;
}

function framesOf({ json, below = Number.POSITIVE_INFINITY }: LapChunk): Frame[] {
  const frames = JSON.parse(json) as Frame[];
  return frames.filter(({ packetId }) => packetId < below);
}

function timesOf(columns: LapColumns, { first, timesMs }: LapTimeline): LapTimes {
  const packetIds = columns.values.packetId.slice(first, first + timesMs.length);
  return { packetIds, timesMs: timesMs.slice() };
}

// ------------------------------------------------------------------ formats

async function writeCsv(
  { separator }: Extract<ExportJob, { kind: 'csv' }>,
  columns: LapColumns,
  timeline: LapTimeline,
  port: JobPort,
): Promise<void> {
  const { first, end, timesMs } = timeline;
  const { packetId } = columns.values;
  const places = columns.places(timeline);
  let at = first;
  const momentOf = (frame: Frame): LapMoment | null => {
    while (at < end && packetId[at]! < frame.packetId) at++;
    if (at >= end || packetId[at] !== frame.packetId) return null;
    return { timeMs: timesMs[at - first]!, place: places?.[at - first] ?? Number.NaN };
  };
  await port.readAgain();
  await port.begin(null);
  let before = csvHeader(separator);
  for (let chunk = await port.read(); chunk !== null; chunk = await port.read()) {
    await port.write(bytesOf(before + csvLines(framesOf(chunk), separator, momentOf)));
    before = '';
  }
  if (before !== '') await port.write(bytesOf(before));
}

async function writeLd(
  job: Extract<ExportJob, { kind: 'ld' }>,
  columns: LapColumns,
  timeline: LapTimeline,
  recording: MotecRecording,
  port: JobPort,
): Promise<void> {
  const { startMs, endMs } = dataOf(timeline);
  if (endMs - startMs > limits.motecLapMsMax) throw tooLarge();
  const channels = recording.channels(timeline, columns.places(timeline), startMs, endMs);
  const samples = channels.reduce((sum, { count }) => sum + count, 0);
  if (samples > limits.motecSamplesMax) throw tooLarge();
  const t = columns.values.t[timeline.first]!;
  const startedMs = Number.isNaN(t) ? 0 : t - (timeline.timesMs[0]! - startMs);
  const startedAt = new Date(job.beganAt + startedMs);
  const head = motecHead(channels, { ...job.header, startedAt });
  await port.begin(head.length + samples * Float32Array.BYTES_PER_ELEMENT);
  await port.write(new Uint8Array(head));
  for (const channel of channels) await port.write(new Uint8Array(channel.samples().buffer));
}

/** From the line at which the lap begins, or the first frame, to the line at its end, or the last frame. */
function dataOf({ fromLine, lineMs, timesMs, first, end }: LapTimeline): {
  startMs: number;
  endMs: number;
} {
  const startMs = fromLine ? 0 : timesMs[0]!;
  return { startMs, endMs: Math.max(lineMs ?? timesMs[end - first - 1]!, startMs) };
}

/** Marks the lines at the same times as in the `.ld` of this lap. */
function lapMarkers({ lapMs }: ExportedLap, timeline: LapTimeline): string {
  const { startMs } = dataOf(timeline);
  const { fromLine, lineMs } = timeline;
  if (lapMs === null) throw new RelayError('not-found', 'This lap has no time.');
  return motecLaps(lapMs, [
    ...(fromLine ? [0] : []),
    ...(lineMs === null ? [] : [lineMs - startMs]),
  ]);
}

async function writeText(text: string, port: JobPort): Promise<void> {
  const bytes = bytesOf(text);
  await port.begin(bytes.length);
  await port.write(bytes);
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** JSON has no limit, because its frames are only passed on. */
export function tooLarge(): RelayError {
  const hours = limits.motecLapMsMax / 3_600_000;
  return new RelayError(
    'too-large',
    `This lap does not fit: a file holds ${hours} hours, ${limits.exportFramesMax} frames and ${limits.motecSamplesMax} values at most.`,
    'Take the lap without ?format=: its frames come as JSON, however many there are.',
  );
}
