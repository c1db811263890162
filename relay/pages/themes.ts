/**
 * The theme files: those that come with the program and the user's own in `themes/`. Serves and lists them; what
 * is in them is checked by the page that uses one. Must never open a file by a name that is not a theme's.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { limits } from '../../protocol/limits.ts';

const namePattern = /^[a-z][a-z0-9-]{0,39}$/;
const fileSuffix = '.json';

/** As `GET /api/themes` lists a theme. */
export interface ThemeFacts {
  name: string;
  title: string;
  author: string;
  description: string;
  /** It comes with the program. */
  builtIn: boolean;
  /** Why it cannot be used, as far as one sees without drawing it; null: nothing. */
  problem: string | null;
}

export class Themes {
  /** Where to look, the first that has a name wins. */
  readonly #folders: readonly { path: string; builtIn: boolean }[];

  constructor(builtIn: string, userFolder: string) {
    this.#folders = [
      { path: builtIn, builtIn: true },
      { path: join(userFolder, 'themes'), builtIn: false },
    ];
  }

  /** The text of a theme file, or of the schema (`theme.schema`); null: there is none. */
  async read(name: string): Promise<string | null> {
    if (!namePattern.test(name) && name !== 'theme.schema') return null;
    for (const { path } of this.#folders) {
      const text = await readSmall(join(path, name + fileSuffix));
      if (text !== null) return text;
    }
    return null;
  }

  async list(): Promise<ThemeFacts[]> {
    const found = new Map<string, ThemeFacts>();
    for (const { path, builtIn } of this.#folders) {
      for (const file of await filesIn(path)) {
        const name = file.slice(0, -fileSuffix.length);
        if (!file.endsWith(fileSuffix) || !namePattern.test(name) || found.has(name)) continue;
        found.set(name, factsOf(name, builtIn, await readSmall(join(path, file))));
      }
    }
    return [...found.values()];
  }
}

async function filesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch {
    return [];
  }
}

async function readSmall(file: string): Promise<string | null> {
  try {
    const { size } = await stat(file);
    return size > limits.themeBytesMax ? null : await readFile(file, 'utf8');
  } catch {
    return null;
  }
}

function factsOf(name: string, builtIn: boolean, text: string | null): ThemeFacts {
  const facts = { name, title: name, author: '', description: '', builtIn, problem: null };
  if (text === null) return { ...facts, problem: 'The file cannot be read or is too large.' };
  let theme: Record<string, unknown>;
  try {
    theme = JSON.parse(text) as Record<string, unknown>;
  } catch {
    return { ...facts, problem: 'The file is not JSON.' };
  }
  if (typeof theme !== 'object' || theme === null || theme.name !== name) {
    return { ...facts, problem: `The file must say "name": "${name}", as it is called.` };
  }
  const words = (key: string) => (typeof theme[key] === 'string' ? theme[key].slice(0, 200) : '');
  return {
    ...facts,
    title: words('title') || name,
    author: words('author'),
    description: words('description'),
  };
}
