/**
 * Which browser sources of OBS show pages of this relay, and which of those have no page that is connected. Pure.
 */

/** A page as its address names it. */
export interface OwnPage {
  /** `gear`, or `layout/broadcast`. */
  overlay: string;
  /** Session id or `live`. */
  target: string;
  driver: string | null;
}

/** What is needed of a page that is connected (see `ViewerInfo`). */
export interface ConnectedPage {
  readonly overlay: string | null;
  readonly target: string;
  readonly driver: string | null;
  readonly isObs: boolean;
}

const loopbackNames = ['localhost', '127.0.0.1', '[::1]'];

/** An address such as `ws://127.0.0.1:4455` that means this machine itself. */
export function isOnThisMachine(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return loopbackNames.includes(hostname) || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/**
 * @param origins of the relay, for instance `http://127.0.0.1:5000`; all names of this machine count as one.
 * @returns null: not a page of this relay.
 */
export function ownPage(url: unknown, origins: readonly string[]): OwnPage | null {
  if (typeof url !== 'string' || !URL.canParse(url)) return null;
  const { origin, pathname, searchParams } = new URL(url);
  if (!origins.some((own) => sameOrigin(own, origin))) return null;
  const match = /^\/overlays\/((?:layout\/)?[\w.-]+)\/?$/.exec(pathname);
  if (match === null) return null;
  const driver = searchParams.get('driver');
  return { overlay: match[1]!, target: searchParams.get('session') || 'live', driver };
}

function sameOrigin(one: string, other: string): boolean {
  if (one === other) return true;
  // Addresses such as about:blank have no origin.
  if (other === 'null') return false;
  const [a, b] = [new URL(one), new URL(other)];
  return (
    a.protocol === b.protocol &&
    a.port === b.port &&
    loopbackNames.includes(a.hostname) &&
    loopbackNames.includes(b.hostname)
  );
}

export interface OwnSource {
  /** Name of the source in OBS. */
  readonly name: string;
  readonly url: string;
  readonly page: OwnPage;
  /** It gives up its page while it is hidden, and is hidden now. */
  readonly asleep: boolean;
}

export interface SourceHealth {
  /** Each has its page. */
  alive: OwnSource[];
  /** No page is there for them. */
  dead: OwnSource[];
  /** Some of these have a page and some have none, and nothing tells which. */
  unclear: OwnSource[];
}

const keyOf = (page: OwnPage): string => JSON.stringify([page.overlay, page.target, page.driver]);

/** Sources that show the same page are counted against the connected pages: they carry no name of their source. */
export function sourceHealth(
  sources: readonly OwnSource[],
  pages: readonly ConnectedPage[],
): SourceHealth {
  const connected = new Map<string, number>();
  for (const { isObs, overlay, target, driver } of pages) {
    if (!isObs || overlay === null) continue;
    const key = keyOf({ overlay, target, driver });
    connected.set(key, (connected.get(key) ?? 0) + 1);
  }
  const health: SourceHealth = { alive: [], dead: [], unclear: [] };
  const groups = new Map<string, OwnSource[]>();
  for (const source of sources) {
    if (source.asleep) continue;
    const key = keyOf(source.page);
    groups.set(key, [...(groups.get(key) ?? []), source]);
  }
  for (const [key, group] of groups) {
    const count = connected.get(key) ?? 0;
    const verdict = count >= group.length ? 'alive' : count === 0 ? 'dead' : 'unclear';
    health[verdict].push(...group);
  }
  return health;
}
