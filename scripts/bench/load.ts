/**
 * What many viewers and many publishers cost the relay. The simplest correct relay with Express and ws runs beside it and
 * is measured in turn, second by second, so that a busy machine slows both.
 */
import { fileURLToPath } from 'node:url';
import type { ViewerOptions } from './bare-viewer.ts';
import { ForkedProcess } from './forked-process.ts';
import { cpuDuring, Programs, residentMb, wait } from './programs.ts';
import type { PublisherOrder, PublisherReport } from './publisher-process.ts';
import type { Context, Figure, Section } from './section.ts';
import { percentile } from './statistics.ts';
import type { ViewerOrder, ViewerReport } from './viewer-process.ts';

/** The session of the first publisher. */
const session = 'BENCH-0';
/** V8 compiles the code that runs often within these seconds. */
const warmUpMs = 4_000;
const page = { channels: ['rpms', 'gear', 'speedKmh'], hz: 0 };

interface Watching {
  readonly name: string;
  readonly framesPerBatch: number;
  readonly hz: number;
  readonly page: ViewerOptions['page'];
  readonly isRemote: boolean;
  readonly aim?: { readonly atMost: number };
}

const single = { framesPerBatch: 1, hz: 60 };
const watchings: readonly Watching[] = [
  {
    name: 'batches of 20',
    framesPerBatch: 20,
    hz: 333,
    page: null,
    isRemote: false,
    aim: { atMost: 0.7 },
  },
  { name: 'plain clients, 60 Hz', ...single, page: null, isRemote: false },
  { name: 'pages, 60 Hz', ...single, page, isRemote: false },
  { name: 'pages elsewhere, 60 Hz', ...single, page, isRemote: true, aim: { atMost: 0.35 } },
];

type Viewers = ForkedProcess<ViewerOrder, ViewerReport>;
type Publishers = ForkedProcess<PublisherOrder, PublisherReport>;

async function withLoad<T>(
  measure: (open: {
    viewers(): Promise<Viewers>;
    publishers(order: Omit<PublisherOrder & { type: 'open' }, 'type'>): Promise<Publishers>;
  }) => Promise<T>,
): Promise<T> {
  const opened: { stop(): Promise<void> }[] = [];
  try {
    return await measure({
      async viewers() {
        const viewers: Viewers = await ForkedProcess.start('viewer-process.ts');
        opened.push(viewers);
        return viewers;
      },
      async publishers(order) {
        const publishers: Publishers = await ForkedProcess.start('publisher-process.ts');
        opened.push(publishers);
        await publishers.ask({ ...order, type: 'open' });
        return publishers;
      },
    });
  } finally {
    for (const one of opened) await one.stop();
  }
}

async function withPrograms<T>(
  program: string,
  measure: (programs: Programs) => Promise<T>,
): Promise<T> {
  const programs = new Programs(program);
  try {
    return await measure(programs);
  } finally {
    await programs.stop();
  }
}

interface RelayUnderLoad {
  readonly pid: number;
  readonly port: number;
}

async function simpleRelay(programs: Programs): Promise<RelayUnderLoad> {
  const entry = fileURLToPath(new URL('./simple-relay.ts', import.meta.url));
  const words = ['--import', import.meta.resolve('tsx'), entry];
  const { pid, match } = await programs.startNode(words, /listens on (\d+)/);
  return { pid, port: Number(match[1]) };
}

/** Opens viewers and one publisher. @returns measures one second; and counts what viewers lack */
async function openViewers(
  relay: RelayUnderLoad,
  count: number,
  { framesPerBatch, hz, page: asked, isRemote }: Watching,
  open: Parameters<Parameters<typeof withLoad>[0]>[0],
): Promise<{ round(): Promise<number>; missing(): Promise<number> }> {
  const { pid, port } = relay;
  const publishers = await open.publishers({
    count: 1,
    way: 'http',
    port,
    framesPerBatch,
    channels: 'simple',
  });
  const viewers = await open.viewers();
  // The session exists before its viewers come, so that each is told of it once.
  await publishers.ask({ type: 'run', ms: 500, hz });
  const options = { port, session, page: asked, isRemote };
  await viewers.ask({ type: 'open', count, options });
  let { accepted } = await publishers.ask({ type: 'run', ms: warmUpMs, hz });
  return {
    async round() {
      const before = accepted;
      const { cpuMs } = await cpuDuring([pid], async () => {
        ({ accepted } = await publishers.ask({ type: 'run', ms: 1_000, hz }));
        // Coalesced frames still go out.
        await wait(150);
      });
      return (cpuMs[0]! * 1000) / ((accepted - before) * count);
    },
    async missing() {
      await wait(1_000);
      const { open: stillOpen, fewest, most } = await viewers.ask({ type: 'report' });
      return count - stillOpen + (most - fewest);
    },
  };
}

