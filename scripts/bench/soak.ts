/**
 * Minutes with 100 viewers coming and going and ten publishers, one of them the real agent with the demo car: whether
 * memory of relay and agent grows, and whether anything is lost. Only when it is named: ten minutes, or `--minutes`.
 * Every five seconds both are asked to collect their garbage, so that what they hold can be told from what waits to be
 * collected.
 */

import { freePort } from '../processes.ts';
import { Crowd } from './crowd.ts';
import { HeapProbe } from './heap-probe.ts';
import { PageWriter } from './page-writer.ts';
import { Programs, residentMb, type Started } from './programs.ts';
import { type Publishers, startPublishers } from './publishers.ts';
import type { Row, Section, SectionContext } from './section.ts';
import { slopeErrorOf, slopeOf } from './statistics.ts';

const publishers = 9;
const stepMs = 5_000;
/**
 * Of so many looks the lowest counts: frames of many seconds wait for the database until a chunk is full, which makes
 * memory rise and fall by megabytes that say nothing of growth.
 */
const looksAPoint = 6;
/** Memory settles while code is compiled and buffers find their size: so much of the run says nothing of slopes. */
const warmShare = 0.5;
const aimMbPerHour = 5;

interface Memory {
  readonly hours: number;
  readonly residentMb: number;
  /** Of the main thread's heap, when all garbage is collected. */
  readonly heldMb: number;
}

/** A program whose memory is followed. */
class Watched {
  readonly name: string;
  readonly memory: Memory[] = [];
  readonly #pid: number;
  readonly #probe: HeapProbe;

  private constructor(name: string, pid: number, probe: HeapProbe) {
    this.name = name;
    this.#pid = pid;
    this.#probe = probe;
  }

  static async start<S extends Started>(
    name: string,
    start: (node: readonly string[]) => Promise<S>,
  ): Promise<[S, Watched]> {
    const port = await freePort();
    const started = await start([
      `--inspect=127.0.0.1:${port}`,
      // Says where it listens over HTTP only.
      '--inspect-publish-uid=http',
    ]);
    return [started, new Watched(name, started.pid, await HeapProbe.open(port))];
  }

  /** @param hours since it began */
  async look(hours: number): Promise<void> {
    const resident = residentMb(this.#pid);
    this.memory.push({ hours, residentMb: resident, heldMb: await this.#probe.heldMb() });
  }

  rows(): Row[] {
    return [
      this.#row('heap after garbage collection', (one) => one.heldMb),
      this.#row('resident memory', (one) => one.residentMb),
    ];
  }

  #row(what: string, read: (one: Memory) => number): Row {
    const all: { x: number; y: number }[] = [];
    for (let at = 0; at + looksAPoint <= this.memory.length; at += looksAPoint) {
      const looks = this.memory.slice(at, at + looksAPoint);
      all.push({ x: looks[0]!.hours, y: Math.min(...looks.map(read)) });
    }
    const points = all.slice(Math.floor(all.length * warmShare));
    return {
      what: `${this.name}: ${what}`,
      result: slopeOf(points),
      unit: 'MB/h',
      aim: { atMost: aimMbPerHour },
      values: {
        '±': slopeErrorOf(points),
        'MB at first': all[0]?.y ?? Number.NaN,
        'MB half way': points[0]?.y ?? Number.NaN,
        'MB at last': points.at(-1)?.y ?? Number.NaN,
        'MB at most': Math.max(...this.memory.map(read)),
        minutes: (this.memory.at(-1)?.hours ?? 0) * 60,
      },
    };
  }

  close(): void {
    this.#probe.close();
  }
}

async function metric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^sequential_${name} (\\d+)`, 'm').exec(text)?.[1]);
}

/** Half of the viewers stay, the others are replaced by new ones, ten at each step. */
async function comeAndGo(crowd: Crowd, port: number, step: number): Promise<void> {
  await crowd.close(10);
  const page = step % 2 === 0 ? { channels: ['rpms', 'gear'], hz: 60 } : null;
  await crowd.open(10, { port, session: 'INGEST-ws-0', page, isRemote: step % 3 === 0 });
}

interface Parts {
  readonly staying: Crowd;
  readonly passing: Crowd;
  readonly crowd: Publishers;
}

async function soak(programs: Programs, parts: Parts, minutes: number): Promise<Row[]> {
  const { staying, passing, crowd } = parts;
  const [relay, relayWatched] = await Watched.start('relay', (node) =>
    programs.relay([], { db: 'sqlite:soak.db', node }),
  );
  const port = Number(new URL(relay.url).port);
  const [, agentWatched] = await Watched.start('agent', (node) =>
    programs.agent(relay.url, ['--session', 'SOAK'], node),
  );
  await crowd.ask({ type: 'open', count: publishers, way: 'ws', port });
  const ready = await crowd.ask({ type: 'run', ms: 1_000 });
  await staying.open(50, { port, session: 'INGEST-ws-0', page: null, isRemote: false });
  await passing.open(50, { port, session: 'SOAK', page: null, isRemote: false });
  const beganMs = performance.now();
  const steps = Math.max(3 * looksAPoint, Math.round((minutes * 60_000) / stepMs));
  let last = ready;
  for (let step = 0; step < steps; step++) {
    const running = crowd.ask({ type: 'run', ms: stepMs });
    await comeAndGo(passing, port, step);
    last = await running;
    const hours = (performance.now() - beganMs) / 3_600_000;
    for (const one of [relayWatched, agentWatched]) await one.look(hours);
  }
  await new Promise((resolve) => setTimeout(resolve, 500));
  const { fewest, most, open } = await staying.report();
  const expected = (last.sent - ready.sent) / publishers;
  relayWatched.close();
  agentWatched.close();
  return [
    ...relayWatched.rows(),
    ...agentWatched.rows(),
    {
      what: 'frames lost on the way in',
      result: last.sent - last.accepted,
      unit: '',
      aim: { atMost: 0 },
      values: { sent: last.sent },
    },
    {
      what: 'messages lost on the way out, by the viewers that stay',
      result: Math.max(expected - fewest, most - fewest) * (open === 50 ? 1 : Number.NaN),
      unit: '',
      aim: { atMost: 0 },
      values: { sent: expected, skipped: await metric(relay.url, 'messages_skipped_total') },
    },
  ];
}

async function run({ minutes, note }: SectionContext): Promise<Row[]> {
  const programs = new Programs();
  const parts: Parts = {
    staying: await Crowd.start(1),
    passing: await Crowd.start(1),
    crowd: await startPublishers(),
  };
  let writer: PageWriter | null = null;
  try {
    writer = await PageWriter.start(programs.pages, 'drive');
    note(`${minutes ?? 10} minutes`);
    return await soak(programs, parts, minutes ?? 10);
  } finally {
    for (const part of Object.values(parts)) await part.stop();
    await programs.stop();
    await writer?.stop();
  }
}

export const soakSection: Section = {
  name: 'soak',
  title: 'Minutes of coming and going',
  method:
    '50 viewers stay, 50 are replaced ten at a time every five seconds, plain ones and pages, near and far; nine publishers and the real agent at 60 Hz; SQLite. Memory is looked at every five seconds, of thirty seconds the lowest counts; slopes by least squares over the second half, with their standard error.',
  onlyByName: true,
  run,
};
