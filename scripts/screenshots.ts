/**
 * `npm run screenshots`: takes the pictures of the README from the running program, with the demo car on the track.
 * Writes `docs/pictures/`; look at them before they are committed. `-- --gallery`: only those of themes and overlays.
 * `-- --first`: only those of the first overlay.
 */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { WebSocket } from 'ws';
import { Programs } from './bench/programs.ts';
import { openBrowser } from './browser.ts';
import { build, isFresh } from './build.ts';
import type { Sheet } from './contact-sheet/harness.ts';

import { PictureBrowser } from './contact-sheet/picture-browser.ts';
import { overlaysSheet, themesSheet } from './contact-sheet/sheets.ts';
import { readThemes } from './contact-sheet/themes.ts';
import { root } from './root.ts';

import { driveLaps } from './stored-laps.ts';
import { openTemporaryFolderUntilExit } from './temporary.ts';

const folder = join(root, 'docs', 'pictures');

/** Pixels of a stream. */
const streamSize = { width: 1920, height: 1080 } as const;
/** Moment of the built-in lap: out of a corner, with brake and throttle in the trace, s. */
const streamStartS = 20;
const streamPlayedMs = 12_000;

/** Replaces the content of a relay's page by a picture of a road with a layout over it. Layouts may only be framed there. */
function showStream({ address, road }: { address: string; road: string }): void {
  document.body.replaceChildren();
  document.body.style.cssText = 'margin:0;height:100vh;position:relative;background-size:cover';
  document.body.style.backgroundImage = `url(${road})`;
  const frame = document.createElement('iframe');
  frame.src = address;
  frame.style.cssText =
    'position:absolute;border:0;inset:0;width:100%;height:100%;color-scheme:light';
  document.body.append(frame);
}

