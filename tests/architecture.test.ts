/**
 * The rules of the house, held by a test: who may import whom, where bounds are written, that generated
 * files are fresh, that files say what they are for. ARCHITECTURE.md explains each rule.
 */
import { describe, expect, test } from 'vitest';
import { configSchemaText, layoutSchemaText } from '../scripts/schemas.ts';
import { filesUnder, importsOf, readSource, readText, type Source } from '../scripts/sources.ts';
import { freshDocument } from '../scripts/structure.ts';

const rooms = ['protocol', 'agent', 'relay', 'overlays', 'panel', 'cli', 'scripts', 'tests'];
const sources: ReadonlyMap<string, Source> = new Map(
  rooms
    .flatMap((room) => [...filesUnder(room, '.ts'), ...filesUnder(room, '.tsx')])
    .map((path) => [path, readSource(path)] as const),
);
const all = [...sources.values()];
/** The scanner's own test holds imports that are none. */
const imported = all.filter(({ path }) => path !== 'tests/architecture.test.ts');
const programs = all.filter(({ path }) => !/^(scripts|tests)\//.test(path));

function roomOf(path: string): string {
  return path.split('/')[0]!;
}

/** `path: what` for every finding, so that a failure reads as a list. */
function findings(list: readonly Source[], find: (source: Source) => readonly string[]): string[] {
  return list.flatMap((source) => find(source).map((what) => `${source.path}: ${what}`));
}

describe('the import scanner', () => {
  test('sees every form of import and no comment', () => {
    const text = `
      import { a } from 'a';
      import type {
        b,
      } from "./b.ts";
      export * from 'c/deep';
      import 'd';
      const e = await import('@e/e');
      let f: import('./f.ts').F;
      // import { g } from 'g';
      /* import { h } from 'h'; */
      const i = require('i');
      new Worker(new URL('./j.ts', import.meta.url));
    `;
    expect(importsOf(text).sort()).toEqual(
      ['./b.ts', './f.ts', './j.ts', '@e/e', 'a', 'c/deep', 'd', 'i'].sort(),
    );
  });

  test('finds the rooms of the house and every file they import', () => {
    for (const room of rooms)
      expect(all.filter(({ path }) => roomOf(path) === room)).not.toEqual([]);
    const missing = findings(imported, ({ files }) =>
      files.filter((file) => /\.tsx?$/.test(file) && !sources.has(file)),
    );
    expect(missing).toEqual([]);
  });
});

describe('the picture of the rooms', () => {
  test('in ARCHITECTURE.md is fresh: `npm run structure` draws it anew', () => {
    expect(readText('ARCHITECTURE.md')).toBe(freshDocument());
  });
});

describe('who imports whom', () => {
  test('protocol imports nothing but itself and zod: no other package, no node:, no other room', () => {
    const wrong = findings(all, ({ path, files, packages }) =>
      roomOf(path) === 'protocol'
        ? [
            ...packages.filter((name) => name !== 'zod'),
            ...files.filter((file) => roomOf(file) !== 'protocol'),
          ]
        : [],
    );
    expect(wrong).toEqual([]);
  });

  test.each(['agent', 'relay', 'overlays', 'panel'])(
    '%s imports itself and protocol only, types included',
    (room) => {
      const wrong = findings(all, ({ path, files }) =>
        roomOf(path) === room
          ? files.filter((file) => roomOf(file) !== room && roomOf(file) !== 'protocol')
          : [],
      );
      expect(wrong).toEqual([]);
    },
  );

  test('an overlay imports itself and core, never another overlay', () => {
    const folder = (path: string): string => path.split('/')[1]!;
    const wrong = findings(all, ({ path, files }) =>
      roomOf(path) === 'overlays' && path.split('/').length > 2
        ? files.filter(
            (file) =>
              roomOf(file) === 'overlays' &&
              folder(file) !== folder(path) &&
              folder(file) !== 'core',
          )
        : [],
    );
    expect(wrong).toEqual([]);
  });

  test('a room of the panel imports itself and core, never another room', () => {
    const folder = (path: string): string => path.split('/')[1]!;
    const wrong = findings(all, ({ path, files }) =>
      roomOf(path) === 'panel' && path.split('/').length > 2
        ? files.filter(
            (file) =>
              roomOf(file) === 'panel' && folder(file) !== folder(path) && folder(file) !== 'core',
          )
        : [],
    );
    expect(wrong).toEqual([]);
  });

  test('the programs never import scripts or tests; cli is imported by no program', () => {
    const wrong = findings(programs, ({ path, files }) =>
      files.filter(
        (file) =>
          /^(scripts|tests)\//.test(file) || (roomOf(file) === 'cli' && roomOf(path) !== 'cli'),
      ),
    );
    expect(wrong).toEqual([]);
  });

  test('a main.ts is imported by the command line only', () => {
    const wrong = findings(programs, ({ path, files }) =>
      roomOf(path) === 'cli' ? [] : files.filter((file) => /\/main\.tsx?$/.test(file)),
    );
    expect(wrong).toEqual([]);
  });

  test('browser code imports no node: module, and only the packages made for it', () => {
    const allowed = new Set([
      'pixi.js',
      'zod',
      'preact',
      '@preact/signals',
      'uplot',
      'minisearch',
      'virtual:overlays',
      'virtual:themes',
    ]);
    const wrong = findings(all, ({ path, packages }) =>
      /^(overlays|panel)\//.test(path)
        ? packages.filter((name) => !allowed.has(name) && !name.startsWith('@fontsource'))
        : [],
    );
    expect(wrong).toEqual([]);
  });
});

describe('libraries', () => {
  test('koffi is known in agent/memory/ and cli/desktop/ only', () => {
    const wrong = findings(programs, ({ path, packages }) =>
      /^(agent\/memory|cli\/desktop)\//.test(path)
        ? []
        : packages.filter((name) => name === 'koffi'),
    );
    expect(wrong).toEqual([]);
  });

  test.each(['sqlite3', 'pg', 'obs-websocket-js'])('%s is known in one file only', (library) => {
    const users = programs.filter(({ packages }) => packages.includes(library));
    expect(users.map(({ path }) => path).slice(1)).toEqual([]);
  });

  test('an adapter file knows one library', () => {
    const libraries = new Set(['koffi', 'sqlite3', 'pg', 'obs-websocket-js', 'pixi.js']);
    const wrong = findings(programs, ({ packages }) => {
      const known = packages.filter((name) => libraries.has(name));
      return known.length > 1 ? [known.join(' and ')] : [];
    });
    expect(wrong).toEqual([]);
  });

  test('pino is known to the command line and to main.ts only', () => {
    const wrong = findings(programs, ({ path, packages }) =>
      path.startsWith('cli/') || path.endsWith('/main.ts')
        ? []
        : packages.filter((name) => name === 'pino'),
    );
    expect(wrong).toEqual([]);
  });

  test('zod is imported as a namespace, which keeps pages small', () => {
    const wrong = findings(all, ({ text }) => text.match(/import \{[^}]*\} from 'zod'/g) ?? []);
    expect(wrong).toEqual([]);
  });

  test('every package that is imported is in package.json', () => {
    const about = JSON.parse(readText('package.json')) as Record<string, Record<string, string>>;
    const runtime = new Set(Object.keys(about.dependencies ?? {}));
    const either = new Set([...runtime, ...Object.keys(about.devDependencies ?? {})]);
    const wrong = findings(imported, ({ path, packages }) => {
      const here = /^(agent|relay|cli)\//.test(path) ? runtime : either;
      return packages.filter(
        (name) =>
          !/^(node|virtual):/.test(name) && !here.has(name) && !either.has(`@types/${name}`),
      );
    });
    expect(wrong).toEqual([]);
  });
});

