/**
 * The script of every overlay page: reads the address, starts to receive, loads what the picture needs and opens it.
 * Anything that goes wrong is one sentence on the console and in `?debug`; the page stays transparent.
 */
import { overlays } from 'virtual:overlays';
import { showDebugPanel } from './debug-panel.ts';
import { Page } from './page.ts';
import { cssColour, readParameters } from './parameters.ts';
import { Problems, reasonOf } from './problems.ts';
import { loadTheme } from './theme-loader.ts';

declare global {
  interface Window {
    /** For tests, benchmarks and curious streamers; part of the outward contract. */
    sequential?: { stats: Page['stats'] };
  }
}

function overlayName(): string {
  return decodeURIComponent(location.pathname.replace(/\/+$/, '').split('/').at(-1) ?? '');
}

async function boot(): Promise<void> {
  const problems = new Problems();
  const say = (sentence: string) => problems.say(sentence);
  const name = overlayName();
  const overlay = Object.hasOwn(overlays, name) ? overlays[name] : undefined;
  if (overlay === undefined) {
    say(`There is no overlay ${name}; there are ${Object.keys(overlays).join(', ')}.`);
    return;
  }
  const { about, load } = overlay;
  document.title = `${about.title} · Sequential`;
  const isColour = (value: string) => CSS.supports('color', value);
  const { parameters, problems: wrong } = readParameters(location.search, about, isColour);
  for (const sentence of wrong) say(sentence);
  if (parameters.bg !== null) document.documentElement.style.background = cssColour(parameters.bg);

  const host = document.createElement('div');
  document.body.append(host);
  const page = new Page({ about, parameters, problems, build: BUILD_ID, host });
  window.sequential = { stats: () => page.stats() };
  if (parameters.debug) showDebugPanel(() => page.debugLines());
  page.start();
  try {
    const [{ definition }, theme, { Scene }] = await Promise.all([
      load(),
      loadTheme(parameters.theme, say),
      import('./scene.ts'),
    ]);
    await page.open(definition, theme, Scene);
  } catch (error) {
    say(`The overlay ${name} could not be started: ${reasonOf(error)}`);
  }
}

void boot();
