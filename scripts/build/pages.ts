/**
 * Builds the pages: one for each overlay, with a script of its own, and `page.html` for layouts, which load the scripts of
 * their overlays. All share one Pixi and the fonts. Files in `assets/` have their hash in the name and never change; the
 * others must not be cached.
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { allFontFiles } from '../../protocol/name-fonts.ts';
import { root } from '../root.ts';
import { buildDemoLap } from './demo-lap.ts';
import { packagesOf, writePageLicences } from './licences.ts';
import { type FoundOverlay, findOverlays, overlayList } from './overlays.ts';
import { pageLimits } from './page-limits.ts';
import { buildPixi, overlaySources, sharedPixi } from './pixi.ts';
import { themeFonts, themeList } from './themes.ts';

export interface PagesOptions {
  /** Folder to write; emptied first. */
  readonly folder: string;
  /** Id of the sources. A page reloads itself once when the relay has another build. */
  readonly build: string;
  /** Their folders; those in `overlays/` when left out. */
  readonly overlays?: readonly string[];
  /** For quick rebuilds: all overlays share one script, and nothing is minified. */
  readonly isDevelopment?: boolean;
}

/** Where the relay serves `assets/`. */
export const assetsAddress = '/assets/';

/** @returns the overlays found. */
export async function buildPages(options: PagesOptions): Promise<FoundOverlay[]> {
  const { isDevelopment = false } = options;
  const assets = join(options.folder, 'assets');
  rmSync(options.folder, { recursive: true, force: true });
  mkdirSync(join(assets, 'fonts'), { recursive: true });

  const found = await findOverlays(options.overlays);
  const extraSources = found.flatMap(({ folder }) => [join(folder, 'view.ts')]);
  const pixi = await buildPixi(assets, [...overlaySources(), ...extraSources]);
  const settings = {
    absWorkingDir: root,
    outdir: assets,
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    bundle: true,
    minify: !isDevelopment,
    sourcemap: isDevelopment ? 'linked' : false,
    format: 'esm',
    target: 'chrome103',
    legalComments: 'none',
    define: {
      BUILD_ID: JSON.stringify(options.build),
      DEMO_LAP: JSON.stringify(await buildDemoLap(assets, assetsAddress)),
    },
    metafile: true,
    logLevel: 'warning',
  } as const;
  const boot = join(root, 'overlays', 'core', 'page', 'boot.ts');
  const themes = themeList();
  const limits = pageLimits();
  const scripts = await build({
    ...settings,
    entryPoints: { boot },
    splitting: true,
    plugins: [sharedPixi(pixi.file), overlayList(found), themes, limits],
  });
  const outputs = Object.entries(scripts.metafile.outputs);
  const outputOf = (source: string) =>
    outputs.find(([, output]) => output.entryPoint?.endsWith(source))!;
  const [bootPath, bootOutput] = outputOf('page/boot.ts');
  const [drawingPath, drawing] = outputOf('draw/drawing.ts');
  const overlays = found.map(({ folder }) => outputOf(`${basename(folder)}/view.ts`));
  const base = [drawingPath, ...staticImports(bootOutput), ...staticImports(drawing)];
  const ownScript = async (overlay: FoundOverlay): Promise<string> => {
    const { metafile } = await build({
      ...settings,
      entryPoints: { [`page-${overlay.about.name}`]: boot },
      plugins: [
        sharedPixi(pixi.file),
        overlayList([overlay]),
        themes,
        limits,
        ...['protocol/theme-schema.ts', 'playout/replay.ts', 'chunks/chunk-connection.ts'].map(
          (source) => separate(basename(source), baseName(outputOf(source)[0])),
        ),
        ...(overlay.about.name === 'session'
          ? []
          : [separate('name-faces.ts', baseName(outputOf('theme/name-faces.ts')[0]))]),
      ],
    });
    return baseName(Object.keys(metafile.outputs)[0]!);
  };
  const ownScripts = isDevelopment ? null : await Promise.all(found.map(ownScript));

  const { metafile: early } = await build({
    ...settings,
    entryPoints: { 'early-fonts': join(root, 'overlays', 'core', 'theme', 'early-fonts.ts') },
    define: { THEME_FONTS: JSON.stringify(themeFonts()) },
  });
  // A development build also writes a source map, which has no entry point.
  const earlyOutputs = Object.entries(early.outputs);
  const earlyScript = baseName(earlyOutputs.find(([, output]) => output.entryPoint)![0]);

  const fontPackages = [...new Set(allFontFiles.map((font) => font.npm))];
  for (const font of allFontFiles) {
    const from = join(root, 'node_modules', font.npm, 'files', font.file);
    if (!existsSync(from))
      throw new Error(`theme-fonts.ts names ${font.file}, which ${font.npm} does not have.`);
    copyFileSync(from, join(assets, 'fonts', font.file));
  }
  copyFlags(assets);
  const inputs = [...pixi.inputs, ...Object.keys(scripts.metafile.inputs)];
  const packages = [...new Set([...packagesOf(inputs), ...fontPackages, flagPackage])].sort();
  writePageLicences(assets, 'overlay', packages);

  const template = readFileSync(join(root, 'overlays', 'page.html'), 'utf8');
  const writePage = (file: string, script: string, needed: readonly string[]) => {
    // Pixi takes longest to load, so it comes first.
    const first = [...new Set([pixi.file, ...needed.map(baseName)])];
    const scriptOf = (name: string, how: string) =>
      `<script type="module"${how} src="${assetsAddress}${name}"></script>`;
    const preloads = [
      // Runs as soon as it has loaded, before the others are read.
      scriptOf(earlyScript, ' async'),
      ...first.map((name) => `<link rel="modulepreload" href="${assetsAddress}${name}">`),
    ].join('\n    ');
    const start = scriptOf(script, '');
    const page = template.replace('<!-- preloads -->', preloads).replace('<!-- boot -->', start);
    writeFileSync(join(options.folder, file), page);
  };
  // Most pages need these files, so they load while the page is read; the rest of a layout follows.
  const common = commonImports(overlays.map(([, output]) => output));
  writePage('page.html', baseName(bootPath), [...base, ...common]);
  mkdirSync(join(options.folder, 'overlays'));
  found.forEach(({ about }, i) => {
    const page = join('overlays', `${about.name}.html`);
    const own = ownScripts?.[i];
    if (own === undefined) writePage(page, baseName(bootPath), [...base, ...common]);
    else writePage(page, own, []);
  });
  writeJson(
    join(options.folder, 'overlays.json'),
    found.map(({ about }) => about),
  );
  writeJson(join(options.folder, 'build.json'), { build: options.build });
  return found;
}

/** Drawings of 3:2, made for small sizes. A page loads the one that it shows. */
const flagPackage = 'country-flag-icons';

function copyFlags(assets: string): void {
  const from = join(root, 'node_modules', flagPackage, '3x2');
  const to = join(assets, 'flags');
  mkdirSync(to);
  const flags = readdirSync(from).filter((name) => name.endsWith('.svg'));
  for (const name of flags) copyFileSync(join(from, name), join(to, name));
}

/** Moves rarely needed modules out of the pages' scripts into files of their own. */
function separate(source: string, file: string): Plugin {
  return {
    name: 'separate-file',
    setup(builder) {
      builder.onResolve({ filter: new RegExp(`/${source.replace('.', '\\.')}$`) }, ({ kind }) =>
        kind === 'dynamic-import' ? { path: `./${file}`, external: true } : undefined,
      );
    },
  };
}

interface Output {
  readonly imports: readonly { readonly kind: string; readonly path: string }[];
}

/** Modules that at least half of the scripts import. */
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
