/** The control panel: one page, one style sheet, one script that loads the rooms, in the folder of the built pages. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { root } from './inputs.ts';
import { licenceTexts, packagesOf } from './licences.ts';

/**
 * @param folder of the built pages; writes `panel/index.html` there, and files with their hash in the name to `assets/`.
 * @param assetsAddress where the relay serves `assets/`.
 */
export async function buildPanel(folder: string, assetsAddress: string): Promise<void> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: {
      panel: join(root, 'panel', 'main.tsx'),
      style: join(root, 'panel', 'panel.css'),
    },
    outdir: join(folder, 'assets'),
    entryNames: 'panel-[name]-[hash]',
    chunkNames: 'panel-[name]-[hash]',
    assetNames: 'panel-[name]-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    // The docks of OBS 28 to 30 are a Chromium 103.
    target: ['chrome103', 'firefox115'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.woff2': 'file' },
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  const outputs = Object.entries(metafile.outputs);
  const entry = (source: string) =>
    outputs.find(([, output]) => output.entryPoint?.endsWith(source))!;
  const [scriptPath, script] = entry('panel/main.tsx');
  const [stylePath] = entry('panel/panel.css');
  const address = (path: string): string => assetsAddress + basename(path);
  const tags = [
    `<link rel="stylesheet" href="${address(stylePath)}">`,
    ...script.imports
      .filter(({ kind }) => kind === 'import-statement')
      .map(({ path }) => `<link rel="modulepreload" href="${address(path)}">`),
    `<script type="module" src="${address(scriptPath)}"></script>`,
  ];
  const template = readFileSync(join(root, 'panel', 'index.html'), 'utf8');
  mkdirSync(join(folder, 'panel'), { recursive: true });
  writeFileSync(
    join(folder, 'panel', 'index.html'),
    template.replace('<!-- assets -->', tags.join('\n    ')),
  );
  writeFileSync(
    join(folder, 'assets', 'PANEL-LICENSES.txt'),
    licenceTexts(packagesOf(Object.keys(metafile.inputs))),
  );
}
