/**
 * How much script a page loads, compressed as a server may send it: what every page has (Pixi, the core, what all
 * overlays draw with), and what an overlay adds to it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { root } from '../build/inputs.ts';
import { type FoundOverlay, findOverlays, overlayList } from '../build/overlays.ts';
import { sharedPixi } from '../build/pixi.ts';
import { themeList } from '../build/themes.ts';
import type { Row } from './section.ts';

interface Script {
  /** Compressed, of 1000 bytes. */
  readonly kb: number;
  /** Sources of which something is in it. */
  readonly inputs: readonly string[];
}

function gzipKb(bytes: Uint8Array): number {
  return gzipSync(bytes, { level: 9 }).byteLength / 1000;
}

/** A page's script as the build makes it. @param more sources to have in it as a whole */
async function script(
  overlays: readonly FoundOverlay[],
  more: readonly string[] = [],
): Promise<Script> {
  const boot = join(root, 'overlays', 'core', 'page', 'boot.ts');
  const whole = more.map(
    (path, i) => `export * as m${i} from ${JSON.stringify(join(root, path))};`,
  );
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    stdin: {
      contents: [`import ${JSON.stringify(boot)};`, ...whole].join('\n'),
      resolveDir: root,
      loader: 'ts',
    },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    target: 'chrome103',
    legalComments: 'none',
    define: { BUILD_ID: '"0123456789abcdef"', DEMO_LAP: '"/assets/demo-lap.bin"' },
    // The check of themes is a file of its own.
    external: ['../../../protocol/theme-schema.ts'],
    plugins: [sharedPixi('pixi.js'), overlayList([...overlays]), themeList()],
  });
  const [output] = Object.values(metafile.outputs);
  const inputs = Object.entries(output!.inputs).filter(
    ([, { bytesInOutput }]) => bytesInOutput > 0,
  );
  return { kb: gzipKb(outputFiles[0]!.contents), inputs: inputs.map(([path]) => path) };
}

/** @param assets folder of the built pages, for Pixi as they load it */
export async function sizeRows(assets: string): Promise<Row[]> {
  const file = readdirSync(assets).find((name) => /^pixi-.*\.js$/.test(name));
  if (file === undefined) throw new Error(`There is no Pixi in ${assets}.`);
  const pixi = gzipKb(readFileSync(join(assets, file)));
  const found = await findOverlays();
  const pages = await Promise.all(
    found.map(async (overlay) => ({ name: overlay.about.name, ...(await script([overlay])) })),
  );
  const core = await script([]);
  const everywhere = pages[0]!.inputs.filter(
    (path) =>
      /^(overlays|protocol)\//.test(path) &&
      !core.inputs.includes(path) &&
      pages.every(({ inputs }) => inputs.includes(path)),
  );
  const shared = await script([], everywhere);
  const largest = pages.reduce((a, b) => (b.kb > a.kb ? b : a));
  return [
    {
      what: 'script that all pages have, compressed',
      unit: 'kB',
      aim: { atMost: 135 },
      result: pixi + shared.kb,
      values: { Pixi: pixi },
    },
    {
      what: `script that an overlay adds, compressed, the largest of ${pages.length} (${largest.name})`,
      unit: 'kB',
      aim: { atMost: 25 },
      result: largest.kb - shared.kb,
    },
  ];
}
