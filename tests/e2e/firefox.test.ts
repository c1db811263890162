/** The panel and an overlay in Firefox: every room opens without an error, overlays are drawn, a layout is made. */
import { beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../support/clean-up.ts';
import { type FirefoxPage, firefoxReady, openInFirefox } from '../support/firefox.ts';
import { need } from '../support/need.ts';
import { panelAddress } from '../support/panel-tokens.ts';
import { built, run } from '../support/programs.ts';
import { patienceMs } from '../support/until.ts';

const patient = { timeout: patienceMs };

/** All pages in frames are connected, and at least one has drawn. */
const previewsRun = `(() => {
  const all = [...document.querySelectorAll('iframe')].map(({ contentWindow }) => contentWindow.sequential?.stats());
  return all.some((stats) => stats?.framesDrawn > 10) && all.every((stats) => stats?.connected);
})()`;

/** Clicks the element with this text or label. */
async function press(page: FirefoxPage, selector: string, words: string): Promise<void> {
  const find = `[...document.querySelectorAll(${JSON.stringify(selector)})].find((one) =>
    (one.getAttribute('aria-label') ?? one.textContent).trim().startsWith(${JSON.stringify(words)}))`;
  await page.waitForFunction(`!!(${find})`, patient);
  await page.evaluate(`(${find}).click()`);
}

function startRelay(): Promise<string> {
  return run(['relay', '--port', '0', '--db', 'none'], { folder: temporaryFolder() }).url();
}

need('firefox')('Firefox', () => {
  beforeAll(async () => {
    await built();
    await firefoxReady();
  });

  test('opens every room of the panel, and draws the overlays in it', async () => {
    const url = await startRelay();
    const { page, errors, foreign } = await openInFirefox(panelAddress(url, '#/overlays'));
    for (const room of ['Overlays', 'Layouts', 'Themes', 'Laps', 'OBS', 'Home']) {
      await press(page, 'nav a', room);
      await page.waitForFunction(
        `document.querySelector('main h1')?.textContent === '${room}'`,
        patient,
      );
      if (room === 'Overlays' || room === 'Layouts')
        await page.waitForFunction(previewsRun, patient);
    }
    expect(errors).toEqual([]);
    expect(foreign).toEqual([]);
  });

  test('makes a layout, drags an overlay on it, and saves it', async () => {
    const url = await startRelay();
    const { page, errors, foreign } = await openInFirefox(panelAddress(url, '#/layouts'));
    await press(page, 'button', 'New layout');
    await press(page, 'button', 'Add');
    await page.waitForSelector('.layout-grip', patient);
    const place = `(({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 }))(
      document.querySelector('.layout-grip').getBoundingClientRect())`;
    const before = (await page.evaluate(place)) as { x: number; y: number };
    await page.mouse.move(before.x, before.y);
    await page.mouse.down();
    await page.mouse.move(before.x + 70, before.y + 40, { steps: 6 });
    await page.mouse.up();
    const after = (await page.evaluate(place)) as { x: number; y: number };
    // It may have snapped to a line nearby.
    expect(Math.abs(after.x - before.x - 70)).toBeLessThan(9);
    expect(Math.abs(after.y - before.y - 40)).toBeLessThan(9);
    await press(page, 'button', 'Save');
    await press(page, 'dialog button', 'Save');
    await page.waitForFunction(`location.hash === '#/layouts/my-layout'`, patient);
    const saved = (await (await fetch(`${url}/api/layouts/my-layout`)).json()) as object;
    expect(saved).toMatchObject({ items: [{ overlay: 'tachometer' }] });
    expect(errors).toEqual([]);
    expect(foreign).toEqual([]);
  });
});
