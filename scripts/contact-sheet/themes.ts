/** Reads the themes that come with the program, for pictures and tests. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { problemText } from '../../protocol/file-schema.ts';
import { checkTheme, defaultTheme, type Theme } from '../../protocol/theme-schema.ts';
import { root } from '../root.ts';

/**
 * All of them, the default first.
 * @throws Error that says what is wrong in which file
 */
export function readThemes(): Theme[] {
  const folder = join(root, 'themes');
  const files = readdirSync(folder).filter((name) => /^[^.]+\.json$/.test(name));
  const themes = files.map((file) => {
    const { theme, problems } = checkTheme(JSON.parse(readFileSync(join(folder, file), 'utf8')));
    if (theme === null) throw new Error(`${file}: ${problems.map(problemText).join('; ')}`);
    return theme;
  });
  const isDefault = ({ name }: Theme) => Number(name === defaultTheme.name);
  return themes.sort((a, b) => isDefault(b) - isDefault(a) || a.name.localeCompare(b.name));
}
