/** Who sent a request, judging by its headers and its connection. */
import type { IncomingMessage } from 'node:http';
import { keySubprotocolPrefix } from '../../protocol/access-keys.ts';
import { isLocalName, isLoopback, parseHost, plainAddress } from './hosts-and-origins.ts';
import { forwardedHost, isForwarded } from './proxy-headers.ts';
import { TrustedProxies } from './trusted-proxies.ts';

/** The parts of a request that access is decided by. */
export interface Caller {
  readonly host: string | undefined;
  /** The name that the client called a trusted proxy by, where the proxy wrote another one into Host. */
  readonly forwardedHost: string | undefined;
  readonly origin: string | undefined;
  readonly authorization: string | undefined;
  /** `key` of the address, or the key that a page offers as a subprotocol. */
  readonly keyParameter: string | undefined;
  readonly remoteAddress: string;
  /** The address of this machine that the request came in on. */
  readonly localAddress: string;
  /** A proxy forwarded the request, so the remote address is the proxy's. */
  readonly isForwarded: boolean;
  /** The client's address, as a trusted proxy reports it; null: no trusted proxy forwarded the request. */
  readonly reportedAddress: string | null;
}

const nobody = new TrustedProxies([]);

/**
 * @param keyParameter `key` of the request's address
 * @param trusted whose claims are believed
 */
export function callerOf(
  request: IncomingMessage,
  keyParameter?: string,
  trusted: TrustedProxies = nobody,
): Caller {
  const { headers, socket } = request;
  const forwarded = isForwarded(headers);
  const remoteAddress = socket.remoteAddress ?? '';
  const isTrusted = forwarded && trusted.has(remoteAddress);
  return {
    host: headers.host,
    forwardedHost: isTrusted ? forwardedHost(headers) : undefined,
    origin: headers.origin,
    authorization: headers.authorization,
    keyParameter: keyParameter ?? offeredKey(headers['sec-websocket-protocol']),
    remoteAddress,
    localAddress: socket.localAddress ?? '',
    isForwarded: forwarded,
    reportedAddress: isTrusted ? trusted.clientOf(headers['x-forwarded-for']) : null,
  };
}

function offeredKey(protocols: string | undefined): string | undefined {
  for (const one of (protocols ?? '').split(',')) {
    const name = one.trim();
    if (!name.startsWith(keySubprotocolPrefix)) continue;
    return Buffer.from(name.slice(keySubprotocolPrefix.length), 'base64url').toString();
  }
  return undefined;
}

/** The address that the caller is known by: its own, or that of a proxy that is not trusted. */
export function addressOfCaller({ reportedAddress, remoteAddress }: Caller): string {
  return reportedAddress ?? plainAddress(remoteAddress);
}

/**
 * The caller may be on another machine. Tunnels and proxies that run here connect over loopback too; their headers, or
 * the host name they are reached by, give them away.
 */
export function isRemote(caller: Caller): boolean {
  if (!isLoopback(caller.remoteAddress) || caller.isForwarded) return true;
  const host = parseHost(caller.host);
  return host === null || !isLocalName(host.name);
}
