/** The files of a new overlay, theme or game: which they are and what is in them. Templates lie beside this file. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ownNamePattern } from '../../protocol/file-name.ts';
import { newTheme } from './theme.ts';

export const kinds = ['overlay', 'theme', 'game'] as const;
export type Kind = (typeof kinds)[number];

export interface NewFile {
  readonly path: string;
  readonly text: string;
  /** The file is there already and gets a line more. */
  readonly isChange?: true;
}

/** “lap-count” as “LapCount”, and as “Lap count”. */
function namesOf(name: string): { pascal: string; title: string } {
  const words = name.split('-');
  const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
  return { pascal: words.map(capital).join(''), title: capital(words.join(' ')) };
}

function filled(template: string, name: string): string {
  const { pascal, title } = namesOf(name);
  return template
    .replaceAll('__name__', name)
    .replaceAll('__Name__', pascal)
    .replaceAll('__Title__', title);
}

/** @param folderOf where a file of the template goes */
function fromTemplate(kind: Kind, name: string, folderOf: (file: string) => string): NewFile[] {
  const folder = join(import.meta.dirname, kind);
  return readdirSync(folder).map((file) => {
    const written = file.replace(/\.txt$/, '');
    return {
      path: join(folderOf(written), written),
      text: filled(readFileSync(join(folder, file), 'utf8'), name),
    };
  });
}

function isTest(file: string): boolean {
  return file.endsWith('.test.ts');
}

/** A document with one more row in its first table, in alphabetical order. */
function withRow(document: string, row: string): NewFile {
  const lines = readFileSync(document, 'utf8').split('\n');
  const first = lines.findIndex((line) => line.startsWith('|---')) + 1;
  const length = lines.slice(first).findIndex((line) => !line.startsWith('|'));
  const before = lines.slice(first, first + length).filter((line) => line < row).length;
  lines.splice(first + before, 0, row);
  return { path: document, text: lines.join('\n'), isChange: true };
}

function newOverlay(name: string, root: string): NewFile[] {
  const files = fromTemplate('overlay', name, (file) =>
    join(root, ...(isTest(file) ? ['tests'] : []), 'overlays', name),
  );
  const row = `| \`/overlays/${name}\` | the speed as a bar, with the latest peak | 320 × 120 | \`top\` |`;
  return [...files, withRow(join(root, 'docs', 'overlays.md'), row)];
}

function newGame(name: string, root: string): NewFile[] {
  return fromTemplate('game', name, (file) =>
    join(root, ...(isTest(file) ? ['tests'] : []), 'agent', 'games', name),
  );
}

/** As `npm run format` would write it: short lists are on one line. */
function formattedJson(value: object): string {
  const onOneLine = (list: string): string =>
    list.replace(/\s+/g, ' ').replace(/^\[ | \]$/g, (end) => end.trim());
  return `${JSON.stringify(value, null, 2).replace(/\[[^[\]{}]*\]/g, onOneLine)}\n`;
}

/** The theme's file, and its name in the list of docs/themes.md. */
function newThemeFiles(name: string, root: string): NewFile[] {
  const theme = newTheme(name, namesOf(name).title, join(root, 'themes'));
  const document = join(root, 'docs', 'themes.md');
  const text = readFileSync(document, 'utf8').replace(/^(`apex`.*)\.$/m, `$1, \`${name}\`.`);
  return [
    { path: join(root, 'themes', `${name}.json`), text: formattedJson(theme) },
    { path: document, text, isChange: true },
  ];
}

const makers: Readonly<Record<Kind, (name: string, root: string) => NewFile[]>> = {
  overlay: newOverlay,
  theme: newThemeFiles,
  game: newGame,
};

/** @throws Error with a sentence when the name is unusable or taken */
export function newFiles(kind: Kind, name: string, root: string): NewFile[] {
  if (!ownNamePattern.test(name))
    throw new Error('A name is made of a-z, 0-9 and -, and begins with a letter.');
  const files = makers[kind](name, root);
  const taken = files.find(({ path, isChange }) => isChange === undefined && existsSync(path));
  if (taken !== undefined) throw new Error(`${taken.path} is there already.`);
  return files;
}

export function writeNew(files: readonly NewFile[]): void {
  for (const { path, text } of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

export function nextSteps(kind: Kind, name: string): string[] {
  const guide = 'Read on in docs/developing.md.';
  if (kind === 'overlay')
    return [
      `npx vitest run tests/overlays/${name}`,
      `npm run dev, then open http://127.0.0.1:5000/overlays/${name}`,
      guide,
    ];
  if (kind === 'theme')
    return [
      `npm run dev, then open http://127.0.0.1:5000/overlays/tachometer?theme=${name}&show=always`,
      `npm run previews -- --theme ${name}`,
      'npx vitest run tests/protocol/theme-schema.test.ts',
      guide,
    ];
  return [`npx vitest run tests/agent/games/${name}`, guide];
}
