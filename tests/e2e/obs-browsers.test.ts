/**
 * Overlays, layouts, the viewers' page and the panel in the browsers that OBS embeds, old as they are: no error, and the
 * newest's pictures.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findOverlays } from '../../scripts/build/overlays.ts';
import { PictureBrowser } from '../../scripts/contact-sheet/picture-browser.ts';
import { readThemes } from '../../scripts/contact-sheet/themes.ts';
import { root } from '../../scripts/root.ts';
import { driveLaps } from '../../scripts/stored-laps.ts';
import { PageRig } from '../overlays/core/page/page-rig.ts';
import { probePagesBuilt } from '../overlays/core/page/probe-pages.ts';
import { endsOfFile, temporaryFolder, withTest } from '../support/clean-up.ts';
import { needThat } from '../support/need.ts';
import {
  type ObsBrowser,
  type ObsPage,
  obsBrowsers,
  obsBrowsersMissing,
  obsBrowsersReady,
  openObsBrowser,
  openObsHarness,
} from '../support/obs-browsers.ts';
import { panelAddress, sendAsUser } from '../support/panel-tokens.ts';
import { built, run } from '../support/programs.ts';
import { patienceMs } from '../support/until.ts';
import { optionsOf, scenes } from '../visual/scenes.ts';

const themes = readThemes();
const overlays = (await findOverlays()).map(({ about }) => about.name);
const layouts = readdirSync(join(root, 'layouts'))
  .filter((name) => name.endsWith('.json') && !name.endsWith('.schema.json'))
  .map((name) => basename(name, '.json'));
const inLayouts = new Set(
  layouts.flatMap((name) => {
    const { items } = JSON.parse(readFileSync(join(root, 'layouts', `${name}.json`), 'utf8')) as {
      items: { overlay: string }[];
    };
    return items.map(({ overlay }) => overlay);
  }),
);
/** All pages in the oldest browser; in the newer one the layouts show most of them. */
const openedIn = { 103: overlays, 127: overlays.filter((name) => !inLayouts.has(name)) };
const drawn = 'window.sequential?.stats()?.framesDrawn > 20';
const patient = { timeout: patienceMs };

/** Letters of another browser are a hair wider: long names are cut elsewhere, and cells as wide as their texts move. */
const named = ['session', 'standings'];
const measured = ['strip', 'lower-third'];
const compared = scenes.filter(
  ({ overlay, moment }) =>
    !measured.includes(overlay) &&
    !(named.includes(overlay) && (moment === 'hours' || moment === 'extreme')),
);
/** All in the oldest browser; one of each overlay in the newer one, which differs less from today's. */
const comparedIn = {
  103: compared,
  127: compared.filter(
    ({ overlay }, at) => at === compared.findIndex((other) => other.overlay === overlay),
  ),
};
/** Themes with the widest, the narrowest and the thinnest letters. */
const lettered = themes.filter(({ name }) =>
  ['neon-night', 'world-feed', 'hairline'].includes(name),
);
/** Other browsers smooth edges and the fine lines of engraved panels in another way; a missing digit is a difference of more than 80. */
const blockBudget = 48;
const pixelBudget = 0.12;

/** Pages of the panel, with what is on them once they have their content. */
const panelPages: readonly (readonly [string, string])[] = [
  ['#/', '.dashboard'],
  ['#/home/first-run', '.steps'],
  ['#/overlays', '.overlay-card canvas, .overlay-card iframe'],
  ['#/overlays/gear', '.overlay-address'],
  ['#/themes', '.theme-card'],
  ['#/themes/apex', '.editor input'],
  ['#/layouts', '.picture-card'],
  ['#/layouts/broadcast', '.editor input'],
  ['#/laps', '.laps-sessions a'],
  ['#/laps/EVENING', '.laps-table'],
  ['#/laps/EVENING?laps=2,1&part=0.2-0.7', '.laps-figures td'],
  ['#/race', '.race-room'],
  ['#/race/entries', '.race-room button'],
  ['#/obs', '.rule'],
  ['#/obs/recipes', '.recipes button'],
  ['#/settings/program', 'main input'],
  ['#/settings/other-cars', 'main td'],
  ['#/settings/data-folder', 'main td'],
  ['#/settings/backup', 'main button'],
  ['#/settings/log', 'main textarea'],
  ['#/settings/updates', 'main section p'],
];

