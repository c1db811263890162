/**
 * Several relays that work as one, as real processes with NATS and PostgreSQL: what viewers and the database notice when one
 * of them is killed, and what the backplane costs.
 */
import { ClusterRig } from './cluster-rig.ts';
import { ClusterRun, type KillReport } from './cluster-run.ts';
import { ForkedProcess } from './forked-process.ts';
import { cpuDuring, Programs, wait } from './programs.ts';
import type { PublisherOrder, PublisherReport } from './publisher-process.ts';
import type { Context, Figure, Section } from './section.ts';
import { percentile, percentileFigures } from './statistics.ts';
import type { ViewerOrder, ViewerReport } from './viewer-process.ts';

const kills = 5;
const publishers = 20;
/** Frames a second of each publisher, so that two cores carry thousands of viewers beside everything else. */
const hz = 10;
/** After a kill everything is served again within this time, ms. */
const servedAgainMs = 3_000;
/** V8 compiles the code that runs often within these seconds. */
const warmUpMs = 4_000;

async function survival({ program, viewers, note }: Context): Promise<Figure[]> {
  const count = viewers ?? 3_000;
  note(`three relays, ${publishers} publishers, ${count} viewers`);
  const load = { publishers, viewers: count, hz, seconds: 600 };
  const run = await ClusterRun.start({ program, relays: 3 }, load);
  try {
    const killed: Record<string, KillReport[]> = { owner: [], NATS: [], PostgreSQL: [] };
    const storedAgainMs: number[] = [];
    for (let i = 1; i <= kills; i++) {
      note(`kills, round ${i} of ${kills}`);
      killed.owner!.push(await run.killOwner(servedAgainMs));
      await run.isWhole();
      killed.NATS!.push(await run.killNats(servedAgainMs));
      await run.isWhole();
      const beganMs = performance.now();
      killed.PostgreSQL!.push(await run.killPostgres(0));
      await run.isStoring();
      storedAgainMs.push(performance.now() - beganMs);
    }
    const end = await run.finish();
    const longest = { p50: null, p100: servedAgainMs };
    const none = { atMost: 0 };
    const any = { p50: null, p100: null };
    const silences = (
      [
        ['an owner is killed: longest silence of its viewers', 'owner', 'silencesMs', longest],
        ['an owner is killed: longest silence of the others', 'owner', 'othersMs', any],
        ['NATS is killed: longest silence of viewers elsewhere', 'NATS', 'silencesMs', longest],
        ['NATS is killed: longest silence of viewers at the owner', 'NATS', 'othersMs', any],
        ['PostgreSQL is killed: longest silence of viewers', 'PostgreSQL', 'othersMs', any],
      ] as const
    ).flatMap(([what, name, viewers, aims]) => {
      const values = killed[name]!.flatMap((one) => one[viewers]);
      return percentileFigures(what, 'ms', values, aims);
    });
    const storedAgain = 'PostgreSQL is killed: everything is stored again';
    return [
      ...silences,
      ...percentileFigures(storedAgain, 'ms', storedAgainMs, any),
      { what: 'frames published', unit: '', value: end.added },
      { what: 'frames lost to the database', unit: '', value: end.lost, aim: none },
      { what: 'frames stored twice', unit: '', value: end.doubled, aim: none },
      { what: 'frames that viewers got', unit: '', value: end.framesSeen },
      { what: 'frames out of order at any viewer', unit: '', value: end.outOfOrder, aim: none },
      { what: 'viewers lost', unit: '', value: count - end.viewersOpen, aim: none },
    ];
  } finally {
    await run.stop();
  }
}

/** The same frames at a viewer of the owner and at one of another relay, both in one process. */
async function latency({ program, seconds, note }: Context): Promise<Figure[]> {
  note('latency added by the backplane');
  const load = { publishers: 1, viewers: 2, hz: 60, seconds: seconds + 30 };
  const run = await ClusterRun.start({ program, relays: 2, isStoring: false }, load);
  try {
    await wait(warmUpMs);
    await run.mark();
    await wait(seconds * 1000);
    const { arrivals } = await run.viewers();
    const atOwner = new Map(
      arrivals.filter(([relay]) => relay === 0).map(([, packetId, atMs]) => [packetId, atMs]),
    );
    const added = arrivals.flatMap(([relay, packetId, atMs]) => {
      const first = atOwner.get(packetId);
      return relay === 0 || first === undefined ? [] : [atMs - first];
    });
    return percentileFigures('latency added by the backplane', 'ms', added, { p50: 1, p99: null });
  } finally {
    await run.stop();
  }
}

type Viewers = ForkedProcess<ViewerOrder, ViewerReport>;
type Publishers = ForkedProcess<PublisherOrder, PublisherReport>;

/** Relays with viewers of one session each, and those of them that get it from a publisher of their own. */
interface LoadedRelays {
  readonly ports: readonly number[];
  /** How many of them, the first ones, have a publisher, which posts 60 batches a second. */
  readonly publishers: number;
  /** Viewers of each. */
  readonly viewers: number;
}

class CostLoad {
  readonly #publishers: readonly Publishers[];
  readonly #viewers: readonly Viewers[];
  readonly #accepted: number[] = [];

  private constructor(publishers: readonly Publishers[], viewers: readonly Viewers[]) {
    this.#publishers = publishers;
    this.#viewers = viewers;
  }

