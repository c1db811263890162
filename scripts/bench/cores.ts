/**
 * How much further more processes reach: the same load on relays with and without workers, in turn. What one core can
 * do is full when the busiest process is, so that process is what counts.
 */
import { drive } from './drive-frames.ts';
import { FanOutSide, type Load } from './fan-out-side.ts';
import { Programs, type Started } from './programs.ts';
import type { Row, Section, SectionContext } from './section.ts';
import { percentile } from './statistics.ts';

const roundMs = 1_000;
const load: Load = { viewers: 1_000, pace: { framesPerBatch: 1, hz: 60 } };
const counts = [0, 1, 2, 4] as const;

/** As far as this asks for it. */
interface Status {
  readonly workers: readonly { readonly pid: number }[];
}

async function relayWith(
  programs: Programs,
  count: number,
): Promise<Started & { url: string; workers: number[] }> {
  const relay = await programs.relay(['--workers', String(count)]);
  const headers = { Authorization: `Bearer ${relay.token}` };
  const { workers } = (await (
    await fetch(`${relay.url}/api/status`, { headers })
  ).json()) as Status;
  return { ...relay, workers: workers.map(({ pid }) => pid) };
}

async function run({ seconds, note }: SectionContext): Promise<Row[]> {
  const driven = drive({ seed: 1, hz: 60, seconds: 60 });
  const programs = new Programs();
  const sides: FanOutSide[] = [];
  try {
    for (const count of counts) {
      note(`${count} workers: ${load.viewers} viewers`);
      sides.push(await FanOutSide.open(await relayWith(programs, count), load, 'plain', driven));
    }
    for (let i = 0; i < seconds; i++) for (const side of sides) await side.round(roundMs);
    const alone = sides[0]!;
    const rows: Row[] = [];
    for (const [at, side] of sides.entries()) {
      const shares = side.busiest.map((cost, i) => cost / alone.busiest[i]!);
      rows.push({
        what: `--workers ${counts[at]}, ${load.viewers} viewers, 60 a second: busiest process`,
        result: percentile(shares, 0.5),
        unit: 'of the CPU without workers',
        values: {
          'busiest µs': percentile(side.busiest, 0.5),
          'all µs': percentile(side.costs, 0.5),
          'viewers of a core': 1e6 / 60 / percentile(side.busiest, 0.5),
          missing: await side.missing(),
        },
      });
    }
    return rows;
  } finally {
    for (const side of sides) await side.close();
    await programs.stop();
  }
}

export const cores: Section = {
  name: 'cores',
  title: 'More cores, more viewers',
  method:
    'Processor time for each published batch and viewer, of the relay without and with processes that hold its viewers, in turn; the median of the rounds. Viewers of a core: how many would fill the busiest process, were it alone on a core.',
  run,
};
