/** The theme on an open page changes through the API and when a theme file is saved. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { openPage } from '../support/browser.ts';
import { temporaryFolder, withFile } from '../support/clean-up.ts';
import { need } from '../support/need.ts';
import { built, builtPages } from '../support/programs.ts';
import { startTestRelay } from '../support/test-relay.ts';
import { until } from '../support/until.ts';

const root = join(import.meta.dirname, '../..');
const userFolder = temporaryFolder(withFile);

beforeAll(built);

interface PageWindow {
  sequential?: { stats(): { framesDrawn: number } };
}

need('chromium')('an open page', () => {
  test('shows another theme at once, and a theme file as soon as it is saved', async () => {
    const own = JSON.parse(readFileSync(join(root, 'themes/apex.json'), 'utf8')) as {
      name: string;
      palette: Record<string, string>;
    };
    const save = (panel: string, broken = ''): void => {
      const theme = { ...own, name: 'mine', palette: { ...own.palette, panel } };
      writeFileSync(join(userFolder, 'themes/mine.json'), JSON.stringify(theme) + broken);
    };
    mkdirSync(join(userFolder, 'themes'), { recursive: true });
    save('#ffff00');
    const relay = await startTestRelay({
      userFolder,
      pagesFolder: builtPages,
      themesFolder: join(root, 'themes'),
    });
    const opened = await openPage(`${relay.address}/overlays/gear?show=always`);
    const shot = () => opened.page.screenshot({ omitBackground: true });
    const become = async (what: string): Promise<Buffer> => {
      let last = await shot();
      await until(what, async () => {
        const next = await shot();
        const isStill = next.equals(last);
        last = next;
        return isStill && !seen.some((one) => one.equals(next));
      });
      seen.push(last);
      return last;
    };
    const seen: Buffer[] = [];
    const choose = async (path: string, theme: string | null): Promise<void> => {
      const answer = await relay.send('PUT', `/api/settings/theme${path}`, { theme });
      expect(answer.status).toBe(200);
    };
    await opened.page.waitForFunction(() => {
      const { sequential } = window as unknown as PageWindow;
      const host = document.querySelector('canvas')?.parentElement;
      // It has come, and its lettering will not change any more.
      return (
        sequential !== undefined &&
        sequential.stats().framesDrawn > 0 &&
        host != null &&
        getComputedStyle(host).opacity === '1' &&
        document.fonts.status === 'loaded'
      );
    });
    const first = await become('the default is drawn');
    await choose('', 'heritage');
    await become('heritage is drawn');
    await choose('/gear', 'mine');
    await become('the own theme is drawn');
    save('#ff00ff');
    const pink = await become('the saved theme is drawn');
    save('#00ff00', ' }');
    save('#00ff00', ' }');
    save('#ff00ff');
    await until('the theme that was whole is still drawn', async () => (await shot()).equals(pink));
    await choose('', null);
    await until('the default is back', async () => (await shot()).equals(first));
    expect(opened.errors).toEqual([]);
  });
});
