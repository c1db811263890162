/**
 * What it costs the relay to take frames from many: 200 publishers at 60 Hz, each frame a message of its own; with POST
 * beside the simplest relay with Express and beside a server that does nothing but speak HTTP.
 */
import { fileURLToPath } from 'node:url';
import { exactCpuMs, Programs, residentMb, type Started } from './programs.ts';
import { startPublishers } from './publishers.ts';
import type { Row, Section, SectionContext } from './section.ts';
import { percentile } from './statistics.ts';

const publishers = 200;
const rounds = 3;
/** The engine compiles the hot path for some seconds. */
const warmMs = 6_000;

type Way = 'ws' | 'http';

/** Who takes the frames. */
type Side = 'ours' | 'simple' | 'bare';

interface Taken {
  readonly corePercent: number;
  readonly usEach: number;
  readonly framesPerSecond: number;
  readonly mb: number;
  readonly sent: number;
  /** Sent and not taken, as the relay counts and as the publishers are answered. */
  readonly lost: number;
  readonly unanswered: number;
}

async function framesTaken(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^sequential_frames_taken_total (\d+)/m.exec(text)?.[1]);
}

async function start(programs: Programs, side: Side): Promise<Started & { url: string }> {
  if (side === 'ours') return programs.relay();
  const file = side === 'simple' ? './simple-relay.ts' : './bare-http.ts';
  const entry = fileURLToPath(new URL(file, import.meta.url));
  const words = ['--import', import.meta.resolve('tsx'), entry];
  const started = await programs.startNode(words, /listens on (http:\S+)/);
  return { ...started, url: started.match[1]! };
}

async function measure(side: Side, way: Way, ms: number): Promise<Taken> {
  const programs = new Programs();
  const crowd = await startPublishers();
  try {
    const { pid, url } = await start(programs, side);
    const takenOf = side === 'ours' ? () => framesTaken(url) : async () => Number.NaN;
    await crowd.ask({ type: 'open', count: publishers, way, port: Number(new URL(url).port) });
    const warm = await crowd.ask({ type: 'run', ms: warmMs });
    const takenBefore = await takenOf();
    const cpuBefore = exactCpuMs(pid);
    const beganMs = performance.now();
    const after = await crowd.ask({ type: 'run', ms });
    const cpuMs = exactCpuMs(pid) - cpuBefore;
    const wallMs = performance.now() - beganMs;
    const sent = after.sent - warm.sent;
    const accepted = after.accepted - warm.accepted;
    return {
      corePercent: (cpuMs / ms) * 100,
      usEach: (cpuMs * 1000) / accepted,
      framesPerSecond: (accepted * 1000) / wallMs,
      mb: residentMb(pid),
      sent,
      lost: sent - ((await takenOf()) - takenBefore),
      unanswered: after.sent - after.accepted,
    };
  } finally {
    await crowd.stop();
    await programs.stop();
  }
}

function median(runs: readonly Taken[], read: (one: Taken) => number): number {
  return percentile(runs.map(read), 0.5);
}

function figures(runs: readonly Taken[]): Record<string, number> {
  return {
    'frames/s': median(runs, (one) => one.framesPerSecond),
    'µs a frame': median(runs, (one) => one.usEach),
    MB: median(runs, (one) => one.mb),
  };
}

/** Processor time of our relay, and what was lost on the way into it. */
function ourRows(how: string, runs: readonly Taken[]): Row[] {
  const sum = (read: (one: Taken) => number): number =>
    runs.reduce((all, one) => all + read(one), 0);
  return [
    {
      what: `${publishers} publishers ${how}: processor time`,
      result: median(runs, (one) => one.corePercent),
      unit: '% of a core',
      aim: { atMost: 100 },
      values: figures(runs),
    },
    {
      what: `${publishers} publishers ${how}: frames lost`,
      result: sum((one) => one.lost),
      unit: '',
      aim: { atMost: 0 },
      values: { sent: sum((one) => one.sent), unanswered: sum((one) => one.unanswered) },
    },
  ];
}

async function run({ seconds, note }: SectionContext): Promise<Row[]> {
  const ms = Math.min(seconds, 30) * 1000;
  note('over the publish socket');
  const rows = ourRows('over the publish socket', [await measure('ours', 'ws', ms)]);
  const runs: Record<Side, Taken[]> = { ours: [], simple: [], bare: [] };
  for (let round = 1; round <= rounds; round++) {
    for (const side of ['ours', 'simple', 'bare'] as const) {
      note(`POST, round ${round} of ${rounds}, ${side}`);
      runs[side].push(await measure(side, 'http', ms / 2));
    }
  }
  const usOf = (side: Side): number => median(runs[side], (one) => one.usEach);
  rows.push(
    ...ourRows('with POST', runs.ours),
    {
      what: 'the same, the simple relay: processor time',
      result: median(runs.simple, (one) => one.corePercent),
      unit: '% of a core',
      values: figures(runs.simple),
    },
    {
      what: 'the same, HTTP alone: processor time',
      result: median(runs.bare, (one) => one.corePercent),
      unit: '% of a core',
      values: figures(runs.bare),
    },
    {
      what: 'a POST: share of the simple relay',
      result: usOf('ours') / usOf('simple'),
      unit: 'of its CPU',
    },
  );
  return rows;
}

export const ingest: Section = {
  name: 'ingest',
  title: 'Many publishers',
  method:
    'Processor time of the relay (without a database) while 200 publishers in another process send one frame a message at 60 Hz, with all that our agent sends of a frame. With POST beside the simplest relay with Express and beside a server that reads and answers and does nothing else, in turn; medians of three rounds.',
  run,
};
