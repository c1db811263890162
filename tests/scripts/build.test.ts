import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allFontFiles } from '../../protocol/name-fonts.ts';
import { allInputs, hashOf, inputFiles, pageInputs } from '../../scripts/build/inputs.ts';
import { licenceTexts, packagesOf, pagePackages } from '../../scripts/build/licences.ts';
import { findOverlays } from '../../scripts/build/overlays.ts';
import { pixiNames } from '../../scripts/build/pixi.ts';
import { root } from '../../scripts/root.ts';
import { built, builtPages } from '../support/programs.ts';

const folder = mkdtempSync(join(tmpdir(), 'sequential-build-'));
const assets = join(builtPages, 'assets');

beforeAll(built);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const kB = (file: string) => gzipSync(readFileSync(file), { level: 9 }).length / 1000;

/** The script itself and all files that it loads before it runs. */
function withStaticImports(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  const text = readFileSync(join(assets, file), 'utf8');
  for (const [, name] of text.matchAll(/(?:from|import)\s*"\.\/([\w.-]+\.js)"/g)) {
    withStaticImports(name!, found);
  }
  return found;
}

describe('the built pages', () => {
  test('one page serves all overlays, and the list holds the description of each', async () => {
    const list = JSON.parse(readFileSync(join(builtPages, 'overlays.json'), 'utf8')) as {
      name: string;
      size: object;
    }[];
    const names = list.map((overlay) => overlay.name);
    expect(names).toEqual((await findOverlays()).map(({ about }) => about.name));
    expect(names).toEqual(expect.arrayContaining(['gear', 'pedals', 'tachometer']));
    expect(JSON.parse(readFileSync(join(builtPages, 'build.json'), 'utf8'))).toEqual({
      build: hashOf(pageInputs),
    });
  });

  const htmlFiles = () => [
    'page.html',
    ...readdirSync(join(builtPages, 'overlays')).map((file) => join('overlays', file)),
  ];

  test('each page refers only to files of the build that exist', () => {
    expect(htmlFiles().length).toBeGreaterThan(2);
    for (const file of htmlFiles()) {
      const html = readFileSync(join(builtPages, file), 'utf8');
      const addresses = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, one]) => one!);
      expect(addresses.length).toBeGreaterThan(2);
      for (const address of addresses.filter((one) => !one.startsWith('data:'))) {
        expect(address).toMatch(/^\/assets\//);
        expect(existsSync(join(builtPages, address)), address).toBe(true);
      }
      expect(html).not.toContain('<!--');
      // An inline script would be forbidden by the pages' own policy.
      expect(html).not.toMatch(/<script(?![^>]*src=)/);
    }
  });

  test('the page of an overlay loads only its own script and Pixi before it starts', () => {
    for (const file of readdirSync(join(builtPages, 'overlays'))) {
      const html = readFileSync(join(builtPages, 'overlays', file), 'utf8');
      const named = [...html.matchAll(/"\/assets\/([\w.-]+\.js)"/g)].map(([, name]) => name!);
      const own = named.find((name) => name.startsWith(`page-${basename(file, '.html')}-`))!;
      const waited = named.filter((name) => !name.startsWith('early-'));
      expect([...withStaticImports(own)].sort()).toEqual([...new Set(waited)].sort());
      expect(kB(join(assets, own)), file).toBeLessThanOrEqual(66);
    }
  });

  test('the first script of a page is small, imports nothing, and blocks nothing', () => {
    for (const file of readdirSync(join(builtPages, 'overlays'))) {
      const html = readFileSync(join(builtPages, 'overlays', file), 'utf8');
      const [, how, name] = /<script type="module"( async)? src="\/assets\/([\w.-]+)"/.exec(html)!;
      expect(name).toMatch(/^early-/);
      expect(how).toBe(' async');
      expect([...withStaticImports(name!)]).toEqual([name]);
      expect(kB(join(assets, name!))).toBeLessThanOrEqual(2);
    }
  });

  test('all pages together share at most 140 kB of script, and each has at most 32 kB of its own', () => {
    const html = readFileSync(join(builtPages, 'page.html'), 'utf8');
    const early = [...html.matchAll(/"\/assets\/([\w.-]+\.js)"/g)].map(([, name]) => name!);
    const shared = new Set(early.flatMap((file) => [...withStaticImports(file)]));
    const sharedKB = [...shared].reduce((sum, file) => sum + kB(join(assets, file)), 0);
    expect(sharedKB).toBeLessThanOrEqual(140);
    const overlays = readdirSync(assets).filter((name) => /^view-\w+\.js$/.test(name));
    expect(overlays.length).toBeGreaterThanOrEqual(3);
    for (const overlay of overlays) {
      const own = [...withStaticImports(overlay)].filter((file) => !shared.has(file));
      const ownKB = own.reduce((sum, file) => sum + kB(join(assets, file)), 0);
      expect(ownKB, overlay).toBeLessThanOrEqual(32);
    }
  });

  test('fonts lie beside the pages, with the licences of everything copied', () => {
    const licences = readFileSync(join(assets, 'LICENSES.txt'), 'utf8');
    for (const font of allFontFiles) {
      expect(existsSync(join(assets, 'fonts', font.file)), font.file).toBe(true);
      expect(licences).toContain(font.npm);
    }
    expect(licences).toMatch(/^pixi\.js 8\./m);
    expect(licences).toMatch(/^earcut|^eventemitter3/m);
    expect(licences).toContain('SIL OPEN FONT LICENSE');
    const fonts = new Set(allFontFiles.map((font) => font.npm));
    expect(pagePackages(assets)).toEqual(expect.arrayContaining(['pixi.js', ...fonts]));
  });

  test('no script needs `eval` or an address on the internet', () => {
    for (const name of readdirSync(assets).filter((one) => one.endsWith('.js'))) {
      const text = readFileSync(join(assets, name), 'utf8');
      expect(text, name).not.toMatch(/\bfetch\(["'`]https?:/);
      expect(text, name).not.toMatch(/import\(["'`]https?:/);
    }
  });
});

describe('the inputs of a build', () => {
  test('the hash is the same for the same files, and takes little time', () => {
    const startedAt = performance.now();
    const hash = hashOf(pageInputs);
    const tookMs = performance.now() - startedAt;
    expect(hash).toMatch(/^[0-9a-f]{16}$/);
    expect(hashOf(pageInputs)).toBe(hash);
    // A generous limit for a busy machine; it usually takes some ten milliseconds.
    expect(tookMs).toBeLessThan(1000);
  });

  test('paths are the same on every system, and documents are not inputs', () => {
    const files = inputFiles(pageInputs);
    expect(files).toContain('overlays/core/page/boot.ts');
    expect(files).toContain('package-lock.json');
    expect(files.filter((file) => file.includes('\\') || file.endsWith('.md'))).toEqual([]);
    expect(files).toEqual([...files].sort());
  });

  test('documents that become pages are inputs, and the output of benchmarks is none', () => {
    const files = inputFiles(allInputs);
    expect(files).toContain('docs/installing.md');
    expect(files.filter((file) => file.startsWith('docs/benchmarks/'))).toEqual([]);
  });

  test('names are found in every form of import from Pixi', () => {
    const file = join(folder, 'names.ts');
    writeFileSync(
      file,
      "import { Sprite, type Texture, Container as Box } from 'pixi.js';\n" +
        "import type { Graphics } from 'pixi.js';\nexport { Ticker } from 'pixi.js';\n",
    );
    expect(pixiNames([file])).toEqual(['Container', 'Sprite', 'Ticker']);
  });

  test.each(["import * as PIXI from 'pixi.js';", "import { x } from 'pixi.js/unsafe-eval';"])(
    '%s is refused, because all of Pixi would come with it',
    (line) => {
      const file = join(folder, 'wrong.ts');
      writeFileSync(file, `${line}\n`);
      expect(() => pixiNames([file])).toThrow('write `import { … } from');
    },
  );

  test('an `about.ts` that contradicts its folder stops the build with a message', async () => {
    const probe = join(root, 'tests', 'overlays', 'core', 'page', 'probe');
    const [found] = await findOverlays([probe]);
    expect(found!.about.name).toBe(basename(probe));
    const wrong = mkdtempSync(join(folder, 'other-'));
    writeFileSync(join(wrong, 'about.ts'), "export const about = { name: 'probe' };\n");
    await expect(findOverlays([wrong])).rejects.toThrow(
      'its name is `probe`, not that of the folder',
    );
  });

  test('the package of a file is recognised, scoped packages included', () => {
    const inputs = [
      'node_modules/pixi.js/lib/a.mjs',
      'node_modules\\@pixi\\colord\\i.mjs',
      'overlays/x.ts',
    ];
    expect(packagesOf(inputs)).toEqual(['@pixi/colord', 'pixi.js']);
    expect(licenceTexts(['pixi.js'])).toContain('The MIT License');
  });

  test('a package that is inside in two versions is listed in both', () => {
    const inner = 'node_modules/compression/node_modules/debug/src/node.js';
    const folders = packagesOf([inner, `/home/jo/x/${inner}`, 'node_modules/debug/src/node.js']);
    expect(folders).toEqual(['compression/node_modules/debug', 'debug']);
  });
});
