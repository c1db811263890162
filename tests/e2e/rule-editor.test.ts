/** A user's way through rules in the panel: from a recipe, with the names of OBS, tried, saved, changed and deleted. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../support/clean-up.ts';
import { need } from '../support/need.ts';
import { startFakeObs } from '../support/obs-control.ts';
import {
  asksBeforeClosing,
  axeFindings,
  fitsWidth,
  openPanel,
  tabTo,
  widths,
} from '../support/panel.ts';
import { sendAsUser } from '../support/panel-tokens.ts';
import { built, run } from '../support/programs.ts';
import { until } from '../support/until.ts';

beforeAll(built);

const hook = { http: 'https://example.org/secret-hook' };

need('chromium')('rules in the panel', () => {
  async function start() {
    const obs = await startFakeObs();
    obs.addItem('Race', 'LapBanner');
    const folder = temporaryFolder();
    const file = join(folder, 'sequential.config.json');
    const config = {
      obs: { url: obs.url },
      triggers: [{ name: 'hook', on: 'session-best', do: [hook] }],
    };
    writeFileSync(file, JSON.stringify(config));
    const url = await run(['relay', '--port', '0', '--db', 'none'], { folder }).url();
    const triggers = () =>
      (JSON.parse(readFileSync(file, 'utf8')) as { triggers: { name: string }[] }).triggers;
    return { obs, url, triggers };
  }

  test('one is made from a recipe by keyboard alone, tried and saved', async () => {
    const { obs, url, triggers } = await start();
    const { page, errors } = await openPanel(url, {
      hash: '#/obs',
      withoutFirstRun: true,
    });
    await page.getByText('Connected to OBS').first().waitFor();
    await tabTo(page, 'New rule');
    await page.keyboard.press('Enter');
    await page.getByText('Start with one of these').waitFor();
    await tabTo(page, 'Start with this: Pit scene');
    await page.keyboard.press('Enter');

    // The scene comes from OBS.
    await page.getByText('The car enters the pit lane: switch to “Pits”.').waitFor();
    expect(await page.getByLabel('Scene', { exact: true }).inputValue()).toBe('Pits');
    expect(await axeFindings(page)).toEqual([]);
    await tabTo(page, 'Try it now');
    await page.keyboard.press('Enter');
    await until('OBS shows the pits', () => obs.program === 'Pits');
    await page.getByText('done (tried)').first().waitFor();

    await tabTo(page, 'Save');
    await page.keyboard.press('Enter');
    await page.getByText('The rule “pits” is saved').waitFor();
    await page.getByRole('button', { name: 'Try it: pits' }).waitFor();
    expect(triggers()).toEqual([
      { name: 'hook', on: 'session-best', do: [hook] },
      { name: 'pits', on: 'pit-entered', do: [{ scene: 'Pits' }] },
    ]);
    expect(errors).toEqual([]);
  });

  test('one is changed, keeps the web hook that the page never sees, is switched off and deleted', async () => {
    const { url, triggers } = await start();
    const { page } = await openPanel(url, { hash: '#/obs', withoutFirstRun: true });
    await page.getByRole('button', { name: 'Edit: hook' }).click();
    await page.getByText('It stays as it is in the config file.').waitFor();
    expect(await page.content()).not.toContain('secret-hook');
    await page.getByLabel('Add a condition').selectOption('lap');
    await page.getByLabel('Add another action').selectOption('chapter');
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await page.getByText('Name of the chapter is missing.').waitFor();
    await page.getByLabel('Name of the chapter').fill('Best {lapTime}');

    // A look into another room loses nothing.
    await page.getByRole('link', { name: 'Home' }).click();
    expect(await asksBeforeClosing(page)).toBe(true);
    await page.getByRole('link', { name: 'OBS' }).first().click();
    // Nor does another rule.
    await page.getByRole('link', { name: 'New rule' }).click();
    await page.getByRole('button', { name: 'Start with this: Pit scene' }).click();
    await page.getByRole('dialog', { name: 'The rule “hook” is not saved yet' }).waitFor();
    await page.getByRole('button', { name: 'Continue editing' }).click();
    await page.getByRole('button', { name: 'Earlier: Set a chapter in the recording' }).click();

    // What another window saved meanwhile is overwritten only on purpose.
    const elsewhere = { name: 'hook', on: 'pit-entered', do: [hook, { chapter: 'Pits' }] };
    await sendAsUser(url, 'PUT', '/api/rules/hook', elsewhere);
    await page.getByRole('button', { name: 'Save' }).click();
    const conflict = page.getByRole('dialog', { name: 'The rule “hook” was changed elsewhere' });
    await conflict.getByRole('button', { name: 'Cancel' }).click();
    expect(triggers()).toMatchObject([{ on: 'pit-entered' }]);
    await page.getByRole('button', { name: 'Save' }).click();
    await conflict.getByRole('button', { name: 'Overwrite' }).click();
    await page.getByText('The rule “hook” is saved').waitFor();
    expect(triggers()).toEqual([
      {
        name: 'hook',
        on: 'session-best',
        when: { lap: { min: 2 } },
        do: [{ chapter: 'Best {lapTime}' }, hook],
      },
    ]);

    await page.getByRole('button', { name: 'Switch off: hook' }).click();
    await page.getByRole('button', { name: 'Switch on: hook' }).waitFor();
    expect(triggers()).toMatchObject([{ enabled: false, do: [{}, hook] }]);
    await page.getByRole('button', { name: 'Delete hook' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('None yet. Rules switch scenes').waitFor();
    expect(triggers()).toEqual([]);
  });

  test('on a phone and in light mode nothing is cut off, and axe finds nothing', async () => {
    const { url } = await start();
    const { page } = await openPanel(url, {
      hash: '#/obs/recipes',
      withoutFirstRun: true,
      width: widths.phone,
      scheme: 'light',
    });
    await page.getByText('Start with one of these').waitFor();
    expect(await fitsWidth(page)).toBe(true);
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Start with this: Yellow flag' }).click();
    await page.getByRole('heading', { name: 'New rule' }).waitFor();
    await page.getByText('The flag', { exact: true }).waitFor();
    expect(await fitsWidth(page)).toBe(true);
    expect(await axeFindings(page)).toEqual([]);
  });
});
