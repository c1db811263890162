/**
 * Minutes with 100 viewers coming and going and ten publishers, one of them the real agent with the demo car: whether
 * memory of relay and agent grows, and whether anything is lost. Only when it is named: ten minutes, or `--minutes`.
 */
import { Crowd } from './crowd.ts';
import { PageWriter } from './page-writer.ts';
import { Programs, residentMb } from './programs.ts';
import { type Publishers, startPublishers } from './publishers.ts';
import type { Row, Section, SectionContext } from './section.ts';
import { slopeOf } from './statistics.ts';

const publishers = 9;
const stepMs = 5_000;
/** Memory settles while code is compiled and buffers grow: so much of the run says nothing of slopes. */
const warmShare = 0.25;
const aimMbPerHour = 5;

interface Memory {
  readonly hours: number;
  readonly relayMb: number;
  readonly agentMb: number;
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

function slopeRow(what: string, memory: readonly Memory[], read: (one: Memory) => number): Row {
  const points = memory
    .slice(Math.floor(memory.length * warmShare))
    .map((one) => ({ x: one.hours, y: read(one) }));
  return {
    what: `${what}: memory`,
    result: slopeOf(points),
    unit: 'MB/h',
    aim: { atMost: aimMbPerHour },
    values: {
      'MB at first': points.length === 0 ? Number.NaN : points[0]!.y,
      'MB at last': points.at(-1)?.y ?? Number.NaN,
      'MB at most': Math.max(...memory.map(read)),
      minutes: (memory.at(-1)?.hours ?? 0) * 60,
    },
  };
}

interface Parts {
  readonly staying: Crowd;
  readonly passing: Crowd;
  readonly crowd: Publishers;
}

async function soak(programs: Programs, parts: Parts, minutes: number): Promise<Row[]> {
  const { staying, passing, crowd } = parts;
  const relay = await programs.relay([], { db: 'sqlite:soak.db' });
  const port = Number(new URL(relay.url).port);
  const agent = await programs.agent(relay.url, ['--session', 'SOAK']);
  await crowd.ask({ type: 'open', count: publishers, way: 'ws', port });
  const ready = await crowd.ask({ type: 'run', ms: 1_000 });
  await staying.open(50, { port, session: 'INGEST-ws-0', page: null, isRemote: false });
  await passing.open(50, { port, session: 'SOAK', page: null, isRemote: false });
  const memory: Memory[] = [];
  const beganMs = performance.now();
  const steps = Math.max(3, Math.round((minutes * 60_000) / stepMs));
  let last = ready;
  for (let step = 0; step < steps; step++) {
    const running = crowd.ask({ type: 'run', ms: stepMs });
    await comeAndGo(passing, port, step);
    last = await running;
    memory.push({
      hours: (performance.now() - beganMs) / 3_600_000,
      relayMb: residentMb(relay.pid),
      agentMb: residentMb(agent.pid),
    });
  }
  await new Promise((resolve) => setTimeout(resolve, 500));
  const { fewest, most, open } = await staying.report();
  const expected = (last.sent - ready.sent) / publishers;
  return [
    slopeRow('relay', memory, (one) => one.relayMb),
    slopeRow('agent', memory, (one) => one.agentMb),
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
    '50 viewers stay, 50 are replaced ten at a time every five seconds, plain ones and pages, near and far; nine publishers and the real agent at 60 Hz; SQLite. Slopes by least squares over the resident memory, the first quarter left out.',
  onlyByName: true,
  run,
};
