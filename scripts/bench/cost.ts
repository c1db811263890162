/** What agent and relay cost the PC that the game runs on, and what a page costs its line. Read from the system. */
import { PlainClient, whileDriving } from './driving.ts';
import { ForkedProcess } from './forked-process.ts';
import { cpuDuring, residentMb, wait } from './programs.ts';
import { type Context, type Figure, inSteps, type Section } from './section.ts';
import type { ViewerOrder, ViewerReport } from './viewer-process.ts';

export const cost: Section = {
  name: 'cost',
  title: 'What agent and relay cost',
  method:
    'Processor time of all threads and resident memory, started as npm start does, while the demo car drives and one plain client watches. GC pauses are V8’s own figures. Bytes are what a page gets of its channels, against all channels as JSON.',
  measure: inSteps({
    '60 Hz': (context) => costAt(60, context),
    '333 Hz': (context) => costAt(333, context),
    'bytes of pages': bytesOfPages,
  }),
};

/** Programs compile their code and heaps find their size. */
export const warmUpMs = 6_000;

/** Pages whose bytes are counted: an overlay with many channels, one that moves all the time, one that hardly moves. */
const pages = [
  {
    name: 'dash',
    channels: ['gear', 'rpms', 'speedKmh', 'gas', 'brake', 'fuel', 'currentLapTime', 'lastLapTime'],
  },
  { name: 'tachometer', channels: ['rpms', 'gear', 'speedKmh'] },
  { name: 'delta', channels: ['deltaBestMs', 'deltaPersonalMs'] },
];

/** Milliseconds of each pause that V8 printed with `--trace-gc`, of every thread of the process. */
export function pausesIn(text: string): number[] {
  return [
    ...text.matchAll(/ ms: (?:Scavenge|Mark-Compact).*? MB,(?: pooled: [\d.]+ MB,)? ([\d.]+) \/ /g),
  ].map((match) => Number(match[1]));
}

function costAt(hz: number, { program, seconds }: Context): Promise<Figure[]> {
  const options = { agentWords: ['--hz', String(hz)], agentFlags: ['--trace-gc'] };
  return whileDriving(program, options, async ({ relay, agent }) => {
    const client = new PlainClient(relay.url);
    await wait(warmUpMs);
    const printed = agent.output().length;
    const { cpuMs, wallMs } = await cpuDuring([agent.pid, relay.pid], () => wait(seconds * 1000));
    client.close();
    const pauseMs = Math.max(0, ...pausesIn(agent.output().slice(printed)));
    const core = '% of a core';
    return [
      { what: `agent, ${hz} Hz`, unit: core, value: (cpuMs[0]! / wallMs) * 100 },
      { what: `relay, ${hz} Hz`, unit: core, value: (cpuMs[1]! / wallMs) * 100 },
      { what: `agent, ${hz} Hz: memory`, unit: 'MB', value: residentMb(agent.pid) },
      { what: `relay, ${hz} Hz: memory`, unit: 'MB', value: residentMb(relay.pid) },
      {
        what: `agent, ${hz} Hz: longest GC pause`,
        unit: 'ms',
        value: pauseMs,
        aim: { atMost: 2 },
      },
    ];
  });
}

/** Bytes with the headers of WebSocket, of frames at 60 Hz. */
function bytesOfPages({ program, seconds }: Context): Promise<Figure[]> {
  return whileDriving(program, {}, async ({ relay }) => {
    const viewers = await ForkedProcess.start<ViewerOrder, ViewerReport>('viewer-process.ts');
    const plain = new PlainClient(relay.url);
    try {
      await wait(warmUpMs);
      const figures: Figure[] = [];
      for (const { name, channels } of pages) {
        const options = {
          port: relay.port,
          session: 'live',
          page: { channels, hz: 0 },
          isRemote: false,
        };
        const before = await viewers.ask({ type: 'open', count: 1, options });
        const plainBefore = plain.characters;
        await wait(seconds * 1000);
        const { bytes } = await viewers.ask({ type: 'report' });
        await viewers.ask({ type: 'close', count: 1 });
        const share = ((bytes - before.bytes) / (plain.characters - plainBefore)) * 100;
        figures.push({ what: `${name} page: bytes of plain JSON`, unit: '%', value: share });
      }
      return figures;
    } finally {
      plain.close();
      await viewers.stop();
    }
  });
}
