/**
 * Every room and every dialog of the panel, as people with a screen reader, a zoomed page or a small window meet it: axe
 * finds nothing of any kind, and nothing is wider than the window, also with names that are one long word.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { contrast } from '../../overlays/core/draw/colour.ts';
import { root } from '../../scripts/root.ts';
import { driveLaps } from '../../scripts/stored-laps.ts';
import { endsOfFile, temporaryFolder } from '../support/clean-up.ts';
import { need } from '../support/need.ts';
import { startFakeObs } from '../support/obs-control.ts';
import { axeFindings, cutParts, fitsWidth, openPanel, widestParts } from '../support/panel.ts';
import { panelAddress } from '../support/panel-tokens.ts';
import { built, run } from '../support/programs.ts';

/** A name without a space, as long as drivers, tracks and rules may have. */
const long = 'Donaudampfschifffahrtsgesellschaftskapitaensmuetzenabzeichen';

const facts = {
  driverName: long,
  track: `ks_${long.toLowerCase()}`,
  car: `ks_${long.toLowerCase()}`,
  trackLengthM: 4_383,
  sectorCount: 3,
};

/** Windows in CSS pixels. A page at 200 % in a window of 1280 × 900 has half of each. */
const windows = [
  { zoom: 100, width: 1280, height: 900 },
  { zoom: 200, width: 640, height: 450 },
] as const;
/** Nothing may be wider than these windows either: phones, and the docks of OBS. */
const narrow = [400, 320];

interface State {
  readonly what: string;
  readonly hash: string;
  /** Is on the page once the state is reached. */
  readonly sign: string;
  /** Opens a dialog, or does what makes the state. */
  readonly act?: (page: Page) => Promise<unknown>;
}

const press = (name: string | RegExp) => (page: Page) =>
  page.getByRole('button', { name }).first().click();

async function leaveChangedTheme(page: Page): Promise<void> {
  await page.locator('.editor .colour input[type="text"], .editor input').first().fill('#112233');
  await page.getByRole('link', { name: 'Themes', exact: true }).click();
}

