/**
 * The laps room as people use it: a demo car drives laps in time-lapse, the real relay stores them, and a real browser
 * compares them. The values at the cursor are compared with the stored frames.
 */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import type { Frame } from '../../protocol/frame.ts';
import { driveLaps } from '../../scripts/stored-laps.ts';
import { expectClean, type OpenedPage } from '../support/browser.ts';
import { endsOfFile } from '../support/clean-up.ts';
import { demoFacts as facts } from '../support/driver.ts';
import { need } from '../support/need.ts';
import {
  axeFindings,
  fitsWidth,
  goTo,
  openPanel,
  type PanelOptions,
  widths,
} from '../support/panel.ts';
import { built, run } from '../support/programs.ts';

const relayWords = ['relay', '--port', '0', '--db', 'sqlite:laps.db'];

async function framesOf(url: string, sessionID: string, lap: number): Promise<Frame[]> {
  const response = await fetch(`${url}/api/sessions/${sessionID}/laps/${lap}`);
  return ((await response.json()) as { data: Frame[] }).data;
}

/** The value at a place, interpolated between the two stored frames around it. */
function truthAt(frames: readonly Frame[], place: number, pick: (frame: Frame) => number): number {
  const after = frames.findIndex(({ trackPosition }) => trackPosition! >= place);
  const [a, b] = [frames[after - 1]!, frames[after]!];
  const share = (place - a.trackPosition!) / (b.trackPosition! - a.trackPosition!);
  return pick(a) + (pick(b) - pick(a)) * share;
}

/** The number beside a chart's title for a lap. */
async function shown(page: Page, chart: string, lap: string): Promise<number> {
  const value = page.locator(`[data-chart="${chart}"] .laps-value[data-lap="${lap}"]`);
  return Number((await value.innerText()).replace('−', '-'));
}

/** Positions of the cursors of all charts, CSS pixels. */
function cursors(page: Page): Promise<number[]> {
  return page
    .locator('.laps-plot .u-cursor-x')
    .evaluateAll((lines) => lines.map((line) => Math.round(line.getBoundingClientRect().x)));
}

