/**
 * The pages: `page.html` for every overlay, one script that starts it, one shared Pixi, one script per overlay,
 * fonts with their licences, `overlays.json` and `build.json`. Files in `assets/` carry their hash in the name
 * and never change; the others must not be cached.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { fontFiles } from '../../overlays/core/fonts.ts';
import { buildDemoLap } from './demo-lap.ts';
import { root } from './inputs.ts';
import { licenceTexts, packagesOf } from './licences.ts';
import { type FoundOverlay, findOverlays, overlayList } from './overlays.ts';
import { buildPixi, overlaySources, sharedPixi } from './pixi.ts';
import { themeList } from './themes.ts';

export interface PagesOptions {
  /** Folder to write; emptied first. */
  readonly folder: string;
  /** Names the sources: a page of another build than the relay's reloads itself once. */
  readonly build: string;
  /** Folders of overlays besides those in `overlays/`. */
  readonly moreOverlays?: readonly string[];
}

/** Where the relay serves `assets/`. */
export const assetsAddress = '/assets/';

/** @returns the overlays found. */
export async function buildPages(options: PagesOptions): Promise<FoundOverlay[]> {
  const assets = join(options.folder, 'assets');
  rmSync(options.folder, { recursive: true, force: true });
  mkdirSync(join(assets, 'fonts'), { recursive: true });

  const found = await findOverlays(options.moreOverlays);
  const extraSources = found.flatMap(({ folder }) => [join(folder, 'main.ts')]);
  const pixi = await buildPixi(assets, [...overlaySources(), ...extraSources]);
  const scripts = await build({
    absWorkingDir: root,
    entryPoints: { boot: join(root, 'overlays', 'core', 'boot.ts') },
    outdir: assets,
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: 'chrome103',
    legalComments: 'none',
    define: {
      BUILD_ID: JSON.stringify(options.build),
      DEMO_LAP: JSON.stringify(buildDemoLap(assets, assetsAddress)),
    },
    metafile: true,
    logLevel: 'warning',
    plugins: [sharedPixi(pixi.file), overlayList(found), themeList()],
  });
  const outputs = Object.entries(scripts.metafile.outputs);
  const outputOf = (source: string) =>
    outputs.find(([, output]) => output.entryPoint?.endsWith(source))!;
  const [bootPath, boot] = outputOf('core/boot.ts');
  const [drawingPath, drawing] = outputOf('core/drawing.ts');
  const overlays = found.map(({ folder }) => outputOf(`${basename(folder)}/main.ts`)[1]);
  // What most pages need is fetched while the page itself is still read; the rest of an overlay comes after it.
  const early = [
    drawingPath,
    ...staticImports(boot),
    ...staticImports(drawing),
    ...commonImports(overlays),
  ].map(baseName);

  const fontPackages = [...new Set(fontFiles.map((font) => font.npm))];
  for (const font of fontFiles) {
    const from = join(root, 'node_modules', font.npm, 'files', font.file);
    if (!existsSync(from))
      throw new Error(`fonts.ts names ${font.file}, which ${font.npm} does not have.`);
    copyFileSync(from, join(assets, 'fonts', font.file));
  }
  const inputs = [...pixi.inputs, ...Object.keys(scripts.metafile.inputs)];
  writeFileSync(
    join(assets, 'LICENSES.txt'),
    licenceTexts([...new Set([...packagesOf(inputs), ...fontPackages])].sort()),
  );

  const template = readFileSync(join(root, 'overlays', 'page.html'), 'utf8');
  const preloads = [...new Set([pixi.file, ...early])]
    .map((file) => `<link rel="modulepreload" href="${assetsAddress}${file}">`)
    .join('\n    ');
  writeFileSync(
    join(options.folder, 'page.html'),
    template
      .replace('<!-- preloads -->', preloads)
      .replace(
        '<!-- boot -->',
        `<script type="module" src="${assetsAddress}${baseName(bootPath)}"></script>`,
      ),
  );
  writeJson(
    join(options.folder, 'overlays.json'),
    found.map(({ about }) => about),
  );
  writeJson(join(options.folder, 'build.json'), { build: options.build });
  return found;
}

interface Output {
  readonly imports: readonly { readonly kind: string; readonly path: string }[];
}

/** What at least half of them import. */
function commonImports(outputs: readonly Output[]): string[] {
  const uses = new Map<string, number>();
  for (const path of outputs.flatMap((output) => [...new Set(staticImports(output))])) {
    uses.set(path, (uses.get(path) ?? 0) + 1);
  }
  return [...uses].filter(([, count]) => 2 * count >= outputs.length).map(([path]) => path);
}

function staticImports(output: Output): string[] {
  return output.imports.filter((one) => one.kind === 'import-statement').map((one) => one.path);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function writeJson(file: string, value: unknown): void {
  writeFileSync(file, `${JSON.stringify(value, null, 1)}\n`);
}
