/**
 * Reads Steam's files in its KeyValues form (`libraryfolders.vdf`, `appmanifest_244210.acf`): quoted names, each with a quoted
 * value or a block in braces; `\\` and `\"` are escaped; `//` begins a comment. Pure.
 */

/** Names are in lower case: Steam writes them in either. */
export interface KeyValues {
  readonly [name: string]: string | KeyValues;
}

type Token = { readonly text: string } | '{' | '}';

const tokens = /"((?:[^"\\]|\\[\s\S])*)"|([{}])|\/\/[^\n]*|([^\s{}"]+)/g;

function* tokensOf(text: string): Iterable<Token> {
  for (const [, quoted, brace, bare] of text.matchAll(tokens)) {
    if (quoted !== undefined) yield { text: quoted.replace(/\\([\s\S])/g, unescaped) };
    else if (brace !== undefined) yield brace as '{' | '}';
    else if (bare !== undefined) yield { text: bare };
  }
}

function unescaped(_all: string, character: string): string {
  if (character === 'n') return '\n';
  return character === 't' ? '\t' : character;
}

/** Blocks deeper than this are not files of Steam. */
const deepest = 16;

/** What is no KeyValues is left out, so a broken file gives what can be read of it. */
export function readKeyValues(text: string): KeyValues {
  const all = [...tokensOf(text.replace(/^\ufeff/, ''))];
  let at = 0;
  const block = (depth: number): KeyValues => {
    const found: Record<string, string | KeyValues> = Object.create(null);
    while (at < all.length) {
      const name = all[at++]!;
      if (name === '}') break;
      const value = all[at];
      if (name === '{' || value === undefined || value === '}') continue;
      at++;
      if (value !== '{') found[name.text.toLowerCase()] = value.text;
      else if (depth < deepest) found[name.text.toLowerCase()] = block(depth + 1);
      else break;
    }
    return found;
  };
  return block(0);
}

export interface SteamLibrary {
  readonly path: string;
  /** It has the game, as far as the file says. */
  readonly hasGame: boolean;
}

/** Assetto Corsa in Steam. */
export const gameAppId = '244210';

/**
 * The libraries of `libraryfolders.vdf`, those with the game first. Until 2021 a library was a text, since then it is a block
 * with `path` and `apps`.
 */
export function steamLibraries(text: string): SteamLibrary[] {
  const file = readKeyValues(text);
  const folders = file.libraryfolders;
  if (folders === undefined || typeof folders === 'string') return [];
  const found: SteamLibrary[] = [];
  for (const [name, value] of Object.entries(folders)) {
    // Beside the libraries there are values such as `contentstatsid`.
    if (!/^\d+$/.test(name)) continue;
    const path = typeof value === 'string' ? value : value.path;
    if (typeof path !== 'string' || path === '') continue;
    const apps = typeof value === 'string' ? undefined : value.apps;
    const hasGame = typeof apps === 'object' && apps[gameAppId] !== undefined;
    found.push({ path, hasGame });
  }
  return [...found.filter((one) => one.hasGame), ...found.filter((one) => !one.hasGame)];
}

/** The folder of the game below `steamapps/common`, as its manifest names it. */
export function installFolderName(manifest: string): string | null {
  const { appstate } = readKeyValues(manifest);
  const name = typeof appstate === 'object' ? appstate.installdir : undefined;
  const isPlain = typeof name === 'string' && name !== '' && !/[\\/]|^\.\.?$/.test(name);
  return isPlain ? name : null;
}