/** A thousand viewers of each kind, beside the simple relay. */
async function manyViewers({ program, seconds, note }: Context): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const watching of watchings) {
    note(`1000 viewers, ${watching.name}`);
    const measured = await withPrograms(program, (programs) =>
      withLoad(async (open) => {
        const plain = { ...watching, page: null, isRemote: false };
        const ours = await openViewers(await programs.relay(), 1_000, watching, open);
        const simple = await openViewers(await simpleRelay(programs), 1_000, plain, open);
        const rounds: { ours: number; simple: number }[] = [];
        for (let i = 0; i < seconds; i++) {
          rounds.push({ ours: await ours.round(), simple: await simple.round() });
        }
        return { rounds, missing: await ours.missing() };
      }),
    );
    const median = (read: (round: (typeof measured.rounds)[number]) => number): number =>
      percentile(measured.rounds.map(read), 0.5);
    const what = `1000 viewers, ${watching.name}`;
    figures.push(
      { what: `${what}: a message`, unit: 'µs', value: median(({ ours }) => ours) },
      {
        what: `${what}: share of the simple relay`,
        unit: '',
        value: median(({ ours, simple }) => ours / simple),
        aim: watching.aim,
      },
      { what: `${what}: messages lost`, unit: '', value: measured.missing, aim: { atMost: 0 } },
    );
  }
  return figures;
}

/** Memory of a viewer, and whether five thousand get everything. */
async function fiveThousand({ program, note }: Context): Promise<Figure[]> {
  note('5000 viewers');
  return withPrograms(program, (programs) =>
    withLoad(async (open) => {
      const relay = await programs.relay();
      const watching = { ...watchings[0]!, hz: 60 };
      // Memory that the first viewers need for all does not count.
      await openViewers(relay, 200, watching, open);
      const beforeMb = residentMb(relay.pid);
      const { missing } = await openViewers(relay, 4_800, watching, open);
      const value = ((residentMb(relay.pid) - beforeMb) * 1024) / 4_800;
      return [
        { what: '5000 viewers: memory of one', unit: 'kB', value, aim: { atMost: 12 } },
        {
          what: '5000 viewers: messages lost',
          unit: '',
          value: await missing(),
          aim: { atMost: 0 },
        },
      ];
    }),
  );
}

/** @returns µs a frame and batches that were not accepted */
function publishing(
  program: string,
  side: 'ours' | 'simple',
  way: 'ws' | 'http',
  count: number,
  seconds: number,
): Promise<{ us: number; lost: number }> {
  return withPrograms(program, (programs) =>
    withLoad(async (open) => {
      const { pid, port } = side === 'ours' ? await programs.relay() : await simpleRelay(programs);
      const publishers = await open.publishers({
        count,
        way,
        port,
        framesPerBatch: 1,
        channels: 'all',
      });
      const before = await publishers.ask({ type: 'run', ms: warmUpMs, hz: 60 });
      let after = before;
      const { cpuMs } = await cpuDuring([pid], async () => {
        after = await publishers.ask({ type: 'run', ms: seconds * 1000, hz: 60 });
      });
      const accepted = after.accepted - before.accepted;
      return { us: (cpuMs[0]! * 1000) / accepted, lost: after.sent - after.accepted };
    }),
  );
}

async function manyPublishers({ program, seconds, note }: Context): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [way, name] of [
    ['ws', 'over the publish socket'],
    ['http', 'with POST'],
  ] as const) {
    note(`200 publishers ${name}`);
    const { us, lost } = await publishing(program, 'ours', way, 200, seconds);
    const what = `200 publishers ${name}`;
    figures.push(
      // 200 times 60 frames a second.
      { what, unit: '% of a core', value: us * 1.2, aim: { atMost: 100 } },
      { what: `${what}: frames lost`, unit: '', value: lost, aim: { atMost: 0 } },
    );
  }
  // The simple relay cannot keep up with more than fifty.
  note('50 publishers, both relays');
  const ours = await publishing(program, 'ours', 'http', 50, seconds);
  const simple = await publishing(program, 'simple', 'http', 50, seconds);
  const what = '50 publishers with POST: share of the simple relay';
  return [...figures, { what, unit: '', value: ours.us / simple.us }];
}

async function measure(context: Context): Promise<Figure[]> {
  return [
    ...(await manyViewers(context)),
    ...(await fiveThousand(context)),
    ...(await manyPublishers(context)),
  ];
}

export const load: Section = {
  name: 'load',
  title: 'Many viewers, many publishers',
  method:
    'Processor time of the relay for each published batch and viewer, or for each frame received, beside the simplest correct relay with Express and ws; medians of rounds of a second. Viewers get the required channels, pages rpms, gear and speed; pages elsewhere come through a proxy. Publishers send all channels.',
  measure,
};
