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
/** So many the simple relay can take as well; of more, its answers come too late to be compared. */
const comparedPublishers = 50;
const framesPerSecond = 60;
const rounds = 3;
/** The engine compiles the hot path for some seconds. */
const warmMs = 6_000;

type Way = 'ws' | 'http';

/** Who takes the frames. */
type Side = 'ours' | 'simple' | 'bare';

interface Taken {
  readonly usEach: number;
  readonly takenPerSecond: number;
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

async function measure(side: Side, way: Way, count: number, ms: number): Promise<Taken> {
  const programs = new Programs();
  const crowd = await startPublishers();
  try {
    const { pid, url } = await start(programs, side);
    const takenOf = side === 'ours' ? () => framesTaken(url) : async () => Number.NaN;
    await crowd.ask({ type: 'open', count, way, port: Number(new URL(url).port) });
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
      usEach: (cpuMs * 1000) / accepted,
      takenPerSecond: (accepted * 1000) / wallMs,
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
    'frames/s': median(runs, (one) => one.takenPerSecond),
    'µs a frame': median(runs, (one) => one.usEach),
    MB: median(runs, (one) => one.mb),
  };
}

/** Processor time for all that so many publishers send, % of a core. */
function corePercent(runs: readonly Taken[], count: number): number {
  return (median(runs, (one) => one.usEach) * count * framesPerSecond) / 10_000;
}

/** Processor time of our relay, and what was lost on the way into it. */
function ourRows(how: string, runs: readonly Taken[]): Row[] {
  const sum = (read: (one: Taken) => number): number =>
    runs.reduce((all, one) => all + read(one), 0);
  return [
    {
      what: `${publishers} publishers ${how}: processor time`,
      result: corePercent(runs, publishers),
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

function otherRow(what: string, runs: readonly Taken[], count: number): Row {
  return {
    what: `${count} publishers with POST, ${what}: processor time`,
    result: corePercent(runs, count),
    unit: '% of a core',
    values: figures(runs),
  };
}

async function run({ seconds, note }: SectionContext): Promise<Row[]> {
  const ms = Math.min(seconds, 30) * 1000;
  note('over the publish socket');
  const overSocket = [await measure('ours', 'ws', publishers, ms)];
  const cases = [
    { side: 'ours', count: publishers },
    { side: 'bare', count: publishers },
    { side: 'ours', count: comparedPublishers },
    { side: 'simple', count: comparedPublishers },
  ] as const;
  const runs = cases.map((): Taken[] => []);
  for (let round = 1; round <= rounds; round++) {
    for (const [i, { side, count }] of cases.entries()) {
      note(`POST, round ${round} of ${rounds}: ${side}, ${count} publishers`);
      runs[i]!.push(await measure(side, 'http', count, ms / 2));
    }
  }
  const [ours, bare, oursCompared, simple] = runs as [Taken[], Taken[], Taken[], Taken[]];
  const usOf = (some: readonly Taken[]): number => median(some, (one) => one.usEach);
  return [
    ...ourRows('over the publish socket', overSocket),
    ...ourRows('with POST', ours),
    otherRow('HTTP alone', bare, publishers),
    otherRow('ours', oursCompared, comparedPublishers),
    otherRow('the simple relay', simple, comparedPublishers),
    {
      what: `${comparedPublishers} publishers with POST: share of the simple relay`,
      result: usOf(oursCompared) / usOf(simple),
      unit: 'of its CPU',
    },
  ];
}

export const ingest: Section = {
  name: 'ingest',
  title: 'Many publishers',
  method:
    'Processor time of the relay (without a database) while 200 publishers in another process send one frame a message at 60 Hz, with all that our agent sends of a frame. With POST beside a server that reads and answers and does nothing else, and, for as many publishers as it can take, beside the simplest relay with Express; in turn, medians of three rounds.',
  run,
};
