/** What agent and relay cost: processor, memory, time to start. Read from the system, not from the programs themselves. */
import { WebSocket } from 'ws';
import { PageWriter } from './page-writer.ts';
import { cpuMs, Programs, residentMb } from './programs.ts';
import type { Row, Section, SectionContext } from './section.ts';

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function measure(hz: number, seconds: number): Promise<Row[]> {
  const programs = new Programs();
  let writer: PageWriter | null = null;
  try {
    const relay = await programs.relay();
    writer = await PageWriter.start(programs.pages, 'drive');
    const agent = await programs.agent(relay.url, ['--hz', String(hz)]);
    const viewer = new WebSocket(`${relay.url.replace('http', 'ws')}/ws/live`);
    let frames = 0;
    viewer.on('message', (data) => {
      frames += (JSON.parse(String(data)) as { data: unknown[] }).data.length;
    });
    await wait(4_000);
    const before = { agent: cpuMs(agent.pid), relay: cpuMs(relay.pid), frames };
    const beganMs = performance.now();
    await wait(seconds * 1000);
    const elapsedMs = performance.now() - beganMs;
    const row = (name: 'agent' | 'relay', pid: number, readyMs: number): Row => ({
      what: `${name}, ${hz} Hz: processor time`,
      unit: '% of a core',
      result: ((cpuMs(pid) - before[name]) / elapsedMs) * 100,
      values: {
        'memory MB': residentMb(pid),
        'start ms': readyMs,
        'frames/s': ((frames - before.frames) * 1000) / elapsedMs,
      },
    });
    viewer.terminate();
    return [row('agent', agent.pid, agent.readyMs), row('relay', relay.pid, relay.readyMs)];
  } finally {
    await programs.stop();
    await writer?.stop();
  }
}

async function run({ seconds, note }: SectionContext): Promise<Row[]> {
  const rows: Row[] = [];
  for (const hz of [60, 333]) {
    note(`${hz} Hz`);
    rows.push(...(await measure(hz, seconds)));
  }
  return rows;
}

export const cost: Section = {
  name: 'cost',
  title: 'What agent and relay cost',
  method:
    'Processor time and resident memory of each process while the demo car drives and one plain client watches; start is until it listens or is connected.',
  run,
};
