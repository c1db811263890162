/** Who sent a request, judging by its headers and its connection. */
import type { IncomingMessage } from 'node:http';
import { isLocalName, isLoopback, parseHost } from './hosts-and-origins.ts';
import { claimedAddress, forwardedHost, isForwarded } from './proxy-headers.ts';

/** The parts of a request that access is decided by. */
export interface Caller {
  readonly host: string | undefined;
  /** The name that the client called a proxy by, where the proxy wrote another one into Host. */
  readonly forwardedHost: string | undefined;
  readonly origin: string | undefined;
  readonly authorization: string | undefined;
  /** `key` of the address. */
  readonly keyParameter: string | undefined;
  readonly remoteAddress: string;
  /** The address of this machine that the request came in on. */
  readonly localAddress: string;
  /** A proxy forwarded the request, so the remote address is the proxy's. */
  readonly isForwarded: boolean;
  /** The client's address as the proxy claims it; empty: it claims none. Never trusted. */
  readonly claimedAddress: string;
}

/** @param keyParameter `key` of the request's address */
export function callerOf(request: IncomingMessage, keyParameter?: string): Caller {
  const { headers, socket } = request;
  const forwarded = isForwarded(headers);
  return {
    host: headers.host,
    forwardedHost: forwarded ? forwardedHost(headers) : undefined,
    origin: headers.origin,
    authorization: headers.authorization,
    keyParameter,
    remoteAddress: socket.remoteAddress ?? '',
    localAddress: socket.localAddress ?? '',
    isForwarded: forwarded,
    claimedAddress: forwarded ? claimedAddress(headers) : '',
  };
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
