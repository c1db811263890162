/** The race room in a real browser: a commentator chooses drivers by mouse and keyboard, and names them in the entry list. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import type { Grid } from '../../protocol/cars.ts';
import type { EntryList } from '../../protocol/entry-list.ts';
import { CarsAgent } from '../support/cars-agent.ts';
import { need } from '../support/need.ts';
import { asksBeforeClosing, axeFindings, fitsWidth, openPanel, widths } from '../support/panel.ts';
import { askAsUser, sendAsUser } from '../support/panel-tokens.ts';
import { built, builtPages } from '../support/programs.ts';
import { until } from '../support/until.ts';

/** Where pictures of the room are put, for people to look at; absent: none are made. */
const pictures = process.env.PICTURES;

async function picture(page: Page, name: string): Promise<void> {
  if (pictures === undefined) return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}

need('chromium')('the race room', () => {
  beforeAll(built);

  async function gridOf({ relay }: CarsAgent): Promise<Grid> {
    return (await relay.ask('/api/sessions/live/cars')).json as Grid;
  }

  async function start(): Promise<CarsAgent> {
    const agent = await new CarsAgent().start({ pagesFolder: builtPages });
    for (let ms = 150_000; ms < 330_000; ms += 500) await agent.cars(ms);
    return agent;
  }

  function open(agent: CarsAgent, hash: string) {
    return openPanel(agent.relay.address, { hash, withoutFirstRun: true });
  }

  async function expectUsable(page: Page, name: string): Promise<void> {
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const width of [widths.laptop, 400]) {
        await page.setViewportSize({ width, height: 900 });
        await picture(page, `${name}-${colorScheme}-${width}`);
        expect(await axeFindings(page)).toEqual([]);
        expect(await fitsWidth(page)).toBe(true);
      }
    }
    await page.setViewportSize({ width: widths.laptop, height: 900 });
  }

  test('shows all cars, and a click, a key or the director chooses one', async () => {
    const agent = await start();
    const { cars } = await gridOf(agent);
    const { page, errors } = await open(agent, '#/race');
    await page
      .locator('.race-table tbody tr')
      .nth(cars.length - 1)
      .waitFor();
    const focusIs = async (id: number | null) =>
      until('the focus', async () => (await gridOf(agent)).focus.carId === id);

    await page.locator('.race-table').getByRole('button').nth(2).click();
    await focusIs(cars[2]!.id);
    await page.getByRole('button', { name: 'Show nobody' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await focusIs(cars[3]!.id);
    await page.locator('.race-table tr[data-focused]').getByText(cars[3]!.driver).waitFor();
    await expectUsable(page, 'race');
    await page.keyboard.press('End');
    await page.keyboard.press('Space');
    await focusIs(cars.at(-1)!.id);
    await page.getByRole('button', { name: 'Show nobody' }).click();
    await focusIs(null);

    await page.getByRole('switch', { name: 'The director chooses' }).check();
    await until('the director', async () => (await gridOf(agent)).focus.isAuto);
    await page.locator('.race-table tr[data-focused]').waitFor();
    expect(errors).toEqual([]);
  });

  test('imports an entry list, which overlays and the race show at once', async () => {
    const agent = await start();
    const [leader] = (await gridOf(agent)).cars;
    const { page, errors } = await open(agent, '#/race/entries');
    const choosing = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Import' }).click();
    const text = `Driver;Name;Number;Team;Colour\n${leader!.driver};Zoë Example;07;Blue Racing;1e90ff\n`;
    const buffer = Buffer.from(text, 'latin1');
    await (await choosing).setFiles({ name: 'league.csv', mimeType: 'text/csv', buffer });
    await page.getByText('Not saved yet.').waitFor();
    // A look at the race loses nothing.
    await page.getByRole('link', { name: 'Back to the race' }).click();
    expect(await asksBeforeClosing(page)).toBe(true);
    await page.getByRole('link', { name: 'Entry list, not saved yet' }).click();
    await page.getByText('Not saved yet.').waitFor();
    await page.getByRole('button', { name: 'Add the drivers of the race' }).click();
    await page.locator('.race-entry').nth(3).waitFor();
    await expectUsable(page, 'entries');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('The entry list is saved.').waitFor();

    // What another window saved meanwhile is overwritten only on purpose.
    const read = async () =>
      (await (await askAsUser(agent.relay.address, '/api/entries')).json()) as EntryList;
    const theirs = { entries: [{ driver: 'Somebody Else' }] };
    await sendAsUser(agent.relay.address, 'PUT', '/api/entries', theirs);
    await page.locator('.race-entry').first().getByLabel('Number').fill('08');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const conflict = page.getByRole('dialog', { name: 'The entry list was changed elsewhere' });
    await conflict.getByRole('button', { name: 'Cancel' }).click();
    expect(await read()).toEqual(theirs);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await conflict.getByRole('button', { name: 'Overwrite' }).click();
    await expect
      .poll(async () => (await read()).entries[0])
      .toMatchObject({ name: 'Zoë Example', number: '08' });
    await conflict.waitFor({ state: 'detached' });

    await agent.cars(330_500);
    await page.getByRole('link', { name: 'Back to the race' }).click();
    await page.locator('.race-table').getByText('Zoë Example').waitFor();
    await page.locator('.race-table').getByText('Blue Racing').waitFor();
    expect(errors).toEqual([]);
  });
});
