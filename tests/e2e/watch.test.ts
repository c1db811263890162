/** The viewers' page on a phone, over a slow network, in a real browser: what it shows, costs and survives. */

import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { deltaText } from '../../overlays/core/reading/time.ts';
import type { Grid } from '../../protocol/cars.ts';
import { lapTimeText } from '../../protocol/units.ts';
import type { WatchList } from '../../protocol/watch-list.ts';
import { buildWatch } from '../../scripts/build/watch.ts';
import { root } from '../../scripts/root.ts';
import { type OpenedPage, openPage, untilTrue } from '../support/browser.ts';
import { CarsAgent } from '../support/cars-agent.ts';
import { temporaryFolder, withFile } from '../support/clean-up.ts';
import { Driver } from '../support/driver.ts';
import { need } from '../support/need.ts';
import { SlowLink } from '../support/slow-link.ts';
import { startTestRelay, type TestRelay } from '../support/test-relay.ts';

const pages = temporaryFolder(withFile);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const font = 'saira-condensed-latin-700-normal.woff2';
/** A host name of this machine, so that the relay treats the phone as another machine. */
const away = 'race.example';
const phone = {
  viewport: { width: 390, height: 800 },
  deviceScaleFactor: 3,
  isMobile: true,
  hasTouch: true,
} as const;

beforeAll(async () => {
  mkdirSync(join(pages, 'assets', 'fonts'), { recursive: true });
  const fonts = join(root, 'node_modules/@fontsource/saira-condensed/files');
  for (const file of readdirSync(fonts).filter((one) => one.endsWith('-700-normal.woff2'))) {
    cpSync(join(fonts, file), join(pages, 'assets', 'fonts', file));
  }
  await buildWatch(pages, '/assets/', 'test');
});

async function race(): Promise<{ relay: TestRelay; car: Driver }> {
  const relay = await startTestRelay({ pagesFolder: pages, allowHosts: [away] });
  const car = await Driver.join(relay, 'RACE-1', 'A. Driver');
  await car.skipTo(4);
  return { relay, car };
}

const textOf = ({ page }: OpenedPage, id: string) =>
  page.evaluate((name) => document.getElementById(name)?.textContent ?? '', id);

const shows = (id: string, text: string) =>
  `document.getElementById(${JSON.stringify(id)}).textContent === ${JSON.stringify(text)}`;

/** How much of the window has something in it, 0 to 1. */
const filledShare = ({ page }: OpenedPage) =>
  page.evaluate(() => {
    const parts = [...document.querySelectorAll('header, section, nav, footer > *')];
    const areas = parts.map((part) => {
      const { left, right, top, bottom } = part.getBoundingClientRect();
      const height = Math.min(bottom, innerHeight) - Math.max(top, 0);
      return Math.max(right - left, 0) * Math.max(height, 0);
    });
    return areas.reduce((sum, area) => sum + area, 0) / (innerWidth * innerHeight);
  });

interface Finding {
  id: string;
  impact: string | null;
  nodes: { html: string }[];
}

/** Findings of axe that are more than minor. */
async function findings({ page }: OpenedPage): Promise<string[]> {
  await page.evaluate(axe);
  const found = (await page.evaluate(
    `axe.run().then(({ violations }) => violations)`,
  )) as Finding[];
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical' || impact === 'moderate')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 80)).join(' ')}`);
}

async function heapBytes({ page }: OpenedPage): Promise<{ heap: number; nodes: number }> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  await session.send('Performance.enable');
  const { metrics } = await session.send('Performance.getMetrics');
  const of = (name: string) => metrics.find((one) => one.name === name)!.value;
  await session.detach();
  return { heap: of('JSHeapUsedSize'), nodes: of('Nodes') };
}

test('it needs a few files of its own, less than 60 kB together', () => {
  const script = readdirSync(join(pages, 'assets')).find((file) => file.endsWith('.js'))!;
  const bytes = ['watch.html', join('assets', script), join('assets', 'fonts', font)]
    .map((file) => gzipSync(readFileSync(join(pages, file))).length)
    .reduce((sum, one) => sum + one, 0);
  expect(bytes).toBeLessThan(60_000);
  const html = readFileSync(join(pages, 'watch.html'), 'utf8');
  const named = [...html.matchAll(/(?:src|href|url)[=(]"?([^")\s>]+)/g)].map(([, name]) => name);
  expect(named).toEqual(expect.arrayContaining([`/assets/${script}`, `/assets/fonts/${font}`]));
  for (const name of named) expect(name).toMatch(/^(\/assets\/|\/watch|data:,)/);
  // Letters such as Ł are of the same face as those beside them.
  expect(named).toContain('/assets/fonts/saira-condensed-latin-ext-700-normal.woff2');
  // The Content-Security-Policy forbids inline scripts.
  expect(html).not.toMatch(/<script(?![^>]*src=)/);
});

