/** The proxies whose claims about their clients are believed, from `--trusted-proxy`. */
import { BlockList, isIP } from 'node:net';
import { plainAddress } from './hosts-and-origins.ts';

/** An address or a network in CIDR: `127.0.0.1`, `10.0.0.0/8`, `2001:db8::/32`. */
export interface ProxyNetwork {
  readonly address: string;
  readonly family: 'ipv4' | 'ipv6';
  readonly prefix: number;
}

/** @returns null: it is neither an address nor a network. Pure. */
export function proxyNetwork(text: string): ProxyNetwork | null {
  const match = /^([0-9a-f.:]+)(?:\/(\d{1,3}))?$/i.exec(text.trim());
  if (match === null) return null;
  const [, address = '', bits] = match;
  const version = isIP(address);
  if (version === 0) return null;
  const most = version === 4 ? 32 : 128;
  const prefix = bits === undefined ? most : Number(bits);
  return prefix > most ? null : { address, family: version === 4 ? 'ipv4' : 'ipv6', prefix };
}

export class TrustedProxies {
  readonly #list = new BlockList();
  /** @param proxies texts that `proxyNetwork` can read; others are ignored */
  constructor(proxies: readonly string[]) {
    for (const one of proxies) {
      const network = proxyNetwork(one);
      if (network !== null) {
        this.#list.addSubnet(network.address, network.prefix, network.family);
      }
    }
  }

  has(address: string): boolean {
    const plain = plainAddress(address).split('%')[0]!;
    const version = isIP(plain);
    return version !== 0 && this.#list.check(plain, version === 4 ? 'ipv4' : 'ipv6');
  }

  /**
   * The client's address in `X-Forwarded-For`: the last one that no trusted proxy has, because everything before it was written
   * by the client itself. Where all are proxies, the first.
   * @param header of a request that came from a trusted proxy
   * @returns null: the header names no address
   */
  clientOf(header: string | string[] | undefined): string | null {
    const named = [header ?? []].flat().join(',').split(',').map(withoutPort);
    let found: string | null = null;
    for (const address of named.reverse()) {
      // What stands before something that is not an address cannot be believed either.
      if (isIP(address) === 0) return found;
      found = address;
      if (!this.has(address)) return address;
    }
    return found;
  }
}

/** `203.0.113.7:4711` and `[2001:db8::7]:4711`, as some proxies write addresses. */
function withoutPort(text: string): string {
  const plain = text.trim();
  const match = /^\[([^\]]+)\](?::\d+)?$/.exec(plain) ?? /^([\d.]+):\d+$/.exec(plain);
  return plainAddress(match?.[1] ?? plain);
}
