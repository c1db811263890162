/**
 * Which permission each route needs. Routes under `/api` that are not listed here are private, so a forgotten entry closes a
 * route and never opens one.
 */
import type { Permission } from '../access/access-policy.ts';

interface RoutePermission {
  readonly methods: readonly string[];
  /** Matches the whole path; case matters. */
  readonly path: RegExp;
  readonly permission: Permission;
}

const reading = ['GET', 'HEAD'] as const;

/**
 * Routes that pages of viewers use: `watch` for what is driven now, `read` for what is stored. The rest of `/api` is for the
 * streamer.
 */
const named: readonly RoutePermission[] = [
  { methods: reading, path: /^\/api\/(overlays|themes|layouts|watch)\/?$/, permission: 'watch' },
  { methods: reading, path: /^\/api\/(layouts|tracks)\/.+$/, permission: 'watch' },
  // The cars of the live race, which `/watch` shows.
  { methods: reading, path: /^\/api\/sessions\/[^/]+\/cars\/?$/, permission: 'watch' },
  { methods: reading, path: /^\/api\/sessions(\/.*)?$/, permission: 'read' },
  { methods: reading, path: /^\/metrics\/?$/i, permission: 'read' },
  // Checks a layout and changes nothing. The panel's previews use it, and they have no token.
  { methods: ['POST'], path: /^\/api\/layouts\/check$/, permission: 'watch' },
  { methods: ['PUT'], path: /^\/api\/sessions\/[^/]+$/, permission: 'publish' },
  { methods: reading, path: /^\/live\/.+$/, permission: 'watch' },
];

/** @returns null: the route is open to everybody (pages, scripts, themes, `/health`) */
export function permissionFor(method: string, path: string): Permission | null {
  const found = named.find((one) => one.methods.includes(method) && one.path.test(path));
  if (found !== undefined) return found.permission;
  if (!/^\/(api|live)(\/|$)/i.test(path)) return null;
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS' ? 'read-private' : 'change';
}
