/** Which methods the routes at an address take, for the answer to a method that none of them takes. */
import type { Router } from 'express';

/** What Express keeps for each route and each router within a router; its types leave `match` out. */
interface Layer {
  /** Absent: middleware, or a router within. */
  readonly route?: { readonly methods: Readonly<Record<string, boolean>> };
  readonly handle: { readonly stack?: readonly Layer[] };
  match(path: string): boolean;
}

/**
 * @param path below the address where the routers are mounted
 * @returns sorted and in capitals, with `HEAD` where there is `GET`; empty: no route has this address
 */
export function allowedMethods(routers: readonly Router[], path: string): string[] {
  const found = new Set<string>();
  const add = (layers: readonly Layer[]): void => {
    for (const layer of layers) {
      if (!matches(layer, path)) continue;
      for (const method of Object.keys(layer.route?.methods ?? {})) found.add(method.toUpperCase());
      if (layer.route === undefined) add(layer.handle.stack ?? []);
    }
  };
  for (const { stack } of routers) add(stack as unknown as readonly Layer[]);
  if (found.has('GET')) found.add('HEAD');
  return [...found].sort();
}

function matches(layer: Layer, path: string): boolean {
  try {
    return layer.match(path);
  } catch {
    // The path has broken percent-encoding.
    return false;
  }
}
