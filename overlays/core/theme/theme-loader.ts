/**
 * Loads a theme by name. Built-in themes were checked by the build. Any other theme comes from the relay and is checked
 * here, with code that is loaded only then. An invalid or missing theme is reported and replaced by the default; `page.ts` asks
 * for it again when the relay was away and is back.
 */

import { defaultTheme, themes } from 'virtual:themes';
import { messageOf } from '../../../protocol/explained-error.ts';
import { problemsText } from '../../../protocol/file-schema.ts';
import { limits } from '../../../protocol/limits.ts';
import type { FontFile } from '../../../protocol/theme-fonts.ts';
import type { Theme } from '../../../protocol/theme-schema.ts';
import { loadCode } from '../net/page-code.ts';
import { fontsNamedIn, loadFonts } from './fonts.ts';

type Missing = (sentence: string) => void;

const fontsFolder = '/assets/fonts/';
const themesFolder = '/themes/';

/** @throws Error with a sentence for the streamer */
async function fetchTheme(name: string): Promise<Theme> {
  const address = `${themesFolder}${name}.json`;
  const response = await fetch(address, { cache: 'no-cache' });
  const text = await response.text();
  if (!response.ok) throw new Error(refusalIn(text) ?? `${address}: ${response.status}`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`${address} is not JSON: ${messageOf(error)}`);
  }
  const { checkTheme } = await loadCode(import('../../../protocol/theme-schema.ts'));
  const { theme, problems } = checkTheme(value);
  if (theme !== null) return theme;
  throw new Error(`${address}: ${problemsText(problems, limits.themeProblemsShownMax)}`);
}

/** The relay's reason for not sending a theme; null: another program answered. */
function refusalIn(text: string): string | null {
  try {
    const { error } = JSON.parse(text) as { error?: { message?: unknown } };
    return typeof error?.message === 'string' ? error.message : null;
  } catch {
    return null;
  }
}

/**
 * @param name null: the default
 * @param missing gets one sentence for each problem
 * @returns a theme with loaded fonts
 */
export async function loadTheme(name: string | null, missing: Missing): Promise<Theme> {
  const theme = await (name === null ? defaultTheme : pick(name, missing));
  await loadFontsOf(theme, missing);
  return theme;
}

/** Loads the fonts of a theme. @param missing gets one sentence for each font that could not be loaded */
export function loadFontsOf(theme: Theme, missing: Missing): Promise<void> {
  return loadFontFiles(fontsNamedIn(theme), missing);
}

/** Loads fonts that are not loaded yet. @param missing gets one sentence for each that could not be loaded */
export async function loadFontFiles(files: readonly FontFile[], missing: Missing): Promise<void> {
  for (const problem of await loadFonts(files, fontsFolder)) missing(problem);
}

async function pick(name: string, missing: Missing): Promise<Theme> {
  try {
    const builtIn = Object.hasOwn(themes, name) ? themes[name] : undefined;
    return builtIn === undefined ? await fetchTheme(name) : (await loadCode(builtIn())).theme;
  } catch (error) {
    missing(`The theme ${name} cannot be used, so the default is drawn: ${messageOf(error)}`);
    return defaultTheme;
  }
}