/** A file whose opening comment says that it is pure. */
function isPure({ text }: Source): boolean {
  return /^\/\*\*[\s\S]*?\*\//.exec(text)?.[0].match(/\bPure\b/) != null;
}

describe('pure files', () => {
  const pure = all.filter(isPure);

  test('are there: decisions of every program are', () => {
    for (const room of ['protocol', 'agent', 'relay', 'overlays', 'cli']) {
      expect(pure.filter(({ path }) => roomOf(path) === room)).not.toEqual([]);
    }
  });

  test('never reach, through whatever they import, a node: module or a library but zod', () => {
    const reaches = (source: Source, seen: Set<string>): string[] => {
      if (seen.has(source.path)) return [];
      seen.add(source.path);
      // Both only compute: a schema, and bytes.
      const outside = source.packages.filter((name) => !['zod', 'node:buffer'].includes(name));
      return [
        ...outside.map((name) => `${source.path} imports ${name}`),
        ...source.files.flatMap((file) => {
          const next = sources.get(file);
          return next ? reaches(next, seen) : [];
        }),
      ];
    };
    expect(findings(pure, (source) => reaches(source, new Set()))).toEqual([]);
  });

  test('ask no clock, no chance, no network and no process', () => {
    const world =
      /\b(Date\.now|performance\.now|Math\.random|setTimeout|setInterval|process\.|fetch\(|new WebSocket)/g;
    const wrong = findings(pure, ({ text }) => {
      const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '');
      return code.match(world) ?? [];
    });
    expect(wrong).toEqual([]);
  });
});

