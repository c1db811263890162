/**
 * Gets a theme by name: those that come with the program were checked when the pages were built; any other is asked
 * of the relay and checked here, with a check that is loaded only then. A bad one is said, and the default is used.
 */
import { defaultTheme, themes } from 'virtual:themes';
import { problemsText } from '../../../protocol/file-schema.ts';
import { limits } from '../../../protocol/limits.ts';
import type { Theme } from '../../../protocol/theme-schema.ts';
import { reasonOf } from '../problems.ts';
import { fontsNamedIn, loadFonts } from './fonts.ts';

const fontsFolder = '/assets/fonts/';
const themesFolder = '/themes/';

/** Of each file what was wrong with it, or that it is there: overlays of one page wait for the same fonts. */
const loadedFonts = new Map<string, Promise<readonly string[]>>();

/** @throws Error with a sentence */
async function fetchTheme(name: string): Promise<Theme> {
  const address = `${themesFolder}${name}.json`;
  const response = await fetch(address, { cache: 'no-cache' });
  const text = await response.text();
  if (!response.ok) throw new Error(refusalIn(text) ?? `${address}: ${response.status}`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`${address} is not JSON: ${reasonOf(error)}`);
  }
  const { checkTheme } = await import('../../../protocol/theme-schema.ts');
  const { theme, problems } = checkTheme(value);
  if (theme !== null) return theme;
  throw new Error(`${address}: ${problemsText(problems, limits.themeProblemsShownMax)}`);
}

/** The relay says in a sentence why it gives no theme; null: something else answered. */
function refusalIn(text: string): string | null {
  try {
    const { error } = JSON.parse(text) as { error?: { message?: unknown } };
    return typeof error?.message === 'string' ? error.message : null;
  } catch {
    return null;
  }
}

/**
 * @param name null = the default
 * @param say told one sentence for each thing that is wrong
 * @returns a theme whose fonts are loaded
 */
export async function loadTheme(
  name: string | null,
  report: (sentence: string) => void,
): Promise<Theme> {
  const theme = await (name === null ? defaultTheme : pick(name, report));
  await loadFontsOf(theme, report);
  return theme;
}

/** Waits for the fonts that a theme names. @param say told one sentence for each that cannot be had */
export async function loadFontsOf(theme: Theme, report: (sentence: string) => void): Promise<void> {
  const loading = fontsNamedIn(theme).map((font) => {
    const begun = loadedFonts.get(font.file) ?? loadFonts([font], fontsFolder);
    loadedFonts.set(font.file, begun);
    return begun;
  });
  for (const problem of (await Promise.all(loading)).flat()) report(problem);
}

async function pick(name: string, report: (sentence: string) => void): Promise<Theme> {
  try {
    const builtIn = Object.hasOwn(themes, name) ? themes[name] : undefined;
    return builtIn === undefined ? await fetchTheme(name) : (await builtIn()).theme;
  } catch (error) {
    report(`The theme ${name} cannot be used, the default is drawn instead: ${reasonOf(error)}`);
    return defaultTheme;
  }
}
