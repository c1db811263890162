/**
 * What each way into the relay needs. Under `/api` whatever is not named here is private: a route that somebody forgot
 * to think about is closed.
 */
import type { Permission } from '../access/access-policy.ts';

interface RoutePermission {
  readonly methods: readonly string[];
  /** The whole path. Letters count as they are written here; written otherwise it is not this route. */
  readonly path: RegExp;
  readonly need: Permission;
}

const reading = ['GET', 'HEAD'] as const;

/** What pages of viewers ask: overlays, layouts, replays, `/watch`. The rest of `/api` is the streamer's own. */
const named: readonly RoutePermission[] = [
  { methods: reading, path: /^\/api\/(overlays|themes|layouts|watch|sessions)\/?$/, need: 'watch' },
  { methods: reading, path: /^\/api\/(layouts|tracks|sessions)\/.+$/, need: 'watch' },
  // Tells what a layout would look like and changes nothing; the panel's previews ask it, which have no token.
  { methods: ['POST'], path: /^\/api\/layouts\/check$/, need: 'watch' },
  { methods: ['PUT'], path: /^\/api\/sessions\/[^/]+$/, need: 'publish' },
];

/** @returns null: pages, scripts, themes, `/health` and `/metrics`, which anybody gets who names this relay */
export function permissionFor(method: string, path: string): Permission | null {
  if (!/^\/api(\/|$)/i.test(path)) return null;
  const found = named.find((one) => one.methods.includes(method) && one.path.test(path));
  if (found !== undefined) return found.need;
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS' ? 'read-private' : 'change';
}
