/** Three relays, NATS and PostgreSQL as they are run: each is killed, and neither viewers nor the database lack anything. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ClusterRun } from '../../scripts/bench/cluster-run.ts';
import { wait } from '../../scripts/bench/programs.ts';
import { need } from '../support/need.ts';
import { built, program } from '../support/programs.ts';

beforeAll(built);

/** Far above what the bench measures, because other tests run beside this one. */
const noticedMs = 2_000;

need('nats', 'postgres')('three relays that work as one', () => {
  let run: ClusterRun;

  beforeAll(async () => {
    run = await ClusterRun.start(
      { program, relays: 3 },
      { publishers: 6, viewers: 60, hz: 20, seconds: 120 },
    );
  });
  afterAll(() => run?.stop());

  test('each serves the sessions of all', async () => {
    await run.mark();
    await wait(1_000);
    const { silences, open } = await run.viewers();
    expect(open).toBe(60);
    for (const { longestMs } of silences) expect(longestMs).toBeLessThan(noticedMs);
  });

  test('one that is killed is replaced within three seconds, and nobody else notices', async () => {
    const { silencesMs, othersMs } = await run.killOwner(3_000);
    expect(silencesMs.length).toBeGreaterThan(10);
    expect(Math.max(...silencesMs)).toBeLessThan(3_000);
    expect(Math.max(...othersMs)).toBeLessThan(noticedMs);
  });

  test('a NATS server that is killed stops no viewer of the relay that owns its session', async () => {
    await run.isWhole();
    const { silencesMs, othersMs } = await run.killNats(3_000);
    expect(Math.max(...silencesMs)).toBeLessThan(3_000);
    expect(Math.max(...othersMs)).toBeLessThan(noticedMs);
  });

  test('a database that is killed stops no viewer; in the end no frame is lost, doubled or out of order', async () => {
    const { othersMs } = await run.killPostgres(1_000);
    expect(Math.max(...othersMs)).toBeLessThan(noticedMs);
    const end = await run.finish();
    expect(end).toMatchObject({ lost: 0, doubled: 0, outOfOrder: 0, viewersOpen: 60 });
    expect(end.stored).toBeGreaterThan(500);
  });
});