describe('bounds', () => {
  test('every bound is written in protocol/limits/', () => {
    // Names that end so are bounds; a number behind one anywhere else is a second place to look for it.
    const bound = /\bconst\s+(\w*(?:Max|Min|TimeoutMs))\s*=\s*-?\d[\d_.]*\b/g;
    // The largest 32-bit integer is no choice of ours.
    const facts = new Set(['int32Max']);
    const wrong = findings(programs, ({ path, text }) =>
      path.startsWith('protocol/limits/')
        ? []
        : [...text.matchAll(bound)].map((match) => match[1]!).filter((name) => !facts.has(name)),
    );
    expect(wrong).toEqual([]);
  });

  test('every file of bounds is a part of protocol/limits.ts', () => {
    const parts = filesUnder('protocol/limits', '.ts');
    expect(parts.length).toBeGreaterThan(3);
    expect(sources.get('protocol/limits.ts')!.files.toSorted()).toEqual(parts.toSorted());
    // Nobody else takes a part: what holds between bounds is checked where they come together.
    const users = imported.filter(({ files }) =>
      files.some((file) => file.startsWith('protocol/limits/')),
    );
    expect(users.map(({ path }) => path)).toEqual(['protocol/limits.ts']);
  });
});

describe('files', () => {
  test('the schema of the config file is fresh (npm run schemas writes it)', () => {
    expect(readText('cli/sequential.config.schema.json')).toBe(configSchemaText());
  });

  test('the schema of layouts is fresh (npm run schemas writes it)', () => {
    expect(readText('layouts/layout.schema.json')).toBe(layoutSchemaText());
  });

  test('each opens with a comment that says what it is for', () => {
    const wrong = all
      // A test says it in the sentences of its tests.
      .filter(
        ({ path, text }) =>
          !path.endsWith('.test.ts') && !/^(#!.*\n)?\/\*\*[\s\S]{30,}?\*\//.test(text),
      )
      .map(({ path }) => path);
    expect(wrong).toEqual([]);
  });

  test('none is longer than 400 lines', () => {
    const wrong = all
      .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
      .filter(({ lines }) => lines > 400);
    expect(wrong).toEqual([]);
  });

  test('names are kebab-case, and there are no barrels', () => {
    const wrong = all.filter(
      ({ path }) => !/^([a-z0-9-]+\/)*[a-z0-9-]+(\.test|\.config|\.d)?\.tsx?$/.test(path),
    );
    const barrels = all.filter(({ path }) => path.endsWith('/index.ts'));
    expect([...wrong, ...barrels].map(({ path }) => path)).toEqual([]);
  });

  test('hold no leftover markers, no silenced checks and no test that is left out', () => {
    // Put together from pieces, so that this file does not find itself.
    const marks = [
      ['TO', 'DO'],
      ['FIX', 'ME'],
      ['XX', 'X'],
      ['@ts-', 'ignore'],
      ['@ts-', 'nocheck'],
      ['as ', 'any\\b'],
      ['\\.on', 'ly\\('],
      ['(test|it|describe)\\.sk', 'ip\\('],
    ].map((pieces) => pieces.join(''));
    const pattern = new RegExp(`(${marks.join('|')})`, 'g');
    const allowed = new Set(['tests/support/need.ts']);
    const wrong = findings(all, ({ path, text }) =>
      allowed.has(path) ? [] : (text.match(pattern) ?? []),
    );
    expect(wrong).toEqual([]);
  });
});
