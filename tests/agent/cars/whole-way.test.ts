/** The demo's race through the real pages, the real agent and a real relay, and a commentator's choice the whole way back. */
import { rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appHead, appPageBytes, appPageNameWith } from '../../../agent/cars/app-page.ts';
import { runDemoCar } from '../../../agent/demo/main.ts';
import { type Agent, startAgent } from '../../../agent/main.ts';
import { namedPages } from '../../../agent/memory/open.ts';
import type { NamedPage } from '../../../agent/memory/port.ts';
import type { Grid } from '../../../protocol/cars.ts';
import { silentLog } from '../../../protocol/log.ts';
import { writeTwoAppCars } from '../../support/app-page-writer.ts';
import { startTestRelay, stopWithFile, type TestRelay } from '../../support/test-relay.ts';
import { until } from '../../support/until.ts';

const prefix = `test_${process.pid}_cars`;
const pagesBefore = process.env.SEQUENTIAL_PAGES;
const stops: (() => unknown)[] = [];
let relay: TestRelay;
let agent: Agent;

stopWithFile();
beforeAll(async () => {
  process.env.SEQUENTIAL_PAGES = prefix;
  relay = await startTestRelay();
  const car = await runDemoCar({ seed: 4, field: 'race', pagesPrefix: prefix }, silentLog);
  stops.push(() => car.stop());
  const options = { hz: 60, batch: 'auto', transport: 'ws', source: 'auto' } as const;
  agent = await startAgent({ relay: relay.address, ...options }, silentLog);
  stops.push(() => agent.stop());
});

afterAll(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
  if (pagesBefore === undefined) delete process.env.SEQUENTIAL_PAGES;
  else process.env.SEQUENTIAL_PAGES = pagesBefore;
});

test('cars written by one program are in the API of a relay, with their session', async () => {
  const plain = await relay.watch('live?cars=1');
  for (;;) {
    const message = await plain.next();
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
});

/** The app in the game begins to write its page, with two cars. */
async function startApp(): Promise<NamedPage> {
  const name = appPageNameWith(prefix);
  writeFileSync(`/dev/shm/${name}`, Buffer.alloc(appPageBytes));
  const page = (await namedPages('auto', 'write'))(name, appPageBytes);
  if (typeof page === 'string') throw new Error(page);
  const { bytes } = page;
  writeTwoAppCars(bytes);
  let number = 0;
  const timer = setInterval(() => {
    number++;
    bytes.writeUInt32LE(number, appHead.seqBegin);
    bytes.writeUInt32LE(number, appHead.seqEnd);
  }, 20);
  stops.push(() => {
    clearInterval(timer);
    page.close();
    rmSync(`/dev/shm/${name}`, { force: true });
  });
  return page;
}

test.runIf(process.platform === 'linux')(
  'the app in the game is asked to show the car that a commentator chooses',
  async () => {
    const { bytes } = await startApp();
    await until('the cars of the app', async () => {
      const { json } = await relay.ask('/api/sessions/live/cars');
      return (json as Grid).source === 'app' && (json as Grid).cars.length === 2;
    });
    const choose = (carId: number | null) =>
      relay.ask('/api/sessions/live/focus', {
        method: 'PUT',
        body: JSON.stringify({ carId }),
        headers: {
          'Content-Type': 'application/json',
          Authorization: `Bearer ${relay.relay.panelToken}`,
        },
      });
    const camera = () => bytes.readUInt32LE(appHead.camera);
    expect(camera()).toBe(0);
    await choose(1);
    await until('the choice', () => camera() === 2);
    await choose(null);
    await until('no choice', () => camera() === 0);
  },
);
