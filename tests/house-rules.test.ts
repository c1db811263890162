/** Rules of ARCHITECTURE.md: the direction of imports, one name for one type, `#private` members, the field's words, comments. */
import { expect, test } from 'vitest';
import { filesUnder, readSource, type Source } from '../scripts/sources.ts';

const rooms = ['protocol', 'agent', 'relay', 'overlays', 'panel', 'cli', 'scripts'];
const sources: ReadonlyMap<string, Source> = new Map(
  rooms
    .flatMap((room) => [...filesUnder(room, '.ts'), ...filesUnder(room, '.tsx')])
    .map((path) => [path, readSource(path)] as const),
);

/** The relay's rooms from the lowest to the highest; rooms of one level never import one another. */
const relayLevels: readonly (readonly string[])[] = [
  ['files'],
  ['access', 'transport'],
  ['timing'],
  ['live'],
  ['storage', 'broadcast', 'live-chunks'],
  ['ingest', 'laps', 'pages', 'obs'],
  ['backplane'],
  ['http'],
];

/** Circles of imports, one a line. @param importsOf the imports of a file */
function importCircles(
  files: Iterable<string>,
  importsOf: (file: string) => readonly string[],
): string[] {
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]): void => {
    const start = way.indexOf(file);
    if (start >= 0) circles.push([...way.slice(start), file].join(' → '));
    if (start >= 0 || done.has(file)) return;
    for (const next of importsOf(file)) visit(next, [...way, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  return circles;
}

test('a circle of imports is found', () => {
  const graph: Record<string, string[]> = { a: ['b'], b: ['c', 'd'], c: ['a'], d: [] };
  expect(importCircles(Object.keys(graph), (file) => graph[file]!)).toEqual(['a → b → c → a']);
});

test('no files import one another in a circle, types included', () => {
  const importsOf = (file: string): readonly string[] =>
    (sources.get(file)?.files ?? []).filter((one) => sources.has(one));
  expect(importCircles(sources.keys(), importsOf)).toEqual([]);
});

function relayRoomOf(path: string): string | null {
  return /^relay\/([^/]+)\//.exec(path)?.[1] ?? null;
}

function levelOf(room: string): number {
  return relayLevels.findIndex((level) => level.includes(room));
}

test('every room of the relay has a level', () => {
  const found = new Set([...sources.keys()].map(relayRoomOf).filter((room) => room !== null));
  expect([...found].sort()).toEqual(relayLevels.flat().sort());
});

test('rooms of the relay import downwards only', () => {
  const upwards = [...sources.values()].flatMap(({ path, files }) => {
    const from = relayRoomOf(path);
    if (from === null) return [];
    return files
      .filter((file) => {
        const to = relayRoomOf(file);
        return to !== null && to !== from && levelOf(to) >= levelOf(from);
      })
      .map((file) => `${path} → ${file}`);
  });
  expect(upwards).toEqual([]);
});

test('private members are written with #', () => {
  // A constructor cannot be written with #.
  const keyword = /^\s+(?:private|protected) (?!constructor\b)/m;
  const found = [...sources.values()].filter(({ text }) => keyword.test(text));
  expect(found.map(({ path }) => path)).toEqual([]);
});

test('a source file that a comment names is there', () => {
  const paths = [...sources.keys(), ...filesUnder('tests', '.ts')].map((path) => `/${path}`);
  const named = /`(?:\.{1,2}\/)*([\w./-]+\.tsx?)`/g;
  const missing = [...sources].flatMap(([path, { text }]) =>
    [...text.matchAll(named)]
      .map(([, name]) => name!)
      .filter((name) => !name.includes('NAME') && !paths.some((one) => one.endsWith(`/${name}`)))
      .map((name) => `${path} names ${name}`),
  );
  expect(missing).toEqual([]);
});

test('no two files export a type under one name', () => {
  const declared = /^export (?:abstract )?(?:interface|type|class|enum) (\w+)/gm;
  const filesOf = new Map<string, string[]>();
  for (const { path, text } of sources.values())
    for (const [, name] of text.matchAll(declared))
      filesOf.set(name!, [...new Set([...(filesOf.get(name!) ?? []), path])]);
  expect([...filesOf].filter(([, files]) => files.length > 1)).toEqual([]);
});

/** Code without comments, strings and regular expressions. */
function codeOf(text: string): string {
  return text
    .replace(/\b(allSettled|dynamicImportSettled)\b/g, '')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '')
    .replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g, '')
    .replace(/\/(?:[^/\\\n]|\\.)+\/[gimsuy]*/g, '');
}

/** “lapCount” and “lap-count” as “lap” and “count”. */
function wordsOf(name: string): string[] {
  return name.split(/(?=[A-Z])|[_$\-./]/).map((part) => part.toLowerCase());
}

/** Words that only this project used, each with the word of the field, and folders that may still use it. */
const privateWords: readonly (readonly [RegExp, string, ...string[]])[] = [
  [/^(un)?told$/, 'dirty, notified, reported', 'panel/laps', 'relay/timing'],
  [/^tells?$/, 'notify, log, report'],
  [/^(stands?|seats?)$/, 'pool, connection'],
  [/^sieves?$/, 'change filter'],
  [/^audiences?$/, 'subscribers'],
  [/^settle[ds]?$/, 'flush, resolve, converge, send the latest'],
  [/^(overtakes?|flying)$/, 'resend buffer, in flight', 'panel/obs', 'relay/timing/grid'],
  [/^lifelines?$/, 'heartbeat'],
  [/^excuses?$/, 'ignore lateness'],
  [/^(crowds?|evenings?)$/, 'load, soak'],
  [/^(stretch|stretches)$/, 'part, chunk'],
  [/^news$/, 'changes'],
];

test('names use the words of the field', () => {
  const named = [...sources.values(), ...filesUnder('tests', '.ts').map(readSource)];
  const found = named.flatMap(({ path, text }) => {
    const names = new Set([path, ...(codeOf(text).match(/[A-Za-z_$][\w$]*/g) ?? [])]);
    return [...names].flatMap((name) =>
      wordsOf(name).flatMap((word) => {
        const row = privateWords.find(([pattern]) => pattern.test(word));
        if (row === undefined) return [];
        const [, instead, ...folders] = row;
        if (folders.some((folder) => path.startsWith(`${folder}/`))) return [];
        return [`${path}: ${name === path ? word : name} (${instead})`];
      }),
    );
  });
  expect(found).toEqual([]);
});