needThat(obsBrowsersMissing)('the browsers that OBS embeds', () => {
  const atEnd = endsOfFile();
  let url: string;
  let panelUrl: string;

  beforeAll(async () => {
    await built();
    await obsBrowsersReady();
    const words = ['demo', '--port', '0', '--db', 'none'];
    const program = run(words, { atEnd });
    url = await program.url();
    const folder = temporaryFolder(atEnd);
    const triggers = [{ name: 'pits', on: 'pit-entered', do: [{ scene: 'Pits' }] }];
    writeFileSync(join(folder, 'sequential.config.json'), JSON.stringify({ triggers }));
    const relay = ['relay', '--port', '0', '--db', 'sqlite:laps.db'];
    panelUrl = await run(relay, { folder, atEnd }).url();
    const facts = { driverName: 'Niki', track: 'sq_hollowmere', car: 'sq_gt', sectorCount: 3 };
    await sendAsUser(panelUrl, 'PUT', '/api/first-run', { isOver: true });
    await driveLaps(panelUrl, { sessionID: 'EVENING', facts, seed: 4, laps: 2, hz: 30 });
  });

  describe.each(obsBrowsers)('Chromium $chromium', ({ chromium }) => {
    let browser: ObsBrowser;
    /** One for all tests: its process has compiled what most pages share. */
    let page: ObsPage;
    let errors: string[] = [];
    beforeAll(async () => {
      browser = await openObsBrowser(chromium);
      page = await browser.newPage();
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text());
      });
      page.on('pageerror', (error) => errors.push(`uncaught: ${error.message}`));
      await page.setViewport({ width: 1280, height: 720 });
    });
    afterAll(() => browser?.close());

    /** Opens the address as a new page does. @returns the errors of this page, also those to come */
    async function open(address: string): Promise<string[]> {
      await page.evaluate(() => {
        if (location.protocol === 'http:') sessionStorage.clear();
      }, null);
      await page.goto('about:blank');
      errors = [];
      const own = errors;
      await page.goto(address);
      return own;
    }

    test('is what OBS has', async () => {
      expect(await browser.version()).toContain(`/${chromium}.`);
    });

    test.each(openedIn[chromium])('%s is drawn without an error', async (name) => {
      const said = await open(`${url}/overlays/${name}?lap=demo&speed=4`);
      await page.waitForFunction(`${drawn.replace('20', '0')}`, patient);
      expect(said).toEqual([]);
    });

    test.each(layouts)('the layout %s is drawn without an error', async (name) => {
      const said = await open(`${url}/overlays/layout/${name}?lap=demo`);
      await page.waitForFunction(drawn, patient);
      expect(said).toEqual([]);
    });

    test('the viewers’ page shows the car, and says nothing to the console where nothing is stored', async () => {
      const live = await open(`${url}/watch/live`);
      await page.waitForFunction(drawn, patient);
      const idle = await open(`${url}/watch/no-such-session`);
      await page.waitForFunction(`document.body.dataset.mode === 'rest'`, patient);
      expect([...live, ...idle]).toEqual([]);
    });

    test.each(panelPages)(
      'the panel’s page %s opens with its content and without an error',
      async (hash, sign) => {
        const said = await open(panelAddress(panelUrl, hash));
        await page.waitForFunction(
          `document.querySelector(${JSON.stringify(sign)}) !== null`,
          patient,
        );
        expect(said).toEqual([]);
      },
    );

    test('a rule is opened and closed in the panel', async () => {
      const said = await open(panelAddress(panelUrl, '#/obs'));
      const press = async (selector: string) => {
        await page.waitForFunction(`document.querySelector('${selector}') !== null`, patient);
        await page.evaluate((one: string) => {
          document.querySelector<HTMLElement>(one)!.click();
        }, selector);
      };
      await press('[aria-label^="Edit: pits"]');
      await page.waitForFunction(`document.querySelector('.rule-editor select') !== null`, patient);
      await press('.room-head .button');
      await page.waitForFunction(`document.querySelector('.rule') !== null`, patient);
      expect(said).toEqual([]);
    });

    test.each(['fonts', 'code'])(
      '%s that did not come from a relay that ended are there when it is back',
      async (what) => {
        await probePagesBuilt();
        const rig = new PageRig();
        withTest(() => rig.stop());
        await rig.start();
        const address = rig.relay.address + rig.serveLayout();
        const isWhole = 'globalThis.probe?.created > 0 && globalThis.probe.hasFonts';
        await open(address);
        await page.waitForFunction(isWhole, patient);
        if (what === 'fonts') rig.relay.cutOff = /^\/assets\/fonts\//;
        else rig.cutOffLater();
        const said = await open(address);
        await expect.poll(() => said.join()).toContain('Sequential: The');
        await rig.restart();
        await page.waitForFunction(isWhole, patient);
      },
    );

    test('left-over custom CSS moves nothing, and the debug panel names it', async () => {
      await open(`${url}/overlays/gear?lap=demo&debug`);
      await page.waitForFunction(drawn, patient);
      const place = (selector: string) =>
        JSON.stringify(document.querySelector(selector)!.getBoundingClientRect());
      const before = await page.evaluate(place, 'canvas');
      const content =
        'html { zoom: 1.5 } body { display: flex; transform: scale(0.5); margin: 0 0 0 300px; padding: 40px }' +
        ' * { zoom: 2 !important; scale: 1.4 } div { max-width: 20px; transform: rotate(10deg) }' +
        ' canvas { width: 50% !important; height: 200vh !important; position: fixed !important; top: 9px }' +
        ' div { position: relative !important; left: 70px !important; height: 9px !important }';
      await page.addStyleTag({ content });
      expect(await page.evaluate(place, 'canvas')).toBe(before);
      await page.waitForFunction(
        `/custom CSS of this source sets .*zoom/.test(document.querySelector('#debug').textContent)`,
        patient,
      );
    });
  });

  describe.each(obsBrowsers)('pictures in Chromium $chromium', ({ chromium }) => {
    let pictures: PictureBrowser;
    beforeAll(async () => {
      pictures = await PictureBrowser.open(() => openObsHarness(chromium));
    });
    afterAll(() => pictures?.close());

    test.each(comparedIn[chromium].map((scene) => [scene.name, scene] as const))(
      '%s',
      async (name, scene) => {
        const stored = readFileSync(join(root, 'tests/visual/snapshots', `${name}.png`));
        const result = await pictures.compare(optionsOf(scene, themes, 'canvas'), stored);
        expect(result.worstBlock).toBeLessThanOrEqual(blockBudget);
        expect(result.share).toBeLessThanOrEqual(pixelBudget);
      },
    );

    test.each(lettered.map((theme) => [theme.name, theme] as const))(
      '%s: hours and long names are whole and can be read',
      async (_, theme) => {
        for (const { name } of pictures.overlays) {
          for (const moment of ['hours', 'extreme'] as const) {
            const options = { overlay: name, theme, moment, renderer: 'canvas', ratio: 1 } as const;
            for (const { text, cap, cut } of await pictures.lettering(options)) {
              expect(cap, `${name}: "${text}"`).toBeGreaterThanOrEqual(11.5);
              expect(cut, `${name}: "${text}" is cut off`).toBe(false);
            }
          }
        }
      },
    );
  });
});