const states: readonly State[] = [
  { what: 'home', hash: '#/', sign: '.dashboard' },
  { what: 'the three steps', hash: '#/home/first-run', sign: '.steps' },
  {
    what: 'the second step',
    hash: '#/home/first-run',
    sign: '.choose-preview iframe',
    act: press(/Choose an overlay/),
  },
  {
    what: 'the third step',
    hash: '#/home/first-run',
    sign: '.step:nth-child(3) .step-content',
    act: press(/Add it to OBS/),
  },
  { what: 'the overlays', hash: '#/overlays', sign: '.overlay-card' },
  { what: 'an overlay', hash: '#/overlays/tachometer', sign: '.overlay-address' },
  {
    what: 'the dialog that adds to OBS',
    hash: '#/overlays/gear',
    sign: 'dialog select',
    act: press(/^Add to OBS: /),
  },
  {
    what: 'all parameters of an overlay',
    hash: '#/overlays/gear',
    sign: 'details[open] select',
    act: async (page) => {
      await page.getByLabel('Delay', { exact: true }).selectOption({ label: 'A fixed time' });
      await page.locator('details.more summary').click();
    },
  },
  { what: 'the race', hash: '#/race', sign: '.race-room .empty' },
  {
    what: 'the entry list of the race',
    hash: '#/race/entries',
    sign: '.race-entry input',
    act: press('Add a driver'),
  },
  { what: 'the themes', hash: '#/themes', sign: '.theme-card' },
  { what: 'a theme', hash: `#/themes/mine`, sign: '.editor' },
  {
    what: 'the question before a theme is deleted',
    hash: '#/themes',
    sign: 'dialog[open]',
    act: press(/^Delete /),
  },
  {
    what: 'the dialog that saves a theme',
    hash: '#/themes/apex',
    sign: 'dialog[open]',
    act: press(/^Save/),
  },
  {
    what: 'a theme that is not saved',
    hash: '#/themes/apex',
    sign: '.unsaved',
    act: leaveChangedTheme,
  },
  {
    what: 'the question before a theme is discarded',
    hash: '#/themes/apex',
    sign: 'dialog[open]',
    act: async (page) => {
      await leaveChangedTheme(page);
      await press('Discard')(page);
    },
  },
  {
    what: 'the dialog that saves a layout',
    hash: '#/layouts/broadcast',
    sign: 'dialog[open]',
    act: press(/^Save/),
  },
  { what: 'the layouts', hash: '#/layouts', sign: '.picture-card' },
  { what: 'a layout', hash: '#/layouts/broadcast', sign: '.editor' },
  { what: 'the sessions', hash: '#/laps', sign: '.laps-sessions' },
  { what: 'a session', hash: '#/laps/EVENING', sign: '.laps-table' },
  { what: 'a session of an unknown track', hash: '#/laps/NOWHERE', sign: '.laps-table' },
  {
    what: 'laps compared',
    hash: '#/laps/EVENING?laps=2,1,3,MORNING:1&part=0.2-0.6',
    sign: '.laps-figures',
  },
  {
    what: 'the choice of a lap of another session',
    hash: '#/laps/EVENING?laps=2',
    sign: '.laps-picker-laps',
    act: async (page) => {
      await press(/Add a lap of another session/)(page);
      await page.locator('.laps-picker-session').first().click();
    },
  },
  {
    what: 'a notice',
    hash: '#/laps/EVENING?laps=2',
    sign: '.notice',
    act: press('Copy link'),
  },
  {
    what: 'the dialog that plays a lap',
    hash: '#/laps/EVENING',
    sign: 'dialog iframe',
    act: press('Play lap 2 on an overlay'),
  },
  {
    what: 'the question before a session is deleted',
    hash: '#/laps/EVENING',
    sign: 'dialog[open]',
    act: press('Delete this session'),
  },
  { what: 'a session that is not there', hash: '#/laps/NOBODY', sign: '.empty' },
  { what: 'OBS', hash: '#/obs', sign: '.rule' },
  {
    what: 'viewers in step, with a delay and its measurement',
    hash: '#/obs',
    sign: 'details[open] ol',
    act: async (page) => {
      await page.getByLabel('Delay of the stream (seconds)').fill('6');
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByRole('button', { name: 'Copy the address for viewers' }).waitFor();
      await page.getByText('Measure it').click();
      await page.getByRole('button', { name: 'Flash the overlays' }).click();
      await page.getByRole('button', { name: 'I see the flash' }).click();
    },
  },
  { what: 'the recipes', hash: '#/obs/recipes', sign: 'h1' },
  {
    what: 'a rule',
    hash: '#/obs',
    sign: '.rule-editor',
    act: press(`Edit: ${long}`),
  },
  {
    what: 'the question before changes of a rule are discarded',
    hash: '#/obs',
    sign: 'dialog[open]',
    act: async (page) => {
      await press(`Edit: ${long}`)(page);
      await page.getByLabel('Name', { exact: true }).fill('another');
      await press('Discard')(page);
    },
  },
  {
    what: 'the question before a rule is deleted',
    hash: '#/obs',
    sign: 'dialog[open]',
    act: press(`Delete ${long}`),
  },
  {
    what: 'the form that makes a key',
    hash: '#/settings/keys',
    sign: '.new-key',
    act: press('Make a key'),
  },
  {
    what: 'the dialog of a bug report',
    hash: '#/settings/log',
    sign: 'dialog[open]',
    act: press(/bug report/),
  },
  ...['program', 'keys', 'other-cars', 'data-folder', 'backup', 'log', 'updates'].map(
    (section) => ({
      what: `the settings: ${section}`,
      hash: `#/settings/${section}`,
      sign: 'main h2',
    }),
  ),
];

/** Waits until the page has the colours: what is looked at before that are the others. */
async function turnTo(page: Page, colorScheme: 'dark' | 'light'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.waitForFunction((wanted) => {
    const isMoving = document.getAnimations().some(({ playState }) => playState === 'running');
    return getComputedStyle(document.documentElement).colorScheme === wanted && !isMoving;
  }, colorScheme);
}

/** Fields without a label. To axe a placeholder is one, but it goes with the first letter. */
function unlabelled(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLInputElement>('input, select, textarea')]
      .filter((one) => one.checkVisibility?.() !== false && one.labels?.length === 0)
      .filter((one) => !one.hasAttribute('aria-label') && !one.hasAttribute('aria-labelledby'))
      .map((one) => `no label: ${one.outerHTML.slice(0, 120)}`),
  );
}

interface FocusRing {
  readonly name: string;
  /** CSS pixels; 0: there is none. */
  readonly width: number;
  /** Colours of the ring and of what lies behind it, `#rrggbb`. */
  readonly ring: string;
  readonly ground: string;
}

/** The ring around what has the focus. */
function focusRing(page: Page): Promise<FocusRing> {
  return page.evaluate(() => {
    const hex = (colour: string) =>
      `#${colour
        .match(/\d+/g)!
        .slice(0, 3)
        .map((part) => Number(part).toString(16).padStart(2, '0'))
        .join('')}`;
    const element = document.activeElement!;
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
    let behind: Element = element.parentElement ?? element;
    const groundOf = (one: Element) => getComputedStyle(one).backgroundColor;
    while (groundOf(behind) === 'rgba(0, 0, 0, 0)' && behind.parentElement !== null) {
      behind = behind.parentElement;
    }
    return {
      name: (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 40),
      width: outlineStyle === 'none' ? 0 : Number.parseFloat(outlineWidth),
      ring: hex(outlineColor),
      ground: hex(groundOf(behind)),
    };
  });
}

