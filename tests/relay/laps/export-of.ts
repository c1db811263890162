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

const noFacts = { driver: '', vehicle: '', venue: '', event: '', session: '', comment: '' };

export function ldOf(
  driven: readonly Driven[],
  {
    facts = noFacts,
    beganAt = 0,
    ...about
  }: About & { facts?: Omit<MotecHeader, 'startedAt'>; beganAt?: number },
): Promise<Buffer> {
  return fileOf(driven, { ...told(about), kind: 'ld', facts, beganAt });
}

export async function ldxOf(driven: readonly Driven[], about: About): Promise<string> {
  return (await fileOf(driven, { ...told(about), kind: 'ldx' })).toString();
}

export async function csvOf(
  driven: readonly Driven[],
  about: About,
  separator: 'comma' | 'semicolon' = 'comma',
): Promise<string> {
  return (await fileOf(driven, { ...told(about), kind: 'csv', separator })).toString();
}

function told({ lap, lapMs = null, span = null }: About): ExportedLap {
  return { lap, lapMs, span };
}

/** The frames of the lap and its neighbours come in chunks of a thousand, as a store gives them. */
async function fileOf(driven: readonly Driven[], job: ExportJob): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let bytes: number | null = null;
  let chunks = chunksOf(driven, (lap) => Math.abs(lap - job.lap) <= 1);
  await runExport(job, {
    read: async () => chunks.shift() ?? null,
    readAgain: async () => {
      chunks = chunksOf(driven, (lap) => lap === job.lap);
    },
    begin: async (told) => {
      bytes = told;
    },
    write: async (piece) => void pieces.push(piece),
  });
  const file = Buffer.concat(pieces);
  if (bytes !== null && bytes !== file.length) {
    throw new Error(`The file was told to have ${bytes} bytes and has ${file.length}.`);
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
