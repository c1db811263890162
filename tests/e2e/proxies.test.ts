/** The viewers' page through proxies and tunnels, in a real browser: it works or shows why it does not. */
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { limits } from '../../protocol/limits.ts';
import { type OpenedPage, openPage, untilTrue } from '../support/browser.ts';
import { Driver } from '../support/driver.ts';
import { need } from '../support/need.ts';
import { built, builtPages } from '../support/programs.ts';
import { type ProxyWays, TestProxy } from '../support/test-proxy.ts';
import { startTestRelay } from '../support/test-relay.ts';

/** The host name that viewers use. */
const name = 'race.example';
const warning = '<!doctype html><title>You are about to visit a tunnel</title><p>Go on?</p>';

beforeAll(built);

/** A drive, a proxy in front of its relay, and a viewer's browser. */
async function viewer(ways: ProxyWays, allowHosts: string[] = []) {
  const trustedProxies = ['127.0.0.1'];
  const relay = await startTestRelay({ pagesFolder: builtPages, allowHosts, trustedProxies });
  const car = await Driver.join(relay, 'RACE-1', 'A. Driver');
  await car.skipTo(2);
  car.start();
  const proxy = await TestProxy.start(relay.relay.port, ways);
  onTestFinished(() => car.stop());
  const at = `http://${name}:${proxy.port}`;
  return { proxy, relay, car, open: (path = '/watch/live') => openPage(at + path) };
}

const shows = (text: string) =>
  `document.getElementById('rest').innerText.includes(${JSON.stringify(text)})`;
const isLive = "document.getElementById('word').textContent === 'Live'";

const viaOf = ({ page }: OpenedPage): Promise<string> =>
  page.evaluate(
    () =>
      (window as unknown as { sequential: { stats(): { via: string } } }).sequential.stats().via,
  );

/** The speed that a page showed. */
interface Shown {
  readonly atMs: number;
  readonly speed: number;
}

/** Reads the page with every picture for so long. */
function follow({ page }: OpenedPage, forMs: number): Promise<Shown[]> {
  return page.evaluate(
    (ms) =>
      new Promise<Shown[]>((resolve) => {
        const shown: Shown[] = [];
        const endMs = Date.now() + ms;
        const read = (): void => {
          const speed = Number(document.getElementById('speed')!.textContent);
          shown.push({ atMs: Date.now(), speed });
          if (Date.now() < endMs) requestAnimationFrame(read);
          else resolve(shown);
        };
        read();
      }),
    forMs,
  );
}

/** By how much `late` is behind `early`, and the mean difference of their speeds then, km/h. */
function bestLag(early: readonly Shown[], late: readonly Shown[]) {
  let best = { lagMs: 0, error: Number.POSITIVE_INFINITY };
  for (let lagMs = 0; lagMs < 4_500; lagMs += 50) {
    const pairs = late.flatMap(({ atMs, speed }) => {
      const at = early.find((one) => one.atMs >= atMs - lagMs);
      const isSeen = atMs - lagMs >= early[0]!.atMs;
      return at === undefined || !isSeen ? [] : [Math.abs(at.speed - speed)];
    });
    const error = pairs.reduce((sum, one) => sum + one, 0) / pairs.length;
    if (pairs.length > 20 && error < best.error) best = { lagMs, error };
  }
  return best;
}

need('chromium')('the viewers’ page through a proxy', () => {
  test.each<[string, ProxyWays, string[]]>([
    ['keeps Host', { adds: { Via: '1.1 proxy' } }, [name]],
    [
      'rewrites Host and sends the original one',
      { host: '127.0.0.1', adds: { 'X-Forwarded-Host': `${name}:PORT` } },
      [],
    ],
  ])('that %s works', async (_, ways, allowHosts) => {
    const { proxy, open } = await viewer(ways, allowHosts);
    const { host, adds = {} } = ways;
    const added = Object.entries(adds).map(([header, value]) => [
      header,
      value.replace('PORT', String(proxy.port)),
    ]);
    proxy.ways = { ...(host === undefined ? {} : { host }), adds: Object.fromEntries(added) };
    const opened = await open();
    await untilTrue(opened, isLive);
    expect(opened.foreign).toEqual([]);
  });

  test('that rewrites Host without a trace: the page names the setting that helps', async () => {
    const { open } = await viewer({ host: '127.0.0.1' });
    const opened = await open();
    await untilTrue(opened, shows(`--allow-host ${name}`));
    expect(await opened.page.textContent('#word')).toBe('No access');
  });

  test('that forbids WebSockets: the page shows from chunks what one with a socket showed', async () => {
    const { relay, open, car } = await viewer({ passesSockets: false }, [name]);
    const without = await open();
    const withSocket = await openPage(`${relay.address}/watch/live`);
    await Promise.all([without, withSocket].map((opened) => untilTrue(opened, isLive)));
    expect(await viaOf(withSocket)).toBe('socket');
    expect(await viaOf(without)).toBe('chunks');
    const [early, late] = await Promise.all([follow(withSocket, 6_000), follow(without, 6_000)]);
    expect(bestLag(early, late).error).toBeLessThan(3);
    // Behind the car and not behind the other page, which a slow machine makes late too.
    const { lagMs } = bestLag(car.driven, late);
    expect(lagMs).toBeGreaterThan(limits.liveChunkDelayMs - 300);
    expect(lagMs).toBeLessThan(limits.liveChunkDelayMs + 1_200);
    expect(without.foreign).toEqual([]);
  });

  test.each(['/watch/live', '/watch?list'])(
    'that answers with a page of its own: it is reported on %s',
    async (path) => {
      const answers = (asked: string) => /^\/(api|ws)\//.test(asked);
      const { proxy, open } = await viewer({ page: { html: warning, answers } }, [name]);
      const opened = await open(path);
      await untilTrue(opened, shows('“You are about to visit a tunnel”'));
      proxy.ways = {};
      if (path === '/watch/live') await untilTrue(opened, isLive);
      else await untilTrue(opened, "document.querySelector('#drivers a') !== null");
    },
  );
});
