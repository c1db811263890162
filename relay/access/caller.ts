/** Who sent a request: what its headers and its connection say about that. */
import type { IncomingMessage } from 'node:http';
import { isLocalName, isLoopback, placeOf } from './hosts-and-origins.ts';
import { claimedAddress, forwardedHost, isForwarded } from './proxy-headers.ts';

/** What of a request decides about it. */
export interface Caller {
  readonly host: string | undefined;
  /** The name that a proxy was called by, where it put another one into Host. */
  readonly forwardedHost: string | undefined;
  readonly origin: string | undefined;
  readonly authorization: string | undefined;
  /** `key` of the address. */
  readonly keyParameter: string | undefined;
  readonly remoteAddress: string;
  /** The address of this machine that the request came in on. */
  readonly localAddress: string;
  /** A proxy passed it on, so the remote address is not the caller's. */
  readonly isForwarded: boolean;
  /** Whom the proxy says that it was called from; empty: nobody. Never trusted. */
  readonly claimedAddress: string;
}

/** @param keyParameter `key` of the request's address */
export function callerOf(request: IncomingMessage, keyParameter: string | undefined): Caller {
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
 * The caller is not on this machine, or may not be: a tunnel or proxy that runs here passes on who is elsewhere,
 * and is known by what it adds or by the name that it is reached under.
 */
export function isFromElsewhere(caller: Caller): boolean {
  if (!isLoopback(caller.remoteAddress) || caller.isForwarded) return true;
  const place = placeOf(caller.host);
  return place === null || !isLocalName(place.name);
}