need('chromium')('the viewers’ page in a browser', () => {
  test('shows the tower of a race, follows a driver by keyboard, and asks for cars only then', async () => {
    const agent = await new CarsAgent().start({ pagesFolder: pages });
    await agent.race(230_000, 232_000);
    const opened = await openPage(`${agent.relay.address}/watch/RACE`, phone);
    const { page } = opened;
    await untilTrue(opened, "!document.getElementById('views').hidden");
    expect(await page.locator('#tower li').count()).toBe(0);
    await page.getByRole('button', { name: 'Timing' }).click();
    await untilTrue(opened, "document.querySelectorAll('#tower li').length > 0");
    const { cars } = (await agent.relay.ask('/api/sessions/RACE/cars')).json as Grid;
    await untilTrue(opened, `document.querySelectorAll('#tower li').length === ${cars.length}`);
    const own = cars.find(({ isPlayer }) => isPlayer === true)!;
    await untilTrue(opened, shows('followed-name', own.driver));

    const second = page.locator('#tower button').nth(1);
    await second.focus();
    await page.keyboard.press('Enter');
    await untilTrue(opened, shows('followed-name', cars[1]!.driver));
    expect(await second.getAttribute('aria-pressed')).toBe('true');
    expect(new URL(page.url()).searchParams.get('follow')).toBe(cars[1]!.driver);
    await page.getByRole('button', { name: 'Interval' }).click();
    await untilTrue(opened, shows('timing-column-word', 'Gap'));
    expect(await findings(opened)).toEqual([]);

    // A small phone and a tablet that stands: no name is cut, and the choice of views is no higher than its buttons.
    for (const viewport of [
      { width: 360, height: 740 },
      { width: 820, height: 1180 },
    ]) {
      await page.setViewportSize(viewport);
      const cut = await page.evaluate(() =>
        [...document.querySelectorAll('#tower .name')]
          .filter((one) => one.scrollWidth > one.clientWidth)
          .map((one) => one.textContent),
      );
      expect(cut, `${viewport.width} pixels`).toEqual([]);
    }
    await page.getByRole('button', { name: 'Car', exact: true }).click();
    expect((await page.locator('#views').boundingBox())!.height).toBeLessThan(80);
    expect(await findings(opened)).toEqual([]);
    expect(opened.errors).toEqual([]);
  });

  test('over a slow network it loads soon, shows what was driven, and needs little data', async () => {
    const { relay, car } = await race();
    const link = new SlowLink(relay.relay.port);
    await link.start();
    onTestFinished(() => link.stop());
    car.start();
    const opened = await openPage(`http://${away}:${link.port}/watch/live`, phone);
    const { page } = opened;
    await untilTrue(opened, "performance.getEntriesByName('sequential: first picture').length > 0");
    const firstMs = await page.evaluate(
      () => performance.getEntriesByName('sequential: first picture')[0]!.startTime,
    );
    const usefulBytes = link.bytesDown;
    expect(usefulBytes).toBeLessThan(60_000);
    console.info(
      `first picture at 1.6 Mbit/s and 300 ms: ${Math.round(firstMs)} ms, ${usefulBytes} bytes`,
    );

    await untilTrue(opened, "document.querySelector('#track .car') !== null");
    const before = link.bytesDown;
    const seconds = 6;
    await page.waitForTimeout(seconds * 1000);
    const perMinute = ((link.bytesDown - before) / seconds) * 60;
    console.info(`data: ${Math.round(perMinute / 1000)} kB a minute`);
    expect(perMinute).toBeLessThan(100_000);

    // A paused picture can be compared with what was sent.
    car.stop();
    car.status('paused');
    await untilTrue(opened, shows('word', 'Paused'));
    const { newest } = car;
    await untilTrue(opened, shows('speed', String(Math.round(newest.speedKmh))));
    await untilTrue(opened, shows('rpm', String(Math.round(newest.rpms / 10) * 10)));
    expect(await textOf(opened, 'lap')).toBe(String(newest.lap));
    await untilTrue(opened, shows('current', lapTimeText(newest.currentLapTime!)));
    expect(await textOf(opened, 'last')).toBe(lapTimeText(newest.lastLapTime!));
    expect(await textOf(opened, 'fuel')).toBe(`${newest.fuel.toFixed(1)} L`);
    expect(await textOf(opened, 'throttle')).toBe(`${Math.round(newest.gas * 100)} %`);
    expect(await textOf(opened, 'driver')).toBe('A. Driver');
    const { sessions } = (await relay.request('/api/watch')).json as WatchList;
    const best = sessions[0]!.bestLapMs!;
    expect(await textOf(opened, 'best')).toBe(lapTimeText(best));
    const rows = await page.evaluate(() =>
      [...document.querySelectorAll('#laps-body tr')].map((row) => row.textContent ?? ''),
    );
    expect(rows).toHaveLength(3);
    expect(rows[0]).toContain(lapTimeText(newest.lastLapTime!));
    expect(rows.filter((row) => row.includes('best'))).toHaveLength(1);
    expect(rows.join()).toContain('off');
    expect(deltaText(newest.lastLapTime! - best, 3)).toMatch(/^(\+|0)/);

    // A broken connection is shown and comes back by itself.
    link.cut();
    await untilTrue(opened, shows('word', 'Connection lost'));
    expect(await textOf(opened, 'speed')).toBe(String(Math.round(newest.speedKmh)));
    link.mend();
    await untilTrue(opened, shows('word', 'Paused'));

    // Units are one tap away.
    await page.tap('#units');
    const mph = String(Math.round(newest.speedKmh * 0.621371));
    await untilTrue(opened, shows('speed', mph));
    expect(opened.errors).toEqual([]);
    expect(opened.foreign).toEqual([]);
  });

  test('nothing grows while laps go by', async () => {
    const { relay, car } = await race();
    const coarse = { ...phone, deviceScaleFactor: 1 };
    const opened = await openPage(`${relay.address}/watch/live`, coarse);
    await untilTrue(opened, shows('word', 'Live'));
    await car.skipTo(7);
    await untilTrue(opened, shows('lap', '7'));
    const before = await heapBytes(opened);
    await car.skipTo(11);
    await untilTrue(opened, shows('lap', '11'));
    const after = await heapBytes(opened);
    expect(after.heap - before.heap).toBeLessThan(200_000);
    // The list has four more laps of some twenty nodes each.
    expect(after.nodes - before.nodes).toBeLessThan(4 * 30);
    expect(opened.errors).toEqual([]);
  });

  test('a driver is chosen from a list; the only one is shown at once', async () => {
    const { relay, car } = await race();
    const only = await openPage(`${relay.address}/watch`, phone);
    await untilTrue(only, shows('word', 'Live'));
    expect(new URL(only.page.url()).pathname + new URL(only.page.url()).search).toBe(
      '/watch/live?driver=A.%20Driver',
    );
    const second = await Driver.join(relay, 'RACE-2', 'Béa & Co.');
    await second.skipTo(1, 0.3);
    const opened = await openPage(`${relay.address}/watch`, phone);
    await untilTrue(opened, "document.querySelectorAll('#drivers a').length === 2");
    expect(await findings(opened)).toEqual([]);
    await opened.page.tap('#drivers a:has-text("Béa & Co.")');
    await untilTrue(opened, shows('driver', 'Béa & Co.'));
    await untilTrue(opened, shows('lap', '1'));

    // The end of a driver's session is shown, with the last lap.
    car.status('ended');
    await untilTrue(only, shows('rest-title', 'The session is over'));
    expect(await textOf(only, 'rest-before')).toMatch(/^Last lap: lap 3 in 1:\d\d\.\d{3}/);
    expect(await findings(only)).toEqual([]);
    expect([...only.errors, ...opened.errors]).toEqual([]);
    expect([...only.foreign, ...opened.foreign]).toEqual([]);
  });

  describe.each(['dark', 'light'] as const)('%s', (colorScheme) => {
    test('can be read and used by everybody, upright and lying', async () => {
      const { relay } = await race();
      const lying = { width: 844, height: 390 };
      const tablets = [
        { width: 768, height: 1024 },
        { width: 1024, height: 768 },
      ];
      for (const viewport of [phone.viewport, lying, ...tablets]) {
        const opened = await openPage(`${relay.address}/watch/live`, {
          ...phone,
          viewport,
          colorScheme,
        });
        await untilTrue(opened, shows('word', 'Live'));
        expect(await findings(opened)).toEqual([]);
        const wide = await opened.page.evaluate(() => document.documentElement.scrollWidth);
        expect(wide).toBeLessThanOrEqual(viewport.width);
        const small = await opened.page.evaluate(
          () =>
            [...document.querySelectorAll('button, a')].filter((one) => {
              const { width, height } = one.getBoundingClientRect();
              return width > 0 && (width < 44 || height < 44);
            }).length,
        );
        expect(small).toBe(0);
        // Of a screen with room for everything, no part stays empty.
        if (tablets.includes(viewport)) expect(await filledShare(opened)).toBeGreaterThan(0.65);
        await opened.close();
      }
    });
  });
});
