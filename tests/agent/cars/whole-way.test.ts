/** The demo's race through the real pages, the real agent and a real relay. */
import { afterEach, expect, test } from 'vitest';
import { runDemoCar } from '../../../agent/demo/main.ts';
import { startAgent } from '../../../agent/main.ts';
import type { Grid } from '../../../protocol/cars.ts';
import { silentLog } from '../../../protocol/log.ts';
import { startTestRelay, stopAll } from '../../support/test-relay.ts';

const stops: (() => Promise<void>)[] = [];
const pagesBefore = process.env.SEQUENTIAL_PAGES;

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
  await stopAll();
  if (pagesBefore === undefined) delete process.env.SEQUENTIAL_PAGES;
  else process.env.SEQUENTIAL_PAGES = pagesBefore;
});

test('cars written by one program are in the API of a relay, with their session', async () => {
  const prefix = `test_${process.pid}_cars`;
  process.env.SEQUENTIAL_PAGES = prefix;
  const relay = await startTestRelay();
  const car = await runDemoCar({ seed: 4, field: 'race', pagesPrefix: prefix }, silentLog);
  stops.push(() => car.stop());
  const options = { hz: 60, batch: 'auto', transport: 'ws', source: 'auto' } as const;
  const agent = await startAgent({ relay: relay.address, ...options }, silentLog);
  stops.push(() => agent.stop());
  const plain = await relay.watch('live?cars=1');
  for (;;) {
    const message = await plain.next(undefined, 15_000);
    if ('cars' in message && (message.cars as unknown[]).length === 20) break;
  }
  const { json } = await relay.ask('/api/sessions/live/cars');
  const grid = json as Grid;
  expect(grid).toMatchObject({
    source: 'crewchief',
    isRace: true,
    server: 'Hollowmere Sunday Cup',
  });
  expect(grid.cars.find(({ isPlayer }) => isPlayer)).toMatchObject({
    driver: 'Demo Driver',
    sessionID: grid.sessionID,
  });
  expect(grid.cars.map(({ driver }) => driver)).toContain('Małgorzata Wrona');
  expect(agent.stats().cars).toBe('crewchief');
}, 40_000);
