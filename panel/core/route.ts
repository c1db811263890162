/** Addresses of the panel: `#/overlays/gear` is the room `overlays` with the path `gear`. Pure. */

export interface Route {
  readonly room: string;
  readonly path: readonly string[];
}

/** The room of `#/` and of unknown addresses. */
export const homeName = 'home';

export function routeOf(hash: string): Route {
  const [room = '', ...path] = hash
    .replace(/^#\/?/, '')
    .split('/')
    .filter((part) => part !== '')
    .map(decoded);
  return { room: room === '' ? homeName : room, path };
}

/** The address of a room, or of a page in it. */
export function hashOf(room: string, ...path: readonly string[]): string {
  if (room === homeName && path.length === 0) return '#/';
  return `#/${[room, ...path].map(encodeURIComponent).join('/')}`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
