/** The overlay of CONTRIBUTING.md, as somebody would copy it: it passes the compiler, is built, and does what it says. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../../scripts/build/inputs.ts';
import { findOverlays } from '../../scripts/build/overlays.ts';
import { driving, nobody } from '../support/overlay-samples.ts';

/** Inside the repository, where `../core/` and the compiler's settings are as for any overlay. */
const cache = join(root, 'node_modules', '.cache', 'sequential');
let home: string;
let folder: string;

/** Which file a block of the document is, by its opening comment. */
const files: readonly (readonly [RegExp, string])[] = [
  [/What the boost overlay is/, 'about.ts'],
  [/From samples to what/, 'model.ts'],
  [/Draws the boost overlay/, 'view.ts'],
  [/Joins what/, 'main.ts'],
];

beforeAll(() => {
  mkdirSync(cache, { recursive: true });
  home = mkdtempSync(join(cache, 'written-overlay-'));
  folder = join(home, 'boost');
  mkdirSync(folder);
  const text = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
  const blocks = [...text.matchAll(/```ts\n([\s\S]*?)```/g)];
  expect(blocks).toHaveLength(files.length);
  for (const [, code] of blocks) {
    const [, name] = files.find(([mark]) => mark.test(code!.split('\n')[0]!))!;
    const core = `${join(root, 'overlays', 'core').replaceAll('\\', '/')}/`;
    writeFileSync(join(folder, name), code!.replaceAll("'../core/", `'${core}`));
  }
  const settings = {
    extends: join(root, 'overlays', 'tsconfig.json'),
    include: ['.', join(root, 'overlays', 'core', 'virtual.d.ts')],
  };
  writeFileSync(join(home, 'tsconfig.json'), JSON.stringify(settings));
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

test('the compiler has nothing to say about it', () => {
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const run = () =>
    execFileSync(process.execPath, [compiler, '-p', join(home, 'tsconfig.json')], {
      encoding: 'utf8',
    });
  expect(run).not.toThrow();
});

test('the build finds it as an overlay like any other', async () => {
  const found = await findOverlays([folder]);
  expect(found.map(({ about }) => about.name)).toContain('boost');
});

test('its model shows the pressure, holds the peak, and shows nothing for cars without a turbo', async () => {
  const { BoostModel } = (await import(pathToFileURL(join(folder, 'model.ts')).href)) as {
    BoostModel: new (topBar: number) => { read(sample: object, nowMs: number): object };
  };
  const model = new BoostModel(2);
  expect(model.read(driving({ turboBar: 1 }), 0)).toEqual({ text: '1.00', share: 0.5, peak: 0.5 });
  expect(model.read(driving({ turboBar: 0.4 }), 1_000)).toMatchObject({ share: 0.2, peak: 0.5 });
  expect(model.read(driving({ turboBar: 0.4 }), 2_500)).toMatchObject({ peak: 0.2 });
  expect(model.read(driving({}), 3_000)).toMatchObject({ text: null, peak: null });
  expect(model.read(nobody, 3_000)).toMatchObject({ text: null });
});