need('chromium')('the laps room', () => {
  const atEnd = endsOfFile();
  let url: string;
  let second: Frame[];
  let third: Frame[];

  beforeAll(async () => {
    await built();
    url = await run(relayWords, { atEnd }).url();
    const other = { ...facts, driverName: 'Ada' };
    await driveLaps(url, { sessionID: 'FIRST', facts: other, seed: 7, laps: 1, hz: 333 });
    await driveLaps(url, { sessionID: 'SECOND', facts, seed: 4, laps: 3, hz: 60 });
    second = await framesOf(url, 'SECOND', 2);
    third = await framesOf(url, 'SECOND', 3);
  });

  /** A page of the panel. It is closed with the test, which fails if the page wrote an error. */
  function open(options: PanelOptions, from = url): Promise<OpenedPage> {
    return openPanel(from, { withoutFirstRun: true, ...options });
  }

  /** The chart of the speed, in sight. */
  async function speedPlot(page: Page) {
    const plot = page.locator('[data-chart="speed"] .u-over');
    await plot.scrollIntoViewIfNeeded();
    return plot;
  }

  /** Laps 3 and 2 of the second session, drawn. */
  async function compare(): Promise<OpenedPage> {
    const opened = await open({ hash: '#/laps/SECOND?laps=3,2' });
    await opened.page.locator('[data-chart="delta"]').waitFor();
    return opened;
  }

  const placeOf = (page: Page) => page.getByLabel('Place along the track');

  test('shows that nothing was driven, and deletes a session after a second click', async () => {
    const other = await run(relayWords).url();
    const opened = await open({ hash: '#/laps' }, other);
    const { page } = opened;
    await page.getByText('No sessions yet').waitFor();
    await driveLaps(other, { sessionID: 'SHORT', facts, seed: 7, laps: 1, hz: 10 });
    await goTo(page, 'Home');
    await goTo(page, 'Laps');
    const rows = page.locator('.laps-sessions tbody tr');
    await rows.first().getByRole('link', { name: 'Hollowmere' }).click();
    await page.getByRole('button', { name: 'Delete this session' }).click();
    await page.getByText('You cannot undo this.').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Delete this session' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('No sessions yet').waitFor();
    expect((await fetch(`${other}/api/sessions/SHORT`)).status).toBe(404);
    expectClean(opened);
  });

  test('lists sessions, newest first, and the laps of one; two are chosen to be compared', async () => {
    const opened = await open({ hash: '#/laps' });
    const { page } = opened;
    const rows = page.locator('.laps-sessions tbody tr');
    await expect.poll(() => rows.count()).toBe(2);
    expect(await rows.first().innerText()).toMatch(/Hollowmere\s+GT\s+Niki\s+today .*\s+3\s+1:3/);
    expect(await axeFindings(page)).toEqual([]);
    await rows.first().getByRole('link', { name: 'Hollowmere' }).click();
    const row = (lap: number) => page.locator('.laps-table tbody tr').nth(lap - 1);
    await row(4).waitFor();
    expect(await row(3).innerText()).toMatch(/best[\s\S]*personal best[\s\S]*last/);
    expect(await row(4).innerText()).toContain('not finished');
    expect(await row(2).innerText()).toMatch(/\d\.\d{2} L/);
    await page.getByLabel('Compare lap 3').check();
    await page.getByLabel('Compare lap 2').check();
    await page.locator('[data-chart="delta"]').waitFor();
    await expect.poll(() => page.locator('.laps-plot canvas').count()).toBe(7);
    await expect.poll(() => page.url()).toMatch(/#\/laps\/SECOND\?laps=3,2$/);
    expectClean(opened);
  });

  test('shows the values of the stored frames at each place, and the lap times at the line', async () => {
    const opened = await compare();
    const { page } = opened;
    const place = placeOf(page);
    for (const at of [0.1, 0.335, 0.62, 0.9]) {
      await place.fill(String(at));
      await page
        .getByText(`${Math.round(at * facts.trackLengthM)}`.replace(/(?=\d{3}$)/, '\u202f'))
        .first()
        .waitFor();
      const values = [
        ['speed', ({ speedKmh }: Frame) => speedKmh, 1.5],
        ['throttle', ({ gas }: Frame) => gas * 100, 6],
        ['brake', ({ brake }: Frame) => brake * 100, 6],
        ['rpm', ({ rpms }: Frame) => rpms, 120],
        ['steering', ({ steerAngle }: Frame) => steerAngle * 100, 2],
      ] as const;
      for (const [chart, pick, tolerance] of values) {
        for (const [lap, frames] of [
          ['SECOND:3', third],
          ['SECOND:2', second],
        ] as const) {
          const apart = (await shown(page, chart, lap)) - truthAt(frames, at, pick);
          expect(Math.abs(apart), `${chart} of ${lap} at ${at}`).toBeLessThan(tolerance);
        }
      }
      const lost = truthAt(second, at, clock) - truthAt(third, at, clock);
      const delta = await shown(page, 'delta', 'SECOND:2');
      expect(Math.abs(delta * 1000 - lost), `the delta at ${at}`).toBeLessThan(20);
    }
    await place.fill('1');
    const [two, three] = await lapTimes(url);
    await expect
      .poll(() => shown(page, 'delta', 'SECOND:2'))
      .toBeCloseTo((two! - three!) / 1000, 3);
    expectClean(opened);
  });

  test('has one cursor for all charts, the track included', async () => {
    const opened = await compare();
    const { page } = opened;
    const plot = await speedPlot(page);
    await plot.hover({ position: { x: 200, y: 60 } });
    await expect.poll(async () => new Set(await cursors(page)).size).toBe(1);
    const before = await placeOf(page).inputValue();
    await page.locator('.laps-track-stage').hover({ position: { x: 280, y: 45 } });
    await expect.poll(() => placeOf(page).inputValue()).not.toBe(before);
    await expect.poll(async () => new Set(await cursors(page)).size).toBe(1);
    expectClean(opened);
  });

  test('shows a part by dragging; its address shows others the same part', async () => {
    const opened = await compare();
    const { page } = opened;
    const plot = await speedPlot(page);
    const box = (await plot.boundingBox())!;
    await page.mouse.move(box.x + 100, box.y + 50);
    await page.mouse.down();
    await page.mouse.move(box.x + 260, box.y + 60, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => page.url()).toMatch(/#\/laps\/SECOND\?laps=3,2&part=0\.\d+-0\.\d+$/);
    const other = await open({ hash: new URL(page.url()).hash });
    await other.page.locator('[data-chart="delta"]').waitFor();
    expect(await other.page.locator('.laps-legend li').allInnerTexts()).toHaveLength(2);
    expect(await other.page.locator('.laps-part').innerText()).toBe(
      await page.locator('.laps-part').innerText(),
    );
    expectClean(other);

    // All charts together are redrawn within the limit of one.
    const drawnMs = await page.evaluate(async () => {
      const button = document.querySelector<HTMLElement>('[aria-label="Zoom out"]')!;
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      await frame();
      const startedAt = performance.now();
      button.click();
      await frame();
      await frame();
      return performance.now() - startedAt;
    });
    expect(drawnMs).toBeLessThan(7 * 200);
    await plot.dblclick({ position: { x: 100, y: 40 } });
    await expect.poll(() => page.url()).toMatch(/\?laps=3,2$/);
    expectClean(opened);
  });

  test('is usable by keyboard, and shows everything in words and numbers as well', async () => {
    const opened = await compare();
    const { page } = opened;
    const place = placeOf(page);
    await place.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('n');
    await expect
      .poll(() => place.getAttribute('aria-valuetext'))
      .toMatch(/corner 1\. Lap 3: speed/);
    await page.keyboard.press('+');
    await expect.poll(() => page.url()).toContain('part=');
    await page.keyboard.press('0');
    await expect.poll(() => page.url()).not.toContain('part=');
    const figures = page.locator('.laps-figures');
    expect(await figures.innerText()).toMatch(/Top speed, km\/h\s+\d{3}\s+\d{3}/);
    expect(await page.locator('.laps-corners tbody tr').count()).toBeGreaterThan(4);
    expect(await axeFindings(page)).toEqual([]);
    expectClean(opened);
  });

  test('cuts no key figure of four laps, and names what it cannot compare', async () => {
    const other = await run(relayWords).url();
    await driveLaps(other, { sessionID: 'FOUR', facts, seed: 4, laps: 3, hz: 20 });
    const spa = { ...facts, track: 'spa' };
    await driveLaps(other, { sessionID: 'SPA', facts: spa, seed: 4, laps: 1, hz: 20 });
    await driveLaps(other, { sessionID: 'NOWHERE', facts: {}, seed: 4, laps: 1, hz: 20 });
    const four = await open({ hash: '#/laps/FOUR?laps=2,1,3,4' }, other);
    await four.page.locator('.laps-figures').waitFor();
    const isCut = await four.page
      .locator('.laps-figures .laps-scroll')
      .evaluate((box) => box.scrollWidth > box.clientWidth);
    expect(isCut).toBe(false);
    expectClean(four);

    const { page } = await open({ hash: '#/laps/FOUR?laps=2,SPA:1,3' }, other);
    await page.getByText('This lap was driven on Spa, so it is not compared.').waitFor();
    await page.locator('[data-chart="delta"]').waitFor();
    // The line styles of the others stay as the list has them.
    const styles = (place: string) =>
      page.locator(place).evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
    expect(await styles('.laps-legend .laps-swatch')).toEqual([
      'plain line',
      'dashed line',
      'dotted line',
    ]);
    expect(await styles('.laps-figures .laps-swatch')).toEqual(['plain line', 'dotted line']);

    await goTo(page, 'Laps');
    await page.getByRole('link', { name: 'Unknown track' }).click();
    await page.getByRole('heading', { name: 'Unknown track' }).waitFor();
    await page.getByText('session NOWHERE').waitFor();
    await page.getByRole('button', { name: 'Delete this session' }).click();
    await page.getByText(/^Unknown track, today .*, with its lap\./).waitFor();
  });

  test.each([
    ['gives three files of a lap, with its name and its contents', downloads],
    ['lets a lap of another session join, recorded by another driver at another rate', joinIn],
    ['plays a lap on an overlay, and shows its address', play],
  ])('%s', async (_what, act) => {
    const opened = await compare();
    await act(opened.page, third);
    expectClean(opened);
  });

  test.each(Object.entries(widths))('fits a %s, and axe finds nothing', async (name, width) => {
    for (const hash of ['#/laps', '#/laps/FIRST', '#/laps/FIRST?laps=1']) {
      const scheme = name === 'laptop' ? 'light' : 'dark';
      const sized = await open({ hash, width, scheme });
      await sized.page.locator(hash.includes('?') ? '[data-chart="steering"]' : 'table').waitFor();
      expect(await fitsWidth(sized.page), `${hash} at ${width}`).toBe(true);
      expect(await axeFindings(sized.page), `${hash} at ${width}`).toEqual([]);
      expectClean(sized);
    }
  });
});

function clock({ currentLapTime }: Frame): number {
  return currentLapTime!;
}

/** Of laps 2 and 3, ms. */
async function lapTimes(url: string): Promise<number[]> {
  const response = await fetch(`${url}/api/sessions/SECOND/laps`);
  const { laps } = (await response.json()) as { laps: { lap: number; lapMs: number }[] };
  return laps.filter(({ lap }) => lap === 2 || lap === 3).map(({ lapMs }) => lapMs);
}

/** The three downloads of a lap have its name and its content. */
async function downloads(page: Page, frames: readonly Frame[]): Promise<void> {
  const files = new Map<string, Buffer>();
  for (const format of ['CSV', '.ld', '.ldx']) {
    const link = page.getByRole('link', { name: `Download lap 3 as ${format},` });
    const [file] = await Promise.all([page.waitForEvent('download'), link.click()]);
    files.set(file.suggestedFilename(), readFileSync((await file.path())!));
  }
  expect([...files.keys()]).toEqual(['SECOND-lap3.csv', 'SECOND-lap3.ld', 'SECOND-lap3.ldx']);
  const lines = files.get('SECOND-lap3.csv')!.toString().trim().split('\r\n');
  expect(lines[0]).toContain('packetId,gas,brake');
  expect(lines).toHaveLength(frames.length + 1);
  // A MoTeC log begins with this number.
  expect(files.get('SECOND-lap3.ld')!.readUInt32LE(0)).toBe(64);
  expect(files.get('SECOND-lap3.ldx')!.toString()).toContain('Total Laps');
}

/** A lap of another session is added, recorded at another rate by another driver. */
async function joinIn(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Add a lap of another session' }).click();
  await page.getByRole('button', { name: /Ada/ }).click();
  await page.getByRole('button', { name: /^Lap 1: / }).click();
  await expect.poll(() => page.url()).toMatch(/\?laps=3,2,FIRST:1$/);
  await page.locator('.laps-delta[data-lap="FIRST:1"]').waitFor();
  expect(await page.locator('.laps-legend').innerText()).toContain('Ada');
  await page.getByRole('button', { name: 'Use Lap 2 as the reference' }).click();
  await expect.poll(() => page.url()).toMatch(/\?laps=2,3,FIRST:1$/);
  await page.getByRole('button', { name: 'Remove Lap 1' }).click();
  await expect.poll(() => page.url()).toMatch(/\?laps=2,3$/);
}

/** A lap on an overlay: the preview plays it, and the address is shown. */
async function play(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Play lap 2 on an overlay' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Speed').selectOption('2');
  const address = await dialog.locator('.laps-play-address').innerText();
  expect(address).toMatch(/\/overlays\/tachometer\?session=SECOND&lap=2&speed=2$/);
  const frame = dialog.locator('iframe').contentFrame();
  await expect
    .poll(
      () =>
        frame
          .locator('canvas')
          .count()
          .catch(() => 0),
      { timeout: 20_000 },
    )
    .toBeGreaterThan(0);
  expect(await axeFindings(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Close' }).first().click();
}
