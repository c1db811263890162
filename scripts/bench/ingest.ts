/** What it costs the relay to take frames from many: 200 publishers at 60 Hz, each frame a message of its own. */
import { exactCpuMs, Programs, residentMb } from './programs.ts';
import { startPublishers } from './publishers.ts';
import type { Row, Section, SectionContext } from './section.ts';

const publishers = 200;

async function framesTaken(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^sequential_frames_taken_total (\d+)/m.exec(text)?.[1]);
}

async function measure(way: 'ws' | 'http', seconds: number): Promise<Row[]> {
  const programs = new Programs();
  const crowd = await startPublishers();
  try {
    const { pid, url } = await programs.relay();
    await crowd.ask({ type: 'open', count: publishers, way, port: Number(new URL(url).port) });
    // The engine compiles the hot path for some seconds.
    const warm = await crowd.ask({ type: 'run', ms: 8_000 });
    const takenBefore = await framesTaken(url);
    const cpuBefore = exactCpuMs(pid);
    const beganMs = performance.now();
    const after = await crowd.ask({ type: 'run', ms: seconds * 1000 });
    const cpu = exactCpuMs(pid) - cpuBefore;
    const wallMs = performance.now() - beganMs;
    const sent = after.sent - warm.sent;
    const taken = (await framesTaken(url)) - takenBefore;
    const name = way === 'ws' ? 'over the publish socket' : 'with POST';
    return [
      {
        what: `${publishers} publishers ${name}: processor time`,
        result: (cpu / (seconds * 1000)) * 100,
        unit: '% of a core',
        aim: { atMost: 100 },
        values: {
          'frames/s': (sent * 1000) / wallMs,
          'µs a frame': (cpu * 1000) / sent,
          MB: residentMb(pid),
        },
      },
      {
        what: `${publishers} publishers ${name}: frames lost`,
        result: sent - taken,
        unit: '',
        aim: { atMost: 0 },
        values: { sent, unanswered: after.sent - after.accepted },
      },
    ];
  } finally {
    await crowd.stop();
    await programs.stop();
  }
}

async function run({ seconds, note }: SectionContext): Promise<Row[]> {
  const rows: Row[] = [];
  for (const way of ['ws', 'http'] as const) {
    note(way);
    rows.push(...(await measure(way, Math.min(seconds, 30))));
  }
  return rows;
}

export const ingest: Section = {
  name: 'ingest',
  title: 'Many publishers',
  method:
    'Processor time of the relay (without a database) while 200 publishers in another process send one frame a message at 60 Hz, with all that our agent sends of a frame.',
  run,
};
