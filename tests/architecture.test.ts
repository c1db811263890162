/**
 * Rules of ARCHITECTURE.md: who may import whom, where limits are written, which files are generated, that every file
 * begins with what it is for.
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
/** The test of the scanner contains imports that are only text. */
const imported = all.filter(({ path }) => path !== 'tests/architecture.test.ts');
const programs = all.filter(({ path }) => !/^(scripts|tests)\//.test(path));

function roomOf(path: string): string {
  return path.split('/')[0]!;
}

/** Every finding as `path: what`, so that a failure reads as a list. */
function findings(list: readonly Source[], find: (source: Source) => readonly string[]): string[] {
  return list.flatMap((source) => find(source).map((what) => `${source.path}: ${what}`));
}

describe('the import scanner', () => {
  test('finds every form of import and none in comments', () => {
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
      const k = process.getBuiltinModule('node:k');
      new Worker(new URL('./j.ts', import.meta.url));
    `;
    expect(importsOf(text).sort()).toEqual(
      ['./b.ts', './f.ts', './j.ts', '@e/e', 'a', 'c/deep', 'd', 'i', 'node:k'].sort(),
    );
  });

  test('finds all rooms and every file that they import', () => {
    for (const room of rooms)
      expect(all.filter(({ path }) => roomOf(path) === room)).not.toEqual([]);
    const missing = findings(imported, ({ files }) =>
      files.filter((file) => /\.tsx?$/.test(file) && !sources.has(file)),
    );
    expect(missing).toEqual([]);
  });
});

describe('the drawing of the rooms', () => {
  test('in ARCHITECTURE.md is fresh (npm run structure draws it)', () => {
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

  test.each(['overlays', 'panel'])('a folder of %s imports itself and core only', (room) => {
    const folder = (path: string): string => path.split('/')[1]!;
    const wrong = findings(all, ({ path, files }) =>
      roomOf(path) === room && path.split('/').length > 2
        ? files.filter(
            (file) =>
              roomOf(file) === room && folder(file) !== folder(path) && folder(file) !== 'core',
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
      'country-flag-icons',
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

describe('child processes', () => {
  test('open no window on Windows', () => {
    const wrong = programs
      .filter(({ packages, text }) => {
        const isUsed = packages.includes('node:child_process');
        return isUsed && !text.includes('windowsHide: true');
      })
      .map(({ path }) => path);
    // On Windows it starts no process.
    expect(wrong).toEqual(['cli/desktop/open-address.ts']);
  });
});

describe('messages', () => {
  test('name npm to those only who have the source', () => {
    const wrong = findings(programs, ({ path, text }) =>
      ['cli/program.ts', 'panel/settings/update-wording.ts'].includes(path)
        ? []
        : [...text.matchAll(/^(?! *(?:\/?\*|\/\/)).*\bnpm (?:ci|run|start|install)\b.*$/gm)].map(
            ([line]) => line.trim(),
          ),
    );
    expect(wrong).toEqual([]);
  });
});

describe('libraries', () => {
  test('koffi is imported in agent/memory/ and cli/desktop/ only', () => {
    const wrong = findings(programs, ({ path, packages }) =>
      /^(agent\/memory|cli\/desktop)\//.test(path)
        ? []
        : packages.filter((name) => name === 'koffi'),
    );
    expect(wrong).toEqual([]);
  });

  test.each([
    ['sqlite3', 'relay/storage/sqlite3-package.ts'],
    ['node:sqlite', 'relay/storage/node-sqlite.ts'],
    ['pg', 'relay/storage/postgres.ts'],
    ['obs-websocket-js', 'relay/obs/connection/obs-websocket.ts'],
    ['@nats-io/transport-node', 'relay/backplane/nats-backplane.ts'],
  ])('%s is imported in one file only', (library, file) => {
    const users = programs.filter(({ packages }) => packages.includes(library));
    expect(users.map(({ path }) => path)).toEqual([file]);
  });

  test('a file imports at most one of the large libraries', () => {
    const libraries = new Set(['koffi', 'sqlite3', 'pg', 'obs-websocket-js', 'pixi.js']);
    const wrong = findings(programs, ({ packages }) => {
      const known = packages.filter((name) => libraries.has(name));
      return known.length > 1 ? [known.join(' and ')] : [];
    });
    expect(wrong).toEqual([]);
  });

  test('pino is imported by the command line and by main.ts only', () => {
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

  test('every imported package is in package.json', () => {
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

/** Its opening comment says that the file is pure. */
function isPure({ text }: Source): boolean {
  return /^\/\*\*[\s\S]*?\*\//.exec(text)?.[0].match(/\bPure\b/) != null;
}

describe('pure files', () => {
  const pure = all.filter(isPure);

  test('exist in every program', () => {
    for (const room of ['protocol', 'agent', 'relay', 'overlays', 'cli']) {
      expect(pure.filter(({ path }) => roomOf(path) === room)).not.toEqual([]);
    }
  });

  test('import no node: module and no library but zod, directly or through others', () => {
    const reaches = (source: Source, seen: Set<string>): string[] => {
      if (seen.has(source.path)) return [];
      seen.add(source.path);
      // zod and buffers only compute.
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

  test('use no clock, no random number, no network and no process', () => {
    const world =
      /\b(Date\.now|performance\.now|Math\.random|setTimeout|setInterval|process\.|fetch\(|new WebSocket)/g;
    const wrong = findings(pure, ({ text }) => {
      const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '');
      return code.match(world) ?? [];
    });
    expect(wrong).toEqual([]);
  });
});

describe('limits', () => {
  test('every limit is written in protocol/limits/', () => {
    // Names with these endings are limits.
    const bound = /\bconst\s+(\w*(?:Max|Min|TimeoutMs))\s*=\s*-?\d[\d_.]*\b/g;
    // The largest 32-bit integer is not our choice.
    const constants = new Set(['int32Max']);
    const wrong = findings(programs, ({ path, text }) =>
      path.startsWith('protocol/limits/')
        ? []
        : [...text.matchAll(bound)]
            .map((match) => match[1]!)
            .filter((name) => !constants.has(name)),
    );
    expect(wrong).toEqual([]);
  });

  test('every file of limits is a part of protocol/limits.ts', () => {
    const parts = filesUnder('protocol/limits', '.ts');
    expect(parts.length).toBeGreaterThan(3);
    expect(sources.get('protocol/limits.ts')!.files.toSorted()).toEqual(parts.toSorted());
    // Others import the whole, where the relations between limits are checked.
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

  test('each begins with a comment that says what it is for', () => {
    const wrong = all
      // The names of its tests say it for a test file.
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

  test('contain no leftover markers, silenced checks or skipped tests', () => {
    // Assembled from parts, so that the test does not find itself.
    const marks = [
      ['TO', 'DO'],
      ['FIX', 'ME'],
      ['XX', 'X'],
      ['@ts-', 'ignore'],
      ['@ts-', 'nocheck'],
      ['as ', 'any\\b'],
      ['\\.on', 'ly\\('],
      ['(test|it|describe)\\.sk', 'ip\\('],
    ].map((parts) => parts.join(''));
    const pattern = new RegExp(`(${marks.join('|')})`, 'g');
    const allowed = new Set(['tests/support/need.ts']);
    const wrong = findings(all, ({ path, text }) =>
      allowed.has(path) ? [] : (text.match(pattern) ?? []),
    );
    expect(wrong).toEqual([]);
  });
});