  static async open(relays: LoadedRelays): Promise<CostLoad> {
    const publishers: Publishers[] = [];
    const viewers: Viewers[] = [];
    const load = new CostLoad(publishers, viewers);
    for (const port of relays.ports.slice(0, relays.publishers)) {
      const one: Publishers = await ForkedProcess.start('publisher-process.ts');
      publishers.push(one);
      const how = { way: 'http', framesPerBatch: 1, channels: 'simple' } as const;
      await one.ask({ type: 'open', count: 1, port, ...how });
      await one.ask({ type: 'run', ms: 1_000, hz: 60 });
    }
    for (const port of relays.ports) {
      const one: Viewers = await ForkedProcess.start('viewer-process.ts');
      viewers.push(one);
      const options = { port, session: 'BENCH-0', page: null, isRemote: false };
      await one.ask({ type: 'open', count: relays.viewers, options });
    }
    await load.publish(warmUpMs);
    return load;
  }

  /** @returns the number of batches of each publisher */
  async publish(ms: number): Promise<number[]> {
    const runs = this.#publishers.map((one) => one.ask({ type: 'run', ms, hz: 60 }));
    const batches = (await Promise.all(runs)).map(({ accepted }, i) => {
      const before = this.#accepted[i] ?? 0;
      this.#accepted[i] = accepted;
      return accepted - before;
    });
    await wait(100);
    return batches;
  }

  async stop(): Promise<void> {
    for (const one of [...this.#publishers, ...this.#viewers]) await one.stop();
  }
}

/** µs of processor time of each relay for a batch and viewer of its own. */
async function round(pids: readonly number[], load: CostLoad, count: number): Promise<number[]> {
  let batches: number[] = [];
  const { cpuMs } = await cpuDuring(pids, async () => {
    batches = await load.publish(1_000);
  });
  // A relay without a publisher gets the batches of the first one.
  return cpuMs.map((ms, i) => (ms * 1000) / ((batches[i] ?? batches[0]!) * count));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / values.length;
}

/**
 * In turn: one relay by itself, four relays that know nothing of one another, and four that work as one. Relays that share
 * processors slow one another down, so what the backplane costs is seen beside four relays without it.
 */
async function cost({ program, viewers, seconds, note }: Context): Promise<Figure[]> {
  const count = Math.round((viewers ?? 3_000) / 6);
  note(`four relays with ${count} viewers each, with a backplane and without, and one relay`);
  const opened: { stop(): Promise<void> }[] = [];
  try {
    const programs = new Programs(program);
    opened.push(programs);
    const alone = await programs.relay();
    const rigs: Record<'apart' | 'joined', ClusterRig> = {
      apart: await ClusterRig.start({ program, relays: 4, isStoring: false, hasBackplane: false }),
      joined: await ClusterRig.start({ program, relays: 4, isStoring: false }),
    };
    opened.push(rigs.apart, rigs.joined);
    const open = async (ports: readonly number[], publishers: number): Promise<CostLoad> => {
      const load = await CostLoad.open({ ports, publishers, viewers: count });
      opened.push(load);
      return load;
    };
    const single = await open([alone.port], 1);
    const apart = await open(rigs.apart.ports, 4);
    const joined = await open(rigs.joined.ports, 1);
    const pidsOf = ({ relays }: ClusterRig): number[] => relays.map(({ server }) => server.pid);
    const rounds: Record<'one' | 'without' | 'owner' | 'other' | 'busiest', number>[] = [];
    for (let i = 0; i < seconds; i++) {
      const [one = Number.NaN] = await round([alone.pid], single, count);
      const without = mean(await round(pidsOf(rigs.apart), apart, count));
      const [owner = Number.NaN, ...others] = await round(pidsOf(rigs.joined), joined, count);
      const busiest = Math.max(owner, ...others);
      rounds.push({ one, without, owner, other: mean(others), busiest });
    }
    const median = (read: (one: (typeof rounds)[number]) => number): number =>
      percentile(rounds.map(read), 0.5);
    const aim = { atMost: 1.05 };
    return [
      { what: 'a message of one relay', unit: 'µs', value: median(({ one }) => one) },
      {
        what: 'a message of one of four without a backplane',
        unit: 'µs',
        value: median(({ without }) => without),
      },
      {
        what: 'a message at the owner, of one without',
        unit: '',
        value: median(({ without, owner }) => owner / without),
        aim,
      },
      {
        what: 'a message at another relay, of one without',
        unit: '',
        value: median(({ without, other }) => other / without),
        aim,
      },
      {
        what: 'four relays: viewers for each busiest core, of one relay',
        unit: '',
        value: median(({ one, busiest }) => (4 * one) / busiest),
        aim: { atLeast: 3.2 },
      },
    ];
  } finally {
    for (const one of opened.reverse()) await one.stop();
  }
}

export const cluster: Section = {
  name: 'cluster',
  title: 'Several relays as one: kills and costs',
  method:
    'Three relays, nats-server and PostgreSQL as processes, with publishers of 10 frames a second that have the addresses of all relays. ' +
    'SIGKILL of the relay that owns most sessions, of NATS and of PostgreSQL, each five times; NATS and PostgreSQL start again at once. ' +
    'A silence is the longest time without a frame at a viewer, at best 100 ms. ' +
    'Costs: a publisher with 60 batches a second and plain viewers at each of four relays, beside four relays without a backplane that have a publisher each, and beside one relay, in turn.',
  onlyByName: true,
  async measure(context) {
    return [...(await latency(context)), ...(await cost(context)), ...(await survival(context))];
  },
};
