/**
 * Writes limits into the sources of pages as plain values, so that a page has those that it uses: the relay's and the agent's
 * are of no use in a browser.
 */
import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';
import { limits } from '../../protocol/limits.ts';

const values: Readonly<Record<string, unknown>> = limits;

/** Pure. @returns the source with each `limits.name` as its value; names that are not limits stay, and fail the type check */
export function withLimits(source: string): string {
  return source.replace(/\blimits\.(\w+)/g, (text, name: string) =>
    Object.hasOwn(values, name) ? `(${JSON.stringify(values[name])})` : text,
  );
}

export function pageLimits(): Plugin {
  return {
    name: 'page-limits',
    setup(builder) {
      // A source that still needs the list fails the build.
      builder.onLoad({ filter: /[\\/]protocol[\\/]limits\.ts$/ }, () => ({
        contents: 'export {};',
      }));
      builder.onLoad({ filter: /[\\/](overlays|protocol)[\\/].*\.ts$/ }, ({ path }) => ({
        contents: withLimits(readFileSync(path, 'utf8')),
        loader: 'ts',
      }));
    },
  };
}
