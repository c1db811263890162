/** The control panel: one page, one script, one style sheet, in the folder of the built pages. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { root } from './inputs.ts';

/**
 * @param folder of the built pages; writes `panel/index.html` there, and files with their hash in the name to `assets/`.
 * @param assetsAddress where the relay serves `assets/`.
 */
export async function buildPanel(folder: string, assetsAddress: string): Promise<void> {
  const result = await build({
    absWorkingDir: root,
    entryPoints: { panel: join(root, 'panel', 'main.ts'), style: join(root, 'panel', 'panel.css') },
    outdir: join(folder, 'assets'),
    entryNames: 'panel-[name]-[hash]',
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  const files = Object.keys(result.metafile.outputs).map((path) => assetsAddress + basename(path));
  const tags = files.map((file) =>
    file.endsWith('.css')
      ? `<link rel="stylesheet" href="${file}">`
      : `<script type="module" src="${file}"></script>`,
  );
  const template = readFileSync(join(root, 'panel', 'index.html'), 'utf8');
  mkdirSync(join(folder, 'panel'), { recursive: true });
  writeFileSync(
    join(folder, 'panel', 'index.html'),
    template.replace('<!-- assets -->', tags.sort().join('\n    ')),
  );
}
