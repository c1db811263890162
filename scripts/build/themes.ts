/**
 * Checks and completes the built-in themes at build time, so that pages need not load the check. A wrong theme ends the
 * build with its path, key and reason.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { fontsNamedIn } from '../../overlays/core/theme/fonts.ts';
import { problemText } from '../../protocol/file-schema.ts';
import { checkTheme, defaultTheme, type Theme } from '../../protocol/theme-schema.ts';
import { root } from '../root.ts';

const themesFolder = join(root, 'themes');

/** Theme files, without the schema in the same folder. */
function themeFiles(): string[] {
  if (!existsSync(themesFolder)) return [];
  return readdirSync(themesFolder).filter(
    (name) => name.endsWith('.json') && !name.endsWith('.schema.json'),
  );
}

function readTheme(file: string): Theme {
  const path = join(themesFolder, file);
  const { theme, problems } = checkTheme(JSON.parse(readFileSync(path, 'utf8')));
  if (theme === null) throw new Error(`${path}: ${problems.map(problemText).join('; ')}.`);
  if (`${theme.name}.json` !== file) throw new Error(`${path}: its name is \`${theme.name}\`.`);
  return theme;
}

/** For the first script of a page: the default theme, and the fonts of each theme. */
export function themeFonts(): object {
  const all = themeFiles().map(readTheme);
  const fonts = all.map((theme) => [
    theme.name,
    fontsNamedIn(theme).map(({ family, weight, style, file }) => ({ family, weight, style, file })),
  ]);
  return { standard: defaultTheme.name, fonts: Object.fromEntries(fonts) };
}

/** A theme as pages carry it: without the words and the picture that only lists of themes show. */
function forPages({ $schema, preview, ...theme }: Theme): Theme {
  return { ...theme, author: '', description: '' };
}

/** Provides `virtual:themes`: the default theme, and how to load each of the others. */
export function themeList(): Plugin {
  const themes = new Map(
    themeFiles().map((file) => [file.slice(0, -'.json'.length), forPages(readTheme(file))]),
  );
  const standard = themes.get(defaultTheme.name) ?? forPages(defaultTheme);
  const loaders = [...themes.keys()].map((name) =>
    name === standard.name
      ? `${JSON.stringify(name)}: async () => ({ theme: defaultTheme }),`
      : `${JSON.stringify(name)}: () => import(${JSON.stringify(`virtual:themes/${name}`)}),`,
  );
  const list = `export const defaultTheme = ${JSON.stringify(standard)};\nexport const themes = {\n${loaders.join('\n')}\n};\n`;
  return {
    name: 'theme-list',
    setup(builder) {
      builder.onResolve({ filter: /^virtual:themes(\/.*)?$/ }, ({ path }) => ({
        path,
        namespace: 'themes',
      }));
      builder.onLoad({ filter: /.*/, namespace: 'themes' }, ({ path }) => {
        const theme = themes.get(path.slice('virtual:themes/'.length));
        const contents = theme ? `export const theme = ${JSON.stringify(theme)};\n` : list;
        return { contents, resolveDir: root };
      });
    },
  };
}
