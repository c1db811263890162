/**
 * The script of every overlay page: reads the address, connects to the relay, loads overlays and themes, and draws.
 * Each problem is one sentence on the console and in `?debug`; the page stays transparent.
 */

import { overlays } from 'virtual:overlays';
import { messageOf } from '../../../protocol/explained-error.ts';
import { loadCode } from '../net/page-code.ts';
import type { OverlayDefinition } from '../overlay.ts';
import { Problems } from '../problems.ts';
import { cssColour, type PageParameters, readParameters } from './address-parameters.ts';
import { type Arrangement, ofOverlay } from './arrangement.ts';
import { showDebugPanel } from './debug-panel.ts';
import { showLayout } from './layout-page.ts';
import { OverlayPage, type PageOptions } from './page.ts';
import { announceReady, listenForPreviews } from './preview.ts';

declare global {
  interface Window {
    /** For tests, benchmarks and curious streamers; part of the public contract. */
    sequential?: { stats: OverlayPage['stats']; playing: OverlayPage['playing'] };
  }
}

const problems = new Problems();
const report = (sentence: string) => problems.report(sentence);
const isColour = (value: string) => CSS.supports('color', value);

/** The path after `/overlays/`. */
function pathParts(): string[] {
  return location.pathname.split('/').filter(Boolean).slice(1).map(decodeURIComponent);
}

async function load(name: string): Promise<OverlayDefinition> {
  const overlay = Object.hasOwn(overlays, name) ? overlays[name] : undefined;
  if (overlay === undefined) throw new Error('this build does not have it');
  return (await loadCode(overlay.load())).overlay;
}

type Shown = Pick<PageOptions, 'name' | 'layout' | 'parameters' | 'onLayoutChanged'>;

function pageOf(shown: Shown, arrangement: Arrangement): OverlayPage {
  const root = document.createElement('div');
  document.body.append(root);
  const page = new OverlayPage({ ...shown, problems, build: BUILD_ID, root, load }, arrangement);
  window.sequential = { stats: () => page.stats(), playing: () => page.playing() };
  if (shown.parameters.debug) showDebugPanel(() => page.debugLines());
  page.start();
  return page;
}

function paint({ bg }: PageParameters): void {
  if (bg !== null) document.documentElement.style.background = cssColour(bg);
}

async function showOverlay(name: string): Promise<void> {
  const about = Object.hasOwn(overlays, name) ? overlays[name]?.about : undefined;
  if (about === undefined) {
    report(`There is no overlay ${name}; there are ${Object.keys(overlays).join(', ')}.`);
    return;
  }
  document.title = `${about.title} · Sequential`;
  const { parameters, problems: wrong } = readParameters(location.search, about, isColour);
  for (const sentence of wrong) report(sentence);
  paint(parameters);
  const page = pageOf({ name, layout: null, parameters }, ofOverlay(about, parameters));
  listenForPreviews({ theme: (theme) => page.preview(theme) });
  await page.open();
  announceReady();
}

async function showLayoutPage(name: string): Promise<void> {
  const { parameters, problems: wrong } = readParameters(location.search, null, isColour);
  for (const sentence of wrong) report(sentence);
  paint(parameters);
  const found = Object.entries(overlays).flatMap(([key, overlay]) =>
    overlay === undefined ? [] : [[key, overlay.about] as const],
  );
  await showLayout({ name, parameters, abouts: new Map(found), pageOf, report });
}

async function boot(): Promise<void> {
  const [name = '', layout] = pathParts();
  try {
    if (layout === undefined) await showOverlay(name);
    else await showLayoutPage(layout);
  } catch (error) {
    report(`The page could not be started: ${messageOf(error)}`);
  }
}

void boot();