/** Waits until the car is at speed in a high gear, so that every instrument shows something. */
async function atSpeed(url: string): Promise<void> {
  for (;;) {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/live`);
    const fast = await new Promise<boolean>((resolve) => {
      socket.onmessage = ({ data }) => {
        const { data: frames } = JSON.parse(String(data)) as {
          data: { speedKmh: number; gear: number; rpms: number }[];
        };
        if (frames.some(({ speedKmh, gear }) => speedKmh > 170 && gear >= 4)) resolve(true);
      };
      socket.onerror = () => resolve(false);
    });
    socket.close();
    if (fast) return;
  }
}

async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(folder, name), type: 'jpeg', quality: 82 });
  process.stdout.write(`docs/pictures/${name}\n`);
}

/** A stream as viewers see it: a layout over a road, playing the built-in lap. */
async function streamPicture(page: Page, url: string, road: Buffer): Promise<void> {
  await page.goto(`${url}/`);
  await page.evaluate(showStream, {
    address: `/overlays/layout/broadcast?lap=demo&start=${streamStartS}`,
    road: `data:image/jpeg;base64,${road.toString('base64')}`,
  });
  await page.waitForTimeout(streamPlayedMs);
  await picture(page, 'stream.jpg');
}

/** The settings of the program, with a change that is not saved yet. */
async function settingsPicture(panel: Page): Promise<void> {
  await panel.evaluate(() => {
    location.hash = '#/settings/program';
  });
  await panel.getByLabel("Driver's name").fill('Ayşe');
  await panel.waitForTimeout(500);
  await picture(panel, 'settings.jpg');
}

/** Three laps compared at the entry of a corner. */
async function lapsPicture(page: Page): Promise<void> {
  const { url, token } = await programs.relay(['--db', 'sqlite:laps.db']);
  await driveLaps(url, {
    sessionID: 'EVENING',
    facts: {
      driverName: 'Niki',
      track: 'hollowmere',
      car: 'sq_gt',
      trackLengthM: 4_383,
      sectorCount: 3,
    },
    seed: 4,
    laps: 5,
    hz: 60,
  });
  await page.setViewportSize({ width: 1440, height: 960 });
  await page.goto(`${url}/#token=${token}/laps/EVENING?laps=5,3,4&part=0.2-0.62`);
  await page.getByLabel('Place along the track').fill('0.315');
  await page
    .locator('.laps-compare')
    .evaluate((part) => scrollBy(0, part.getBoundingClientRect().y - 64));
  await page.waitForTimeout(500);
  await picture(page, 'laps.jpg');
}

/** An OBS whose WebSocket server is on, as the relay finds it on this machine. */
function makeHomeWithObs(): void {
  const home = mkdtempSync(join(tmpdir(), 'home-'));
  const settings = join(home, '.config/obs-studio/plugin_config/obs-websocket');
  mkdirSync(settings, { recursive: true });
  writeFileSync(
    join(settings, 'config.json'),
    JSON.stringify({ server_enabled: true, server_password: 'of-this-picture' }),
  );
  Object.assign(process.env, { HOME: home, XDG_CONFIG_HOME: '' });
}

/** The panel's three steps: OBS is found, and an overlay is chosen. The demo car drives in place of a game. */
async function firstOverlayPictures(page: Page): Promise<void> {
  makeHomeWithObs();
  const { url, token } = await programs.relay();
  await programs.start(['demo-car'], /The demo car starts/);
  await programs.agent(url);
  await page.setViewportSize({ width: 1000, height: 760 });
  await page.goto(`${url}/#token=${token}/`);
  const steps = page.locator('.card', { hasText: 'in three steps' });
  await page.getByRole('button', { name: 'Connect', exact: true }).waitFor();
  await page.getByText('Assetto Corsa: driving').waitFor();
  const shot = async (name: string): Promise<void> => {
    await steps.screenshot({ path: join(folder, name), type: 'jpeg', quality: 86 });
    process.stdout.write(`docs/pictures/${name}\n`);
  };
  await shot('first-connect.jpg');
  await page.getByRole('button', { name: 'Skip: I will drag it or copy its address' }).click();
  await page.getByLabel('Overlay', { exact: true }).selectOption('pedals');
  // The braking of the built-in lap.
  await page.waitForTimeout(7_000);
  await shot('first-choose.jpg');
}

/**
 * The pictures of themes and overlays, drawn without the program, so that they are the same each time.
 * @returns a road for the picture of a stream
 */
async function galleryPictures(): Promise<Buffer> {
  const pictures = await PictureBrowser.open();
  try {
    const themes = readThemes();
    for (const [name, sheet] of [
      ['themes.jpg', themesSheet(themes)],
      ['overlays.jpg', overlaysSheet(pictures.overlays, themes)],
    ] as const) {
      writeFileSync(join(folder, name), await pictures.sheet(sheet));
      process.stdout.write(`docs/pictures/${name}\n`);
    }
    const road = { ...streamSize, backdrop: 'bright', cells: [], labels: [], type: 'image/jpeg' };
    return await pictures.sheet(road as Sheet);
  } finally {
    await pictures.close();
  }
}

/** The pictures of the running program, with the demo car on the track. */
async function programPictures(road: Buffer): Promise<void> {
  const { url, token } = await programs.relay();
  await programs.start(['demo-car'], /The demo car starts/);
  await programs.agent(url);
  const stream = await browser.newPage({ viewport: streamSize });
  await stream.addInitScript('globalThis.__name = (named) => named');
  await streamPicture(stream, url, road);
  await stream.close();

  const panel = await browser.newPage({
    viewport: { width: 1280, height: 800 },
    colorScheme: 'dark',
  });
  await panel.goto(`${url}/#token=${token}/overlays`);
  await panel.waitForTimeout(5_000);
  await atSpeed(url);
  await picture(panel, 'panel.jpg');
  await settingsPicture(panel);
  await lapsPicture(panel);
}

const onlySome = { type: 'boolean', default: false } as const;
const { values } = parseArgs({ options: { gallery: onlySome, first: onlySome } });
openTemporaryFolderUntilExit();
mkdirSync(folder, { recursive: true });
const road = values.first ? null : await galleryPictures();
if (values.gallery) process.exit(0);
if (!isFresh()) await build();
const programs = new Programs();
const browser = await openBrowser();
try {
  if (road !== null) {
    await programPictures(road);
    await programs.end();
  }
  await firstOverlayPictures(await browser.newPage({ colorScheme: 'dark' }));
} finally {
  await browser.close();
  await programs.stop();
}
process.exit(0);
