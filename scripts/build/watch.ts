/** Builds the viewers' page: one file with its styles, one script, and one more for the timing page. A test limits its size. */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, transform } from 'esbuild';
import { root } from '../root.ts';
import { pageLimits } from './page-limits.ts';

/** The oldest supported browsers are those of early 2022. */
const phones = ['chrome97', 'safari15.4', 'firefox96'];

/**
 * @param folder of the built pages; `watch.html` is written there, and the script to `assets/`
 * @param assetsAddress where the relay serves `assets/`
 * @param buildId id of the sources
 */
export async function buildWatch(
  folder: string,
  assetsAddress: string,
  buildId: string,
): Promise<void> {
  const home = join(root, 'overlays', 'watch');
  const scriptOf = async (name: string, file: string, more: Record<string, string> = {}) => {
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: { [name]: join(home, file) },
      outdir: join(folder, 'assets'),
      entryNames: '[name]-[hash]',
      bundle: true,
      minify: true,
      format: 'esm',
      target: phones,
      legalComments: 'none',
      define: { BUILD_ID: JSON.stringify(buildId), ...more },
      external: [`${assetsAddress}*`],
      plugins: [pageLimits()],
      metafile: true,
      logLevel: 'warning',
    });
    return assetsAddress + basename(Object.keys(metafile.outputs)[0]!);
  };
  const timing = await scriptOf('watch-timing', 'timing-page.ts');
  const script = await scriptOf('watch', 'main.ts', { TIMING_PAGE: JSON.stringify(timing) });
  const styles = await transform(readFileSync(join(home, 'watch.css'), 'utf8'), {
    loader: 'css',
    minify: true,
    target: phones,
  });
  const page = readFileSync(join(home, 'page.html'), 'utf8')
    .replace('/* styles */', () => styles.code.trim())
    .replace('<!-- boot -->', `<script type="module" src="${script}"></script>`)
    .replace(/\n\s+/g, '\n');
  writeFileSync(join(folder, 'watch.html'), page);
}
