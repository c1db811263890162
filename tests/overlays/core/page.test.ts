import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { PageStats } from '../../../overlays/core/stats.ts';
import type { Frame } from '../../../protocol/frame.ts';
import type { ViewedSession } from '../../../protocol/messages.ts';
import { buildPages } from '../../../scripts/build/pages.ts';
import {
  type OpenedBrowser,
  type OpenedPage,
  openBrowser,
  pictureOf,
  untilTrue,
} from '../../support/browser.ts';
import { Cdp } from '../../support/cdp.ts';
import { need } from '../../support/need.ts';
import { PageRelay } from '../../support/page-relay.ts';
import type { ProbeRecord } from './probe/main.ts';

need('chromium')('a page in a real browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sequential-pages-'));
  const pages = join(folder, 'pages');
  let browser: OpenedBrowser;
  let relay: PageRelay;
  let opened: OpenedPage[] = [];
  let driving: ReturnType<typeof setInterval> | undefined;
  let packetId = 0;

  beforeAll(async () => {
    await buildPages({
      folder: pages,
      build: 'build-of-the-test',
      moreOverlays: [join(import.meta.dirname, 'probe')],
    });
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  beforeEach(async () => {
    relay = new PageRelay(pages);
    await relay.start();
    relay.session = session('s1');
    relay.state = { speedKmh: 100, gear: 1 };
  });

  afterEach(async () => {
    clearInterval(driving);
    for (const one of opened.splice(0)) await one.close();
    await relay.stop();
    opened = [];
  });

  function session(sessionID: string, more: Partial<ViewedSession> = {}): ViewedSession {
    const facts = { maxRpm: 8000 };
    const originMs = relay.nowMs;
    return { sessionID, run: 1, facts, status: 'driving', originMs, clock: 'measured', ...more };
  }

  async function open(query = '', by: OpenedBrowser = browser, scale = 1): Promise<OpenedPage> {
    const options = { deviceScaleFactor: scale };
    const page = await by.open(`${relay.address}/overlays/probe?${query}`, options);
    opened.push(page);
    return page;
  }

  /** Sends a frame each 16 ms until the end of the test. */
  function drive(make: (t: number) => Partial<Frame>): void {
    clearInterval(driving);
    driving = setInterval(() => {
      const t = relay.nowMs - (relay.session?.originMs ?? 0);
      relay.frames([{ packetId: packetId++, t, gas: 0, gear: 1, ...make(t) }]);
    }, 16);
  }

  /** Where fading is done. */
  const hostStyle = `getComputedStyle(document.querySelector('canvas').parentElement)`;

  const moving = (t: number) => ({ speedKmh: 200 + 100 * Math.sin(t / 300), gear: 3 });

  const stats = ({ page }: OpenedPage): Promise<PageStats> =>
    page.evaluate(() =>
      (globalThis as unknown as { sequential: { stats(): PageStats } }).sequential.stats(),
    );

  const probe = ({ page }: OpenedPage): Promise<ProbeRecord> =>
    page.evaluate(() => globalThis.probe);

  const until = (one: OpenedPage, condition: (record: ProbeRecord) => boolean) =>
    untilTrue(one, `globalThis.probe && (${condition})(globalThis.probe)`);

  const untilDrawn = (one: OpenedPage, count: number) =>
    untilTrue(one, `globalThis.sequential?.stats().framesDrawn >= ${count}`);

  function expectClean(one: OpenedPage): void {
    expect(one.errors).toEqual([]);
    expect(one.foreign).toEqual([]);
  }

  test('greets with what it draws from, draws what comes, and nothing leaves the machine', async () => {
    const one = await open();
    const viewer = await relay.viewer();
    expect(viewer.hello).toMatchObject({
      overlay: 'probe',
      build: 'build-of-the-test',
      channels: ['speedKmh', 'gear', 'gas'],
      hz: 0,
    });
    drive(() => ({ speedKmh: 200, gear: 2 }));
    await untilTrue(one, 'globalThis.sequential?.stats().framesReceived > 30');
    await untilDrawn(one, 1);
    const picture = await pictureOf(one.page);
    expect(picture.at(100, 100)).toEqual([0, 0, 255, 255]);
    expect(picture.at(300, 100)).toEqual([0, 0, 0, 0]);
    expectClean(one);
  });

  test('says how it does: ages on compared clocks, pictures, frames, renderer', async () => {
    const one = await open('debug');
    await relay.viewer();
    drive(moving);
    await untilDrawn(one, 90);
    const said = await stats(one);
    expect(said).toMatchObject({ connected: true, sessionID: 's1' });
    expect(said.framesReceived).toBeGreaterThan(60);
    expect(said.ageMs.p50).toBeGreaterThan(5);
    expect(said.ageMs.p50).toBeLessThan(200);
    expect(said.ageMs.p99).toBeGreaterThanOrEqual(said.ageMs.p50!);
    // The browser of the tests has no GPU: WebGL is software there, and a 2D canvas is used.
    expect(said.renderer).toMatch(/^canvas \((WebGL is software|no WebGL)/);
    const panel = await one.page.textContent('#debug');
    expect(panel).toContain('session s1: driving');
    expect(panel).toMatch(/age [\d.]+ ms, p99 [\d.]+ ms/);
    expect((await probe(one)).backwards).toBe(0);
    expectClean(one);
  });

  test('draws nothing while nothing changes, although frames come', async () => {
    const one = await open();
    await relay.viewer();
    drive(() => ({ speedKmh: 0, gear: 0 }));
    await untilDrawn(one, 1);
    const { framesReceived } = await stats(one);
    // What was carried on past the newest sample comes to rest within a few frames.
    await untilTrue(one, `globalThis.sequential.stats().framesReceived > ${framesReceived + 30}`);
    const before = { ...(await stats(one)), ...(await probe(one)) };
    await untilTrue(
      one,
      `globalThis.sequential.stats().framesReceived > ${before.framesReceived + 60}`,
    );
    const after = { ...(await stats(one)), ...(await probe(one)) };
    expect(after.framesDrawn).toBe(before.framesDrawn);
    expect(after.updates).toBe(before.updates);
  });

  test('finds the relay again after it was killed and started anew', async () => {
    const one = await open();
    await relay.viewer();
    drive(moving);
    await untilDrawn(one, 10);
    await relay.stop();
    await untilTrue(one, '!globalThis.sequential.stats().connected');
    await relay.start();
    await relay.viewer();
    const { framesDrawn } = await stats(one);
    await untilDrawn(one, framesDrawn + 20);
    expect(await stats(one)).toMatchObject({ connected: true, sessionID: 's1' });
    expect((await probe(one)).resets).toBe(1);
    expectClean(one);
  });

  test('opened before any session it stays empty, and shows the session when it begins', async () => {
    relay.session = null;
    relay.state = null;
    const one = await open();
    await relay.viewer();
    await untilTrue(one, 'globalThis.sequential?.stats().renderer');
    expect((await pictureOf(one.page)).at(50, 100)).toEqual([0, 0, 0, 0]);
    relay.setSession(session('s2'), { speedKmh: 400, gear: 1 });
    await until(one, (record) => record.status === 'driving');
    await untilTrue(one, `${hostStyle}.opacity === '1'`);
    expect((await pictureOf(one.page)).at(390, 100)).toEqual([0, 255, 0, 255]);
  });

  test('another session resets the view, another car builds it anew', async () => {
    const one = await open();
    await relay.viewer();
    drive(moving);
    await untilDrawn(one, 10);
    const { created } = await probe(one);
    relay.setSession(session('s2', { facts: { maxRpm: 4000 } }));
    await until(one, (record) => record.resets === 2);
    expect(await stats(one)).toMatchObject({ sessionID: 's2' });
    const record = await probe(one);
    expect(record.created).toBe(created + 1);
    expect(record.destroyed).toBe(record.created - 1);
    relay.setSession(session('s2', { facts: { maxRpm: 4000, driverName: 'Ana' } }));
    relay.broadcast({
      type: 'event',
      event: { name: 'lap-completed', id: 1, sessionID: 's2', at: relay.nowMs },
    });
    await until(one, (now) => now.events.length === 1);
    expect((await probe(one)).created).toBe(created + 1);
    expectClean(one);
  });

  test('fades when the driver leaves for the menu, and is back at once', async () => {
    const one = await open();
    await relay.viewer();
    drive(moving);
    await untilDrawn(one, 10);
    await untilTrue(one, `${hostStyle}.opacity === '1'`);
    relay.setSession({ ...relay.session!, status: 'menu' });
    await untilTrue(one, `${hostStyle}.visibility === 'hidden'`);
    const { framesDrawn } = await stats(one);
    const { framesReceived } = await stats(one);
    await untilTrue(one, `globalThis.sequential.stats().framesReceived > ${framesReceived + 20}`);
    expect((await stats(one)).framesDrawn).toBe(framesDrawn);
    relay.setSession({ ...relay.session!, status: 'driving' });
    await untilTrue(one, `${hostStyle}.opacity === '1'`);
    await untilDrawn(one, framesDrawn + 5);
  });

  test('hidden by OBS it asks for no frames and stops; shown again it goes on with the newest', async () => {
    const one = await open();
    const viewer = await relay.viewer();
    drive(moving);
    await untilDrawn(one, 10);
    const tell = (visible: boolean) =>
      one.page.evaluate(
        (detail) => {
          window.dispatchEvent(new CustomEvent('obsSourceVisibleChanged', { detail }));
        },
        { visible },
      );
    await tell(false);
    await relay.until(() => viewer.visible.at(-1) === false);
    const hidden = await probe(one);
    const { framesReceived } = await stats(one);
    await untilTrue(one, `globalThis.sequential.stats().framesReceived > ${framesReceived + 60}`);
    expect((await probe(one)).updates).toBe(hidden.updates);
    await tell(true);
    await relay.until(() => viewer.visible.at(-1) === true);
    await until(one, (record) => record.updates > 20);
    const shown = await probe(one);
    // What came while it was hidden is not drawn after the fact.
    expect(shown.passed - hidden.passed).toBeLessThan(45);
    expect(shown.backwards).toBe(0);
  });

  test.each(['?fps=10', '?delay=300'])('%s is kept to', async (query) => {
    const one = await open(query.slice(1));
    await relay.viewer();
    drive(moving);
    if (query.startsWith('?fps')) {
      await untilDrawn(one, 5);
      const first = await stats(one);
      await one.page.waitForTimeout(1500);
      const drawn = (await stats(one)).framesDrawn - first.framesDrawn;
      expect(drawn).toBeGreaterThanOrEqual(11);
      expect(drawn).toBeLessThanOrEqual(17);
    } else {
      await untilDrawn(one, 60);
      const { ageMs } = await stats(one);
      expect(ageMs.p50).toBeGreaterThan(295);
      expect(ageMs.p50).toBeLessThan(500);
    }
  });

  test('a change of the source’s size builds a sharp picture of the new size', async () => {
    const one = await open('', browser, 2);
    await relay.viewer();
    drive(() => ({ speedKmh: 200, gear: 2 }));
    await untilDrawn(one, 1);
    expect((await probe(one)).size).toBe('400x200@2');
    await one.page.setViewportSize({ width: 900, height: 300 });
    await until(one, (record) => record.size === '600x300@2');
    await untilTrue(one, `${hostStyle}.opacity === '1'`);
    const picture = await pictureOf(one.page);
    expect([picture.width, picture.height]).toEqual([1800, 600]);
    // In the middle of the wider source: 150 CSS pixels free on each side, the bar half of 600 long.
    expect(picture.at(290, 300)[3]).toBe(0);
    expect(picture.at(310, 300)).toEqual([0, 0, 255, 255]);
    expect(picture.at(890, 300)).toEqual([0, 0, 255, 255]);
    expect(picture.at(910, 300)[3]).toBe(0);
    expectClean(one);
  });

  test('an outdated page loads itself again once, and says so when that did not help', async () => {
    relay.build = 'another-build';
    const one = await open();
    await untilTrue(one, 'globalThis.sequential?.stats().connected');
    const loads = () => relay.requests.filter((path) => path === '/overlays/probe').length;
    await expect.poll(() => one.errors.length).toBe(1);
    expect(one.errors[0]).toContain('of another build than the relay');
    expect(loads()).toBe(2);
    drive(moving);
    await untilDrawn(one, 5);
    expect(loads()).toBe(2);
  });

  test('a bad parameter is one sentence in the console and in the debug panel', async () => {
    const one = await open('debug&delay=soon&thme=x');
    await relay.viewer();
    drive(moving);
    await untilDrawn(one, 1);
    expect(one.errors).toEqual([
      'Sequential: The address has a parameter `thme` that is not known here; did you mean `theme`?',
      'Sequential: delay=soon in the address is not usable: it takes a number from 0 to 10000 ms.',
    ]);
    await expect.poll(() => one.page.textContent('#debug')).toContain('delay=soon');
  });

  test('a theme of the user is checked and used; a bad one is refused by path, and the default is drawn', async () => {
    relay.setTheme('mine', JSON.stringify({ name: 'mine', title: 'Mine' }));
    relay.setTheme(
      'bad',
      JSON.stringify({ name: 'bad', title: 'Bad', palette: { acent: '#fff' } }),
    );
    const good = await open('theme=mine');
    await relay.viewer();
    drive(moving);
    await until(good, (record) => record.theme === 'mine');
    expectClean(good);
    const bad = await open('theme=bad');
    await until(bad, (record) => record.created > 0);
    expect((await probe(bad)).theme).not.toBe('bad');
    expect(bad.errors).toHaveLength(1);
    expect(bad.errors[0]).toContain('/themes/bad.json: palette.acent');
  });

  test('the relay can change the theme of an open page, and give it back its own', async () => {
    relay.setTheme('other', JSON.stringify({ name: 'other', title: 'Other' }));
    const one = await open();
    await relay.viewer();
    drive(moving);
    await until(one, (record) => record.created > 0);
    const { theme } = await probe(one);
    relay.broadcast({ type: 'settings', theme: 'other' });
    await until(one, (record) => record.theme === 'other');
    relay.broadcast({ type: 'settings', theme: null });
    await untilTrue(one, `globalThis.probe.theme === ${JSON.stringify(theme)}`);
    expectClean(one);
  });

  test.each(['create', 'update'])(
    'an overlay that fails to %s is one sentence and no white box',
    async (what) => {
      const one = await open(`fail=${what}`);
      await relay.viewer();
      drive(moving);
      await expect.poll(() => one.errors.length).toBe(1);
      expect(one.errors[0]).toContain('the probe was told to fail');
      await untilTrue(one, `document.querySelector('canvas') === null`);
      expect((await pictureOf(one.page)).at(50, 100)).toEqual([0, 0, 0, 0]);
      expect(await stats(one)).toMatchObject({ connected: true });
    },
  );

  test('an overlay that does not exist is one sentence with those that do', async () => {
    const one = await browser.open(`${relay.address}/overlays/tachimeter`);
    opened.push(one);
    await expect.poll(() => one.errors.length).toBe(1);
    expect(one.errors[0]).toContain('There is no overlay tachimeter; there are');
  });

  test('a lost drawing context is hidden, and everything is built again when it comes back', async () => {
    const one = await open('renderer=webgl');
    await relay.viewer();
    drive(() => ({ speedKmh: 200, gear: 2 }));
    await untilDrawn(one, 1);
    expect((await stats(one)).renderer).toMatch(/^webgl/);
    const { created } = await probe(one);
    const hidden = await one.page.evaluate(async () => {
      const canvas = document.querySelector('canvas')!;
      const loss = canvas.getContext('webgl2')!.getExtension('WEBGL_lose_context')!;
      const lost = new Promise((resolve) => canvas.addEventListener('webglcontextlost', resolve));
      loss.loseContext();
      await lost;
      Object.assign(window, { loss });
      return canvas.style.visibility;
    });
    expect(hidden).toBe('hidden');
    expect((await pictureOf(one.page)).at(100, 100)).toEqual([0, 0, 0, 0]);
    await one.page.evaluate('window.loss.restoreContext()');
    await untilTrue(one, `globalThis.probe.created === ${created + 1}`);
    await expect
      .poll(async () => (await pictureOf(one.page)).at(100, 100))
      .toEqual([0, 0, 255, 255]);
    expectClean(one);
  });

  test('a drawing context that does not come back is replaced by a plain canvas', async () => {
    const one = await open('renderer=webgl');
    await relay.viewer();
    drive(() => ({ speedKmh: 200, gear: 2 }));
    await untilDrawn(one, 1);
    await one.page.evaluate(
      `document.querySelector('canvas').getContext('webgl2').getExtension('WEBGL_lose_context').loseContext()`,
    );
    await untilTrue(one, `globalThis.sequential.stats().renderer.startsWith('canvas')`);
    await expect
      .poll(async () => (await pictureOf(one.page)).at(100, 100))
      .toEqual([0, 0, 255, 255]);
    expectClean(one);
  });

  test('a relay that hangs is given up after five seconds, and found again when it answers', async () => {
    const one = await open();
    const first = await relay.viewer();
    await untilDrawn(one, 1);
    relay.answers = false;
    await untilTrue(one, '!globalThis.sequential.stats().connected');
    // The old socket stays open as far as the relay knows; a second one greets and is not answered either.
    await relay.until(() => relay.viewers.length > 0 && relay.viewers.at(-1) !== first);
    relay.answers = true;
    await untilTrue(one, 'globalThis.sequential.stats().connected');
    expectClean(one);
  });

  test('a hidden page draws no pictures and jumps to the newest frame when it is seen', async () => {
    const cdp = await Cdp.launch();
    try {
      const tab = await cdp.tab(`${relay.address}/overlays/probe`);
      const viewer = await relay.viewer();
      drive(moving);
      await tab.until('globalThis.sequential?.stats().framesDrawn > 10');
      await tab.setWindow('minimized');
      await tab.until(`document.visibilityState === 'hidden'`);
      await relay.until(() => viewer.visible.at(-1) === false);
      const updates = await tab.evaluate<number>('globalThis.probe.updates');
      await tab.until('globalThis.sequential.stats().framesReceived > 100');
      expect(await tab.evaluate('globalThis.probe.updates')).toBe(updates);
      const passed = await tab.evaluate<number>('globalThis.probe.passed');
      await tab.setWindow('normal');
      await relay.until(() => viewer.visible.at(-1) === true);
      await tab.until(`globalThis.probe.updates > ${updates + 5}`);
      const now = await tab.evaluate<number>('globalThis.probe.passed');
      expect(now - passed).toBeLessThan(60);
      expect(await tab.evaluate('globalThis.probe.backwards')).toBe(0);
    } finally {
      await cdp.close();
    }
  });

  test('without any WebGL it draws with a plain canvas', async () => {
    const without = await openBrowser(['--disable-3d-apis']);
    try {
      const one = await open('', without);
      await relay.viewer();
      drive(() => ({ speedKmh: 200, gear: 2 }));
      await untilDrawn(one, 1);
      expect((await stats(one)).renderer).toBe('canvas (no WebGL)');
      await expect
        .poll(async () => (await pictureOf(one.page)).at(100, 100))
        .toEqual([0, 0, 255, 255]);
    } finally {
      for (const one of opened.splice(0)) await one.close();
      await without.close();
    }
  });
});
