/** Finds the browser sources in OBS that show pages of this relay, and those without a connected page. */
import { parsedUrl } from '../../../protocol/parsed-url.ts';
import { loopbackNames } from '../connection/obs-address.ts';
import type { ObsPort } from '../connection/obs-port.ts';

export const browserSourceKind = 'browser_source';

/** Read from a page's address. */
export interface OwnPage {
  /** `gear`, or `layout/broadcast`. */
  overlay: string;
  /** Session id or `live`. */
  target: string;
  driver: string | null;
}

/** A page that is connected to the relay (see `ViewerInfo`). */
export interface ConnectedPage {
  readonly overlay: string | null;
  readonly target: string;
  readonly driver: string | null;
  readonly isObs: boolean;
}

/**
 * @param origins of the relay, for instance `http://127.0.0.1:5000`; all names of this machine count as one
 * @returns null: not a page of this relay
 */
export function ownPage(url: unknown, origins: readonly string[]): OwnPage | null {
  const parsed = typeof url === 'string' ? parsedUrl(url) : null;
  if (parsed === null) return null;
  const { origin, pathname, searchParams } = parsed;
  if (!origins.some((own) => isSameOrigin(own, origin))) return null;
  const match = /^\/overlays\/((?:layout\/)?[\w.-]+)\/?$/.exec(pathname);
  if (match === null) return null;
  const driver = searchParams.get('driver');
  return { overlay: match[1]!, target: searchParams.get('session') || 'live', driver };
}

function isSameOrigin(one: string, other: string): boolean {
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
  /** It is hidden, and unloads its page while hidden. */
  readonly asleep: boolean;
}

/** The browser sources that show a page of this relay. @throws ObsError */
export async function listOwnSources(
  obs: ObsPort,
  origins: readonly string[],
): Promise<OwnSource[]> {
  const { inputs } = await obs.call('GetInputList', { inputKind: browserSourceKind });
  const sources: OwnSource[] = [];
  for (const { inputName: name } of inputs) {
    const { inputSettings } = await obs.call('GetInputSettings', { inputName: name });
    const { url, shutdown } = inputSettings;
    const page = ownPage(url, origins);
    if (page === null) continue;
    const asleep =
      shutdown === true && !(await obs.call('GetSourceActive', { sourceName: name })).videoShowing;
    sources.push({ name, url: String(url), page, asleep });
  }
  return sources;
}

export interface SourceHealth {
  /** Each has a connected page. */
  alive: OwnSource[];
  /** None has a connected page. */
  dead: OwnSource[];
  /** Some of these have a page; which ones is unknown. */
  unclear: OwnSource[];
}

const keyOf = (page: OwnPage): string => JSON.stringify([page.overlay, page.target, page.driver]);

/** Compares numbers of sources and pages for each address: a page does not know the name of its source. */
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
