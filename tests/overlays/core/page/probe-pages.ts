/** Built pages that include the probe, shared by all files of a run. */
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { PageStats } from '../../../../overlays/core/page/page-stats.ts';
import { hashOf, pageInputs } from '../../../../scripts/build/inputs.ts';
import { buildPages } from '../../../../scripts/build/pages.ts';
import { madeOnce } from '../../../../scripts/made-once.ts';
import { root } from '../../../../scripts/root.ts';
import type { OpenedPage } from '../../../support/browser.ts';

const probe = join(import.meta.dirname, 'probe');
const sources = hashOf([...pageInputs, 'themes', relative(root, probe)]);
/** Goes with the temporary folder of the run. */
export const probePagesFolder = join(tmpdir(), `probe-pages-${sources}`);

/** The first file that needs them builds them. */
export async function probePagesBuilt(): Promise<void> {
  const overlays = [probe, ...['gear', 'pedals'].map((name) => join(root, 'overlays', name))];
  await madeOnce(probePagesFolder, async (folder) => {
    await buildPages({ folder, build: 'build-of-the-test', overlays });
  });
}

export function stats({ page }: OpenedPage): Promise<PageStats> {
  return page.evaluate(() =>
    (globalThis as unknown as { sequential: { stats(): PageStats } }).sequential.stats(),
  );
}