need('chromium')('the panel is accessible', () => {
  const atEnd = endsOfFile();
  let url: string;
  /** One for all states: what its browser has loaded and compiled is used again. */
  let page: Page;

  beforeAll(async () => {
    await built();
    const obs = await startFakeObs(null, atEnd);
    obs.addItem('Race', 'Banner');
    const folder = temporaryFolder(atEnd);
    const triggers = [
      {
        name: long,
        on: 'lap-completed',
        when: { lap: { min: 2 } },
        do: [{ show: long, in: 'Race' }],
      },
    ];
    writeFileSync(
      join(folder, 'sequential.config.json'),
      JSON.stringify({ obs: { url: obs.url }, triggers }),
    );
    mkdirSync(join(folder, 'themes'));
    const theme = JSON.parse(readFileSync(join(root, 'themes/world-feed.json'), 'utf8')) as object;
    writeFileSync(
      join(folder, 'themes/mine.json'),
      JSON.stringify({ ...theme, name: 'mine', title: 'Mine' }),
    );
    const words = ['relay', '--port', '0', '--db', 'sqlite:laps.db'];
    url = await run(words, { folder, atEnd }).url();
    await driveLaps(url, { sessionID: 'MORNING', facts, seed: 7, laps: 1, hz: 30 });
    await driveLaps(url, { sessionID: 'EVENING', facts, seed: 4, laps: 3, hz: 60 });
    await driveLaps(url, { sessionID: 'NOWHERE', facts: {}, seed: 4, laps: 1, hz: 20 });
    ({ page } = await openPanel(url, { withoutFirstRun: true, atEnd }));
    // The question whether a changed theme may be left.
    page.on('dialog', (dialog) => dialog.accept());
  });

  /** What is wrong with the page as it is, in each window and its schemes. */
  async function problemsOf(page: Page): Promise<string[]> {
    const found = await unlabelled(page);
    for (const { zoom, width, height } of windows) {
      await page.setViewportSize({ width, height });
      for (const colorScheme of ['dark', 'light'] as const) {
        await turnTo(page, colorScheme);
        // Light is the same page in other colours.
        const findings = await axeFindings(
          page,
          colorScheme === 'light' ? ['cat.color'] : undefined,
        );
        found.push(...findings.map((one) => `${colorScheme}, ${zoom} %: ${one}`));
      }
    }
    for (const width of [...windows.map((one) => one.width), ...narrow]) {
      await page.setViewportSize({ width, height: 700 });
      found.push(...(await cutParts(page)).map((one) => `cut at ${width} pixels: ${one}`));
      if (await fitsWidth(page)) continue;
      found.push(`wider than a window of ${width} pixels: ${await widestParts(page)}`);
    }
    return found;
  }

  test.each(states.map((state) => [state.what, state] as const))(
    '%s',
    async (_what, { hash, sign, act }) => {
      await page.evaluate(() => {
        sessionStorage.clear();
        localStorage.clear();
      });
      await page.goto('about:blank');
      await page.setViewportSize(windows[0]);
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.goto(panelAddress(url, hash));
      await page.getByRole('navigation', { name: 'Rooms' }).waitFor();
      await act?.(page);
      await page.locator(sign).first().waitFor();
      expect(await problemsOf(page)).toEqual([]);
    },
  );

  test('what has the focus is seen, in the dark and in the light', async () => {
    const unseen: string[] = [];
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.setViewportSize(windows[0]);
      await page.goto('about:blank');
      await page.goto(panelAddress(url, '#/settings/log'));
      await page.getByLabel('Filter').waitFor();
      await turnTo(page, colorScheme);
      for (let presses = 0; presses < 24; presses++) {
        await page.keyboard.press('Tab');
        const { name, width, ring, ground } = await focusRing(page);
        const isSeen = width >= 2 && contrast(ring, ground) >= 3;
        if (!isSeen) unseen.push(`${colorScheme}: ${name}, ${width} px of ${ring} on ${ground}`);
      }
    }
    expect(unseen).toEqual([]);
  });

  describe('from another machine', () => {
    test('without the key, and while it is asked for', async () => {
      const opened = await openPanel(url, { fromElsewhere: true });
      const { page } = opened;
      await page.getByRole('heading', { name: 'Token or admin key needed' }).waitFor();
      expect(await problemsOf(page)).toEqual([]);
      await page.setViewportSize(windows[0]);
      await page.getByRole('button', { name: 'Enter the key' }).first().click();
      await page.locator('dialog[open]').waitFor();
      expect(await problemsOf(page)).toEqual([]);
    });
  });
});
