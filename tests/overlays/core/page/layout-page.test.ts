/** A page of several overlays in a real browser, from a real relay with real files. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type OpenedPage, openPage, pictureOf, untilTrue } from '../../../support/browser.ts';
import { temporaryFolder } from '../../../support/clean-up.ts';
import { need } from '../../../support/need.ts';
import { startTestRelay, stopAll, type TestRelay } from '../../../support/test-relay.ts';
import type { ProbeRecord } from './probe/view.ts';
import { probePagesBuilt, probePagesFolder, stats } from './probe-pages.ts';

interface FileItem {
  id?: string;
  overlay?: string;
  x: number;
  y: number;
  width?: number;
  theme?: string;
  parameters?: Record<string, string | number | boolean>;
}

need('chromium')('a layout page in a real browser', () => {
  let userFolder: string;
  let relay: TestRelay;
  let driving: ReturnType<typeof setInterval> | undefined;
  let packetId: number;

  beforeAll(probePagesBuilt);
  beforeEach(async () => {
    packetId = 0;
    userFolder = temporaryFolder();
    for (const name of ['themes', 'layouts']) mkdirSync(join(userFolder, name));
    for (const name of ['of-item', 'of-overlay', 'of-all', 'of-page']) {
      const theme = { name, title: name };
      writeFileSync(join(userFolder, 'themes', `${name}.json`), JSON.stringify(theme));
    }
    relay = await startTestRelay({ pagesFolder: probePagesFolder, userFolder });
  });

  afterEach(async () => {
    clearInterval(driving);
    await stopAll();
  });

  function save(items: readonly FileItem[], more: object = {}, end = ''): void {
    const layout = {
      name: 'mine',
      title: 'Mine',
      width: 800,
      height: 400,
      items: items.map((item) => ({ overlay: 'probe', ...item })),
      ...more,
    };
    writeFileSync(join(userFolder, 'layouts/mine.json'), JSON.stringify(layout) + end);
  }

  function open(query = '', viewport = { width: 800, height: 400 }): Promise<OpenedPage> {
    return openPage(`${relay.address}/overlays/layout/mine?${query}`, { viewport });
  }

  /** Half as fast as fills a bar, in second gear (blue), some km/h up and down. */
  function drive(): void {
    const begunMs = performance.now();
    driving = setInterval(() => {
      const t = performance.now() - begunMs;
      const speedKmh = 200 + Math.round(4 * Math.sin(t / 100));
      packetId += 5;
      const pedals = { gas: 0, brake: 0, fuel: 9, rpms: 3000, steerAngle: 0 };
      void relay
        .post('S', 1, [{ packetId, t, speedKmh, gear: 2, ...pedals }])
        .catch(() => clearInterval(driving));
    }, 16);
  }

  const probes = ({ page }: OpenedPage): Promise<Record<number, ProbeRecord>> =>
    page.evaluate(() => globalThis.probes);

  const until = (one: OpenedPage, condition: (all: Record<number, ProbeRecord>) => boolean) =>
    untilTrue(one, `globalThis.probes && (${condition})(globalThis.probes)`);

  /** `id: left,top widthxheight` of each item, lowest first. */
  const places = ({ page }: OpenedPage): Promise<string[]> =>
    page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('[data-item]')]
        .sort((a, b) => Number(a.style.zIndex) - Number(b.style.zIndex))
        .map((host) => {
          const { left, top, width, height } = host.getBoundingClientRect();
          return `${host.dataset.item}: ${left},${top} ${width}x${height}`;
        }),
    );

  const bars = (n: number) => ({ bars: n });

  test('shows each item in its place over one socket that requests what all of them need', async () => {
    save([
      { id: 'left', x: 0, y: 0, width: 400 },
      { id: 'right', x: 500, y: 100, width: 200, parameters: bars(2) },
      { overlay: 'gear', x: 720, y: 320, width: 80 },
    ]);
    const one = await open();
    drive();
    await until(one, (all) => (all[1]?.updates ?? 0) > 20 && (all[2]?.updates ?? 0) > 20);
    expect(await places(one)).toEqual([
      'left: 0,0 400x200',
      'right: 500,100 200x100',
      // The file left its height out: it follows from the shape, 300 x 220.
      expect.stringMatching(/^gear: 720,320 80x58\.\d+$|^gear: 720,320 80x59$/),
    ]);
    const picture = await pictureOf(one.page);
    expect(picture.at(150, 100)).toEqual([0, 0, 255, 255]);
    expect(picture.at(250, 100)).toEqual([0, 0, 0, 0]);
    expect(picture.at(550, 150)).toEqual([0, 0, 255, 255]);
    expect(picture.at(650, 150)).toEqual([0, 0, 0, 0]);
    expect(relay.relay.viewers()).toMatchObject([{ overlay: 'layout/mine', target: 'live' }]);
    expect((await stats(one)).renderer).toMatch(/^canvas/);
    expect(await one.page.title()).toBe('Mine · Sequential');
    expect([one.errors, one.foreign]).toEqual([[], []]);
  });

  test.each(['webgl', 'canvas'])(
    'draws every item right with %s, scaled to the source',
    async (renderer) => {
      save([
        { id: 'left', x: 0, y: 0, width: 400 },
        { id: 'right', x: 400, y: 200, width: 400, parameters: bars(2) },
      ]);
      const one = await open(`renderer=${renderer}`, { width: 400, height: 300 });
      drive();
      await until(one, (all) => (all[1]?.updates ?? 0) > 10 && (all[2]?.updates ?? 0) > 10);
      // Half as large, in the middle of a source of another shape.
      expect(await places(one)).toEqual(['left: 0,50 200x100', 'right: 200,150 200x100']);
      await expect
        .poll(async () => {
          const picture = await pictureOf(one.page);
          return [picture.at(50, 100), picture.at(150, 100), picture.at(250, 200)];
        })
        .toEqual([
          [0, 0, 255, 255],
          [0, 0, 0, 0],
          [0, 0, 255, 255],
        ]);
      expect((await stats(one)).renderer).toMatch(new RegExp(`^${renderer}`));
      expect(one.errors).toEqual([]);
    },
  );

  test('after a lost drawing context all items draw again, with or without WebGL', async () => {
    save([
      { id: 'left', x: 0, y: 0, width: 400 },
      { id: 'right', x: 400, y: 200, width: 400, parameters: bars(2) },
    ]);
    const one = await open('renderer=webgl');
    // The canvas of the context is in no document: it is caught as it is made.
    await one.page.addInitScript(() => {
      const target = HTMLCanvasElement.prototype;
      const get = target.getContext as (...words: unknown[]) => unknown;
      target.getContext = function (this: HTMLCanvasElement, ...words: unknown[]) {
        const context = get.apply(this, words);
        if (words[0] === 'webgl2') Object.assign(window, { gl: context });
        return context;
      } as typeof target.getContext;
    });
    await one.page.reload();
    drive();
    const updated = (n: number) =>
      untilTrue(
        one,
        `globalThis.probes?.[1]?.updates > ${n} && globalThis.probes[2].updates > ${n}`,
      );
    const picture = async () => {
      const { at } = await pictureOf(one.page);
      return [at(100, 100), at(500, 300)];
    };
    const blue = [0, 0, 255, 255];
    await updated(10);
    const { created } = (await probes(one))[2]!;
    await one.page.evaluate(
      `window.loss = window.gl.getExtension('WEBGL_lose_context'); window.loss.loseContext()`,
    );
    await expect.poll(picture).toEqual([
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ]);
    await one.page.evaluate('window.loss.restoreContext()');
    await untilTrue(one, `globalThis.probes[2].created === ${created + 1}`);
    await expect.poll(picture).toEqual([blue, blue]);
    await one.page.evaluate('window.loss.loseContext()');
    await untilTrue(one, `globalThis.sequential.stats().renderer.startsWith('canvas')`);
    await expect.poll(picture).toEqual([blue, blue]);
    expect(one.errors).toEqual([]);
  });

  test('errors, show rules and themes of one item do not affect the others', async () => {
    save([
      { id: 'broken', x: 0, y: 0, width: 200, parameters: { bars: 2, fail: 'create' } },
      { id: 'stops', x: 200, y: 0, width: 200, parameters: { bars: 3, fail: 'update' } },
      { id: 'paused', x: 400, y: 0, width: 200, parameters: { bars: 4, show: 'paused' } },
      { id: 'good', x: 0, y: 200, width: 400 },
    ]);
    const one = await open();
    drive();
    await until(one, (all) => (all[1]?.updates ?? 0) > 30);
    const picture = await pictureOf(one.page);
    expect(picture.at(150, 300)).toEqual([0, 0, 255, 255]);
    for (const x of [10, 210, 410]) expect(picture.at(x, 50)).toEqual([0, 0, 0, 0]);
    expect((await probes(one))[4]?.updates).toBe(0);
    // Items are built independently: either may be the first to fail.
    expect([...one.errors].sort()).toEqual([
      expect.stringContaining('could not be built: the probe fails on purpose'),
      expect.stringContaining('stopped drawing: the probe fails on purpose'),
    ]);
  });

  test('the item’s theme takes precedence over those chosen for the overlay, for all and in the address', async () => {
    save([
      { id: 'own', x: 0, y: 0, width: 200, theme: 'of-item', parameters: bars(2) },
      { id: 'chosen', x: 200, y: 0, width: 200 },
    ]);
    const one = await open('theme=of-page&show=always');
    const themes = async () => {
      const all = await probes(one);
      return [all[2]?.theme, all[1]?.theme];
    };
    const choose = (path: string, theme: string | null) =>
      relay.send('PUT', `/api/settings/theme${path}`, { theme });
    await until(one, (all) => (all[1]?.updates ?? 0) > 0 && (all[2]?.updates ?? 0) > 0);
    expect(await themes()).toEqual(['of-item', 'of-page']);
    await choose('', 'of-all');
    await expect.poll(themes).toEqual(['of-item', 'of-all']);
    await choose('/probe', 'of-overlay');
    await expect.poll(themes).toEqual(['of-item', 'of-overlay']);
    const later = await open('show=always');
    await until(later, (all) => all[1]?.theme === 'of-overlay');
    expect((await probes(later))[2]?.theme).toBe('of-item');
    await choose('', null);
    await expect.poll(themes).toEqual(['of-item', 'of-page']);
    expect(one.errors).toEqual([]);
  });

  test('the theme of a layout takes precedence over those chosen in the panel and in the address', async () => {
    const items = [
      { id: 'own', x: 0, y: 0, width: 200, theme: 'of-item', parameters: bars(2) },
      { id: 'chosen', x: 200, y: 0, width: 200 },
    ];
    save(items, { theme: 'of-all' });
    const one = await open('theme=of-page&show=always');
    const themes = async () => {
      const all = await probes(one);
      return [all[2]?.theme, all[1]?.theme];
    };
    await expect.poll(themes).toEqual(['of-item', 'of-all']);
    // Without it, the address decides again.
    save(items);
    await expect.poll(themes).toEqual(['of-item', 'of-page']);
  });

  test('no item is built before the fonts of its theme are loaded, even if others wait for them too', async () => {
    const theme = 'heritage';
    save(
      [1, 2, 3].map((n) => ({ id: `i${n}`, x: 0, y: 0, width: 200, theme, parameters: bars(n) })),
    );
    const one = await open('show=always');
    await until(one, (all) => [1, 2, 3].every((n) => (all[n]?.updates ?? 0) > 0));
    const all = Object.values(await probes(one));
    expect(all.map(({ theme: name, hadFonts }) => [name, hadFonts])).toEqual(
      all.map(() => [theme, true]),
    );
    expect(all).toHaveLength(3);
  });

  test('a saved file is shown at once; a damaged one changes nothing', async () => {
    save([{ id: 'a', x: 0, y: 0, width: 200 }]);
    const one = await open();
    drive();
    await until(one, (all) => (all[1]?.updates ?? 0) > 10);
    const { created } = (await probes(one))[1]!;
    save([
      { id: 'b', x: 400, y: 200, width: 400, parameters: bars(2) },
      { id: 'a', x: 200, y: 0, width: 200 },
    ]);
    await until(one, (all) => (all[2]?.updates ?? 0) > 10);
    expect(await places(one)).toEqual(['b: 400,200 400x200', 'a: 200,0 200x100']);
    // Moved items were not rebuilt.
    expect((await probes(one))[1]!.created).toBe(created);
    const before = await places(one);
    save([], {}, '}');
    await expect
      .poll(async () => {
        const { json } = await relay.request('/api/layouts');
        return (json as { problem: string | null }[])[0]?.problem;
      })
      .toMatch(/^It is not JSON at line 1, column \d+/);
    const again = await open();
    await until(again, (all) => (all[2]?.updates ?? 0) > 0);
    expect(await places(again)).toEqual(before);
    expect(await places(one)).toEqual(before);
    // Other channels: the page sends a new request.
    save([{ overlay: 'pedals', x: 0, y: 0, width: 200 }]);
    await untilTrue(one, `document.querySelectorAll('[data-item]').length === 1`);
    await untilTrue(one, `document.querySelectorAll('[data-item=pedals] canvas').length === 1`);
    await untilTrue(one, 'globalThis.sequential.stats().framesReceived > 20');
    expect(relay.relay.viewers()).toHaveLength(2);
    expect([one.errors, one.foreign]).toEqual([[], []]);
  });

  test('a framing page can show an unsaved layout', async () => {
    const one = await openPage(`${relay.address}/overlays/probe?show=always`, {
      viewport: { width: 800, height: 400 },
    });
    await one.page.evaluate(() => {
      const heard: unknown[] = [];
      Object.assign(window, { heard });
      addEventListener('message', ({ data }) => {
        if (data.type !== 'sequential-page-listens') heard.push(data);
      });
      const frame = document.createElement('iframe');
      frame.src = '/overlays/layout/preview?show=always';
      Object.assign(frame.style, { width: '400px', height: '200px', border: '0' });
      document.body.append(frame);
    });
    const heard = (n: number) => untilTrue(one, `window.heard.length >= ${n}`);
    const preview = (layout: object) =>
      one.page.evaluate((value) => {
        const { contentWindow } = document.querySelector('iframe')!;
        const message = { type: 'sequential-preview', layout: value };
        contentWindow!.postMessage(message, location.origin);
      }, layout);
    await heard(1);
    const item = { overlay: 'probe', x: 100, y: 0, width: 200 };
    await preview({ name: 'draft', title: 'Draft', width: 400, height: 200, items: [item] });
    await heard(2);
    await preview({ name: 'draft', title: 'Draft', items: [{ ...item, width: 'wide' }] });
    await heard(3);
    expect(await one.page.evaluate('window.heard')).toEqual([
      { type: 'sequential-page-ready' },
      { type: 'sequential-preview-taken', problems: [] },
      {
        type: 'sequential-preview-taken',
        problems: [expect.stringContaining('items.0.width')],
      },
    ]);
    const inner = one.page.frames()[1]!;
    const box = await inner.evaluate(() => {
      const { left, width } = document.querySelector('[data-item=probe]')!.getBoundingClientRect();
      return [left, width];
    });
    expect(box).toEqual([100, 200]);
  });

  test('a missing layout is answered with the nearest name', async () => {
    save([]);
    const { status, json } = await relay.request('/overlays/layout/mien');
    expect(status).toBe(404);
    expect(json).toEqual({
      error: {
        code: 'not-found',
        message: 'There is no layout "mien".',
        hint: 'Did you mean /overlays/layout/mine? There are: mine.',
      },
    });
  });
});
