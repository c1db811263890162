/**
 * Builds the control panel: one page, one style sheet, and one script that loads the rooms. The pages of `/docs` share the
 * style sheet.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { root } from '../root.ts';
import { buildDocuments, panelPage } from './documents.ts';
import { packagesOf, writePageLicences } from './licences.ts';
import { panelFonts } from './panel-fonts.ts';

/**
 * @param folder of the built pages; `panel/index.html` is written there, and files with a hash in their name to `assets/`
 * @param assetsAddress where the relay serves `assets/`
 * @param isDevelopment nothing is minified
 */
export async function buildPanel(
  folder: string,
  assetsAddress: string,
  isDevelopment = false,
): Promise<void> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: {
      panel: join(root, 'panel', 'main.tsx'),
      docs: join(root, 'panel', 'docs', 'main.ts'),
      style: join(root, 'panel', 'panel.css'),
    },
    outdir: join(folder, 'assets'),
    entryNames: 'panel-[name]-[hash]',
    chunkNames: 'panel-[name]-[hash]',
    assetNames: 'panel-[name]-[hash]',
    bundle: true,
    splitting: true,
    minify: !isDevelopment,
    sourcemap: isDevelopment ? 'linked' : false,
    format: 'esm',
    // Docks of OBS 28 to 30 are Chromium 103.
    target: ['chrome103', 'firefox115'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.woff2': 'file' },
    plugins: [panelFonts],
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  const outputs = Object.entries(metafile.outputs);
  const entry = (source: string) =>
    outputs.find(([, output]) => output.entryPoint?.endsWith(source))!;
  const [scriptPath] = entry('panel/main.tsx');
  // Nearly everybody sees this room first. Without the hint it would load only after the shell has run, and its imports
  // only after it.
  const [homePath] = entry('panel/home/room.tsx');
  const [stylePath] = entry('panel/panel.css');
  const address = (path: string): string => assetsAddress + basename(path);
  const tagsOf = (scriptPath: string, ...soon: string[]): string => {
    const parts = [...staticParts(metafile, [scriptPath, ...soon])];
    return [
      `<link rel="stylesheet" href="${address(stylePath)}">`,
      ...parts
        .filter((path) => path !== scriptPath)
        .map((path) => `<link rel="modulepreload" href="${address(path)}">`),
      `<script type="module" src="${address(scriptPath)}"></script>`,
    ].join('\n    ');
  };
  mkdirSync(join(folder, 'panel'), { recursive: true });
  writeFileSync(
    join(folder, 'panel', 'index.html'),
    panelPage('index.html', { title: 'Sequential', assets: tagsOf(scriptPath, homePath) }),
  );
  const [docsPath] = entry('panel/docs/main.ts');
  buildDocuments({ folder, assetsAddress, assetTags: tagsOf(docsPath) });
  const packages = packagesOf(Object.keys(metafile.inputs));
  writePageLicences(join(folder, 'assets'), 'panel', packages);
}

/** These scripts and all their static imports, at any depth. */
function staticParts({ outputs }: Metafile, paths: readonly string[]): Set<string> {
  const found = new Set<string>();
  const take = (path: string): void => {
    if (found.has(path)) return;
    found.add(path);
    for (const { kind, path: imported } of outputs[path]?.imports ?? []) {
      if (kind === 'import-statement') take(imported);
    }
  };
  for (const path of paths) take(path);
  return found;
}
