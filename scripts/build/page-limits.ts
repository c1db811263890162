/** Gives pages only the limits that their sources name: the relay's and the agent's are of no use in a browser. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { limits } from '../../protocol/limits.ts';
import { root } from '../root.ts';
import { inputFiles } from './inputs.ts';

/** @param more sources outside `overlays/` and `protocol/` */
export function pageLimits(more: readonly string[] = []): Plugin {
  const ours = inputFiles(['overlays', 'protocol']).filter((file) => file.endsWith('.ts'));
  const named = new Set(
    [...ours.map((file) => join(root, file)), ...more].flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/\blimits\.(\w+)/g)].map(([, name]) => name),
    ),
  );
  const used = Object.fromEntries(Object.entries(limits).filter(([name]) => named.has(name)));
  const contents = `export const limits = ${JSON.stringify(used)};`;
  return {
    name: 'page-limits',
    setup(builder) {
      builder.onLoad({ filter: /[\\/]protocol[\\/]limits\.ts$/ }, () => ({ contents }));
    },
  };
}
