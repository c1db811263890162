/** Files of laps, made in this thread from frames at hand. For tests. */
import type { Frame } from '../../../protocol/frame.ts';
import {
  type ExportedLap,
  type ExportJob,
  type LapChunk,
  runExport,
} from '../../../relay/laps/export-job.ts';
import type { MotecHeader } from '../../../relay/laps/motec.ts';
import type { Driven } from './drives.ts';

type About = { lap: number } & Partial<ExportedLap>;

const emptyHeader = { driver: '', vehicle: '', venue: '', event: '', session: '', comment: '' };

export function ldOf(
  driven: readonly Driven[],
  {
    header = emptyHeader,
    beganAt = 0,
    ...about
  }: About & { header?: Omit<MotecHeader, 'startedAt'>; beganAt?: number },
): Promise<Buffer> {
  return fileOf(driven, { ...exported(about), kind: 'ld', header, beganAt });
}

export async function ldxOf(driven: readonly Driven[], about: About): Promise<string> {
  return (await fileOf(driven, { ...exported(about), kind: 'ldx' })).toString();
}

export async function csvOf(
  driven: readonly Driven[],
  about: About,
  separator: 'comma' | 'semicolon' = 'comma',
): Promise<string> {
  return (await fileOf(driven, { ...exported(about), kind: 'csv', separator })).toString();
}

function exported({ lap, lapMs = null, packets = null }: About): ExportedLap {
  return { lap, lapMs, packets };
}

/** Reads the frames of the lap and its neighbours in chunks of a thousand, like those of a store. */
async function fileOf(driven: readonly Driven[], job: ExportJob): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let bytes: number | null = null;
  let chunks = chunksOf(driven, (lap) => Math.abs(lap - job.lap) <= 1);
  await runExport(job, {
    read: async () => chunks.shift() ?? null,
    readAgain: async () => {
      chunks = chunksOf(driven, (lap) => lap === job.lap);
    },
    begin: async (announced) => {
      bytes = announced;
    },
    write: async (part) => void parts.push(part),
  });
  const file = Buffer.concat(parts);
  if (bytes !== null && bytes !== file.length) {
    throw new Error(`The file has ${file.length} bytes, not the announced ${bytes}.`);
  }
  return file;
}

function chunksOf(driven: readonly Driven[], isMeant: (lap: number) => boolean): LapChunk[] {
  const chunks: { lap: number; frames: Frame[] }[] = [];
  for (const { lap, frame } of driven) {
    if (!isMeant(lap)) continue;
    let chunk = chunks.at(-1);
    if (chunk === undefined || chunk.lap !== lap || chunk.frames.length === 1_000) {
      chunk = { lap, frames: [] };
      chunks.push(chunk);
    }
    chunk.frames.push(frame);
  }
  return chunks.map(({ lap, frames }) => ({ lap, json: JSON.stringify(frames) }));
}
