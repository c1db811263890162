/**
 * Refuses requests that call the relay by another host's name. A page can have its own name resolve to this machine (DNS
 * rebinding); its requests then carry that name in `Host`.
 */
import { limits } from '../../protocol/limits.ts';
import { RelayError } from '../errors.ts';
import type { Caller } from './caller.ts';
import {
  type HostName,
  hostFromOption,
  inUrl,
  isLocalName,
  parseHost,
  plainAddress,
} from './hosts-and-origins.ts';

export class HostNameCheck {
  readonly #names: ReadonlySet<string>;

  /**
   * @param ownHost the host that the relay listens on
   * @param allowed further names, from `--allow-host`
   */
  constructor(ownHost: string, allowed: readonly HostName[]) {
    const own = hostFromOption(inUrl(ownHost));
    this.#names = new Set([own.name, ...allowed.map(({ name }) => name)]);
  }

  /** @returns null: the name is this relay's */
  refusal({ host, localAddress }: Caller): RelayError | null {
    const name = parseHost(host)?.name;
    // A request for the very address that it came in on is no trick: DNS can change names, not addresses.
    const isOwn =
      name !== undefined &&
      (isLocalName(name) || this.#names.has(name) || name === plainAddress(localAddress));
    if (isOwn) return null;
    const shown = name === undefined ? 'NAME' : name.slice(0, limits.loggedOriginCharsMax);
    return new RelayError(
      'foreign-host',
      'The Host header does not name this relay.',
      `Start the relay with --allow-host ${shown} if it is reached under this name.`,
    );
  }
}
