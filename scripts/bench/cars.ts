/** What other cars cost: agent and relay with a full grid, a table of them in OBS, and the race of a dedicated server. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runDemoServer } from '../../agent/demo/server/main.ts';
import { limits } from '../../protocol/limits.ts';
import { silentLog } from '../../protocol/log.ts';
import { findOverlays } from '../build/overlays.ts';
import { root } from '../root.ts';
import type { ViewerOptions } from './bare-viewer.ts';
import { inBrowser, openWindow, putPagesFirst, readBrowser } from './browser-cost.ts';
import { whileDriving } from './driving.ts';
import { ForkedProcess } from './forked-process.ts';
import { cpuDuring, freeUdpPort, Programs, wait } from './programs.ts';
import { type Context, type Figure, inSteps, type Section } from './section.ts';
import type { ViewerOrder, ViewerReport } from './viewer-process.ts';

export const cars: Section = {
  name: 'cars',
  title: 'What other cars cost',
  method:
    'Processor time of all threads while the demo car drives alone, and among 64 cars in CrewChief’s page and in that of our app. The relay stores the session, and one page has the layout for drivers of a race at 60 pictures a second. Measured 20 s after the start: what runs ten times a second is compiled late. The tower is drawn by the processor alone, before other programs where the system allows that; its pictures are the 600 after that, about 100 s. The server is the made-up one of npm run demo -- --server.',
  measure: inSteps({
    '64 cars': costOfCars,
    standings: costOfStandings,
    'a server': costOfServer,
  }),
};

/**
 * Programs compile their code and heaps find their size. What runs ten times a second takes longer for it than frames do; a race
 * lasts longer still.
 */
const warmUpMs = 20_000;

/** The layout that a driver of a race shows, as its page asks a relay for it. */
async function racePage(): Promise<NonNullable<ViewerOptions['page']>> {
  const file = join(root, 'layouts', 'race-driver.json');
  const { items } = JSON.parse(readFileSync(file, 'utf8')) as { items: { overlay: string }[] };
  const names = new Set(items.map(({ overlay }) => overlay));
  const shown = (await findOverlays()).filter(({ about }) => names.has(about.name));
  const channels = new Set(shown.flatMap(({ about }) => about.channels));
  return { channels: [...channels], hz: 60, cars: true };
}

/** What the cars of a full grid add to a stream: the relay keeps the session, and one page shows a layout for races. */
async function costOfCars({ program, seconds }: Context): Promise<Figure[]> {
  const page = await racePage();
  const cpu: number[][] = [];
  const bytesPerS: number[] = [];
  for (const mode of ['drive', 'field', 'app'] as const) {
    const relayWords = ['--db', 'sqlite:cars.db'];
    const options = { mode, relayWords };
    cpu.push(
      await whileDriving(program, options, async ({ relay, agent }) => {
        const viewers = await ForkedProcess.start<ViewerOrder, ViewerReport>('viewer-process.ts');
        try {
          const viewer = { port: relay.port, session: 'live', page, isRemote: false };
          await viewers.ask({ type: 'open', count: 1, options: viewer });
          await wait(warmUpMs);
          const before = await viewers.ask({ type: 'report' });
          const { cpuMs, wallMs } = await cpuDuring([agent.pid, relay.pid], () =>
            wait(seconds * 1000),
          );
          const { bytes } = await viewers.ask({ type: 'report' });
          bytesPerS.push(((bytes - before.bytes) / wallMs) * 1000);
          return cpuMs.map((ms) => (ms / wallMs) * 100);
        } finally {
          await viewers.stop();
        }
      }),
    );
  }
  const [without, field, app] = cpu as [number[], number[], number[]];
  const times = (what: string, value: number, atMost: number): Figure => ({
    what: `${what}: cost without`,
    unit: 'times',
    value,
    aim: { atMost },
  });
  return [
    times('agent, 64 cars of CrewChief', field[0]! / without[0]!, 1.5),
    times('agent, 64 cars of our app', app[0]! / without[0]!, 1.5),
    times('relay, 64 cars', field[1]! / without[1]!, 1.2),
    { what: 'relay, 64 cars: more', unit: '% of a core', value: field[1]! - without[1]! },
    { what: 'page, 64 cars: bytes', unit: 'kB/s', value: (bytesPerS[1]! - bytesPerS[0]!) / 1000 },
  ];
}

/** A tower of thirty rows among 64 cars that race. */
function costOfStandings({ program }: Context): Promise<Figure[]> {
  return inBrowser((browser) =>
    whileDriving(program, { mode: 'field' }, async ({ relay }) => {
      const path = 'standings?rows=30&renderer=canvas&show=always';
      const size = { width: 620, height: 1000 };
      const page = await openWindow(browser, `${relay.url}/overlays/${path}`, size);
      await putPagesFirst(browser);
      await wait(warmUpMs);
      const read = async () => (await readBrowser(browser, [page])).pages[0]!;
      const { framesDrawn: before } = await read();
      let now = await read();
      // A page remembers so many pictures. The first ones, which compile, must not be among them.
      while (now.framesDrawn < before + limits.pictureAgesMax) {
        await wait(1_000);
        now = await read();
      }
      const { p50, p95 } = now.scriptMs;
      const what = 'standings, 30 rows: script a picture';
      return [
        { what: `${what}, p50`, unit: 'ms', value: p50 ?? Number.NaN },
        { what: `${what}, p95`, unit: 'ms', value: p95 ?? Number.NaN, aim: { atMost: 1.5 } },
      ];
    }),
  );
}

/** A relay that follows the race of a dedicated server, without any agent. */
async function costOfServer({ program, seconds }: Context): Promise<Figure[]> {
  const programs = new Programs(program);
  const [port, pluginPort] = [await freeUdpPort(), await freeUdpPort()];
  const server = await runDemoServer({ port, pluginPort }, silentLog);
  try {
    const words = ['--ac-server', `127.0.0.1:${port}`, '--ac-listen', String(pluginPort)];
    const relay = await programs.relay(words);
    await wait(warmUpMs);
    const { cpuMs, wallMs } = await cpuDuring([relay.pid], () => wait(seconds * 1000));
    const value = (cpuMs[0]! / wallMs) * 100;
    return [{ what: 'relay, race of a server with 19 cars', unit: '% of a core', value }];
  } finally {
    await programs.stop();
    await server.stop();
  }
}
