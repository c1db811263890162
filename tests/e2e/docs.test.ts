/** The pages of `/docs` in a real browser: readable without a token, searchable by keyboard, linked from the panel, usable on phones. */
import { beforeAll, expect, test } from 'vitest';
import { openPage } from '../support/browser.ts';
import { endsOfFile } from '../support/clean-up.ts';
import { need } from '../support/need.ts';
import { axeFindings, fitsWidth, goTo, openPanel, widths } from '../support/panel.ts';
import { built, run } from '../support/programs.ts';

const atEnd = endsOfFile();
let url: string;

beforeAll(async () => {
  await built();
  url = await run(['relay', '--port', '0', '--db', 'none'], { atEnd }).url();
});

/** A request as from another machine without a key. */
const elsewhere = { extraHTTPHeaders: { 'X-Forwarded-For': '192.168.1.7' } };

need('chromium')('the documents in the panel', () => {
  test('anybody may read them, and an unknown address lists the pages', async () => {
    const headers = elsewhere.extraHTTPHeaders;
    const front = await fetch(`${url}/docs`, { headers });
    expect(front.status).toBe(200);
    expect(await front.text()).toContain('href="/docs/settings"');
    const unknown = await fetch(`${url}/docs/setings`, { headers });
    expect(unknown.status).toBe(404);
    expect(await unknown.text()).toContain('/docs/settings');
  });

  test('the keyboard searches and opens the passage; links, anchors and copying work', async () => {
    const viewport = { width: widths.laptop, height: 900 };
    const permissions = ['clipboard-read', 'clipboard-write'];
    const opened = await openPage(`${url}/docs`, { viewport, permissions });
    const { page } = opened;
    await page.getByRole('searchbox').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('key-missing');
    await page.locator('#results a').first().waitFor();
    expect(await page.locator('#results a').first().textContent()).toContain('Error codes');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${url}/docs/error-codes#key-missing`);
    expect(await page.locator('#key-missing').isVisible()).toBe(true);

    await page.keyboard.press('/');
    await page.keyboard.type('zzzz');
    await page.getByText('No results for “zzzz”.').waitFor();
    await page.keyboard.press('Escape');
    expect(await page.locator('#results').isVisible()).toBe(false);

    const pages = page.getByRole('navigation', { name: 'Pages of the docs' });
    await pages.getByRole('link', { name: 'OBS rules' }).click();
    await page.waitForURL(`${url}/docs/obs-rules`);
    const code = page.locator('.code').first();
    for (const width of [widths.laptop, widths.phone]) {
      await page.setViewportSize({ width, height: 900 });
      const [button, text] = [code.getByRole('button'), code.locator('pre')];
      const [over, below] = [(await button.boundingBox())!, (await text.boundingBox())!];
      // The frame of the text has an empty edge.
      const isBeside = over.x >= below.x + below.width || over.y + over.height <= below.y + 12;
      expect(isBeside, `the button covers code, ${width} pixels`).toBe(true);
    }
    await code.getByRole('button', { name: 'Copy' }).click();
    await code.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      await code.locator('code').textContent(),
    );
    expect(opened.errors).toEqual([]);
    expect(opened.foreign).toEqual([]);
  });

  test.each([
    ['dark', widths.laptop],
    ['light', widths.phone],
  ] as const)(
    'no page has a finding of axe or is wider than its window, %s, %i pixels',
    async (colorScheme, width) => {
      const options = { ...elsewhere, colorScheme, viewport: { width, height: 844 } };
      const opened = await openPage(`${url}/docs`, options);
      const { page } = opened;
      await page.getByRole('searchbox').fill('overlay');
      await page.locator('#results a').first().waitFor();
      expect(await axeFindings(page), 'results').toEqual([]);
      for (const name of ['', '/settings', '/error-codes', '/obs-rules', '/overlays']) {
        await page.goto(`${url}/docs${name}`);
        await page.getByRole('searchbox').waitFor();
        expect(await axeFindings(page), name).toEqual([]);
        expect(await fitsWidth(page), name).toBe(true);
      }
    },
  );

  test('rooms lead to their page, and the documents lead back', async () => {
    const opened = await openPanel(url, { withoutFirstRun: true });
    const { page } = opened;
    await goTo(page, 'Themes');
    const help = page.getByRole('link', { name: 'Help with Themes' });
    expect(await help.getAttribute('href')).toBe('/docs/themes');
    await goTo(page, 'Docs');
    await page.waitForURL(`${url}/docs`);
    await goTo(page, 'Layouts');
    await page.getByRole('heading', { name: 'Layouts', exact: true }).waitFor();
    expect(opened.errors).toEqual([]);
  });

  test('a panel without its token asks once and then waits for it', async () => {
    const opened = await openPage('about:blank');
    const { page } = opened;
    let asked = 0;
    page.on('request', (request) => {
      if (new URL(request.url()).pathname === '/api/status') asked++;
    });
    await page.goto(`${url}/`);
    await page.getByRole('heading', { name: 'Token or admin key needed' }).waitFor();
    await page.waitForTimeout(3_500);
    expect(asked).toBe(1);
  });
});
