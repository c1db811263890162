/**
 * What it costs the relay to hand out to many, beside the simplest correct relay with Express and ws: each is a
 * process of its own, so are the viewers, and the two are measured in turn, so that a busy machine hits both.
 */
import { fileURLToPath } from 'node:url';
import { Crowd } from './crowd.ts';
import { type BenchDrive, drive } from './drive-frames.ts';
import {
  FanOutSide,
  type Load,
  session,
  untilQuiet,
  type Watching,
  wishOf,
} from './fan-out-side.ts';
import { Poster, type PostPace } from './poster.ts';
import { exactCpuMs, Programs, residentMb, type Started } from './programs.ts';
import type { Row, Section, SectionContext } from './section.ts';
import { percentile } from './statistics.ts';

const roundMs = 1_000;

interface Case extends Load {
  readonly name: string;
  readonly watching: Watching;
  /** Share of the simple relay's processor time. */
  readonly aim?: number;
}

const twenty = (hz: number): PostPace => ({ framesPerBatch: 20, hz });
const single: PostPace = { framesPerBatch: 1, hz: 60 };

const cases: readonly Case[] = [
  // 333 frames a second are 17 batches a second.
  { name: '20 frames, plain', viewers: 1000, pace: twenty(333), watching: 'plain', aim: 0.7 },
  { name: '20 frames, pages', viewers: 1000, pace: twenty(333), watching: 'page', aim: 0.7 },
  { name: '60 a second, plain', viewers: 1000, pace: single, watching: 'plain' },
  { name: '60 a second, pages', viewers: 1000, pace: single, watching: 'page' },
  {
    name: '60 a second, pages elsewhere (coalesced)',
    viewers: 1000,
    pace: single,
    watching: 'remote page',
    aim: 0.35,
  },
];

async function simpleRelay(programs: Programs): Promise<Started & { url: string }> {
  const entry = fileURLToPath(new URL('./simple-relay.ts', import.meta.url));
  const started = await programs.startNode(
    ['--import', import.meta.resolve('tsx'), entry],
    /listens on (\S+)/,
  );
  return { ...started, url: started.match[1]! };
}

/** Both relays in turn, a second each. */
async function compare(one: Case, driven: BenchDrive, seconds: number): Promise<Row> {
  const programs = new Programs();
  const sides: FanOutSide[] = [];
  try {
    const ours = await FanOutSide.open(await programs.relay(), one, one.watching, driven);
    sides.push(ours);
    const simple = await FanOutSide.open(await simpleRelay(programs), one, 'plain', driven);
    sides.push(simple);
    const ratios: number[] = [];
    for (let i = 0; i < seconds; i++) {
      await ours.round(roundMs);
      await simple.round(roundMs);
      ratios.push(ours.costs.at(-1)! / simple.costs.at(-1)!);
    }
    return {
      what: `${one.name}, ${one.viewers} viewers: share of the simple relay`,
      result: percentile(ratios, 0.5),
      unit: 'of its CPU',
      aim: one.aim === undefined ? undefined : { atMost: one.aim },
      values: {
        'ours µs': percentile(ours.costs, 0.5),
        'simple µs': percentile(simple.costs, 0.5),
        'ours % core': (ours.cpuMs / ours.wallMs) * 100,
        'simple % core': (simple.cpuMs / simple.wallMs) * 100,
        'messages/batch': ours.deliveries / one.viewers / ours.batches,
        missing: (await ours.missing()) + (await simple.missing()),
      },
    };
  } finally {
    for (const side of sides) await side.close();
    await programs.stop();
  }
}

/** Viewers that come until there are 5000: what each takes of memory, and whether all get everything. */
async function many(driven: BenchDrive, seconds: number): Promise<Row[]> {
  const programs = new Programs();
  const viewers = 5_000;
  const crowd = await Crowd.start(2);
  let poster: Poster | null = null;
  try {
    const { pid, url } = await programs.relay();
    const wish = wishOf(url, 'plain');
    poster = new Poster(url, session, driven, twenty(60));
    // Warm, and with a first crowd come and gone, so that what grows is the viewers.
    await crowd.open(200, wish);
    await poster.run(2_000);
    const beforeMb = residentMb(pid);
    await crowd.open(viewers - 200, wish);
    await poster.run(2_000);
    const idleMb = residentMb(pid);
    const before = await crowd.report();
    const batchesBefore = poster.batches;
    const cpuBefore = exactCpuMs(pid);
    const beganMs = performance.now();
    await poster.run(seconds * 1000);
    await untilQuiet(crowd);
    const cpu = exactCpuMs(pid) - cpuBefore;
    const wallMs = performance.now() - beganMs;
    const after = await crowd.report();
    const sent = (poster.batches - batchesBefore) * viewers;
    return [
      {
        what: `20 frames at 60 Hz, ${viewers} viewers: messages lost`,
        result: sent - (after.messages - before.messages),
        unit: '',
        aim: { atMost: 0 },
        values: {
          sent,
          open: after.open,
          '% core': (cpu / wallMs) * 100,
          'ours µs': (cpu * 1000) / sent,
        },
      },
      {
        what: 'memory of a viewer',
        result: ((idleMb - beforeMb) * 1024) / (viewers - 200),
        unit: 'kB',
        aim: { atMost: 12 },
        values: { 'MB before': beforeMb, 'MB with all': residentMb(pid) },
      },
    ];
  } finally {
    poster?.stop();
    await crowd.stop();
    await programs.stop();
  }
}

async function run({ seconds, note }: SectionContext): Promise<Row[]> {
  const driven = drive({ seed: 1, hz: 60, seconds: 60 });
  const rows: Row[] = [];
  for (const one of cases) {
    note(`${one.name}, ${one.viewers} viewers`);
    rows.push(await compare(one, driven, seconds));
  }
  note('5000 viewers');
  rows.push(...(await many(driven, seconds)));
  return rows;
}

export const fanOut: Section = {
  name: 'fan-out',
  title: 'Many viewers',
  method:
    'Processor time (user and system) of the relay for each published batch and viewer, beside the simplest correct relay with Express and ws, in turn, both warm; the median of the pairs. Viewers are bare sockets in another process. Pages ask for rpms, gear and speed. Pages elsewhere come with X-Forwarded-For, as through a proxy.',
  run,
};
