/**
 * The HTTP server: routes each request, limits its size and duration, and answers what is not HTTP. It does not know what
 * requests mean: `app.ts` answers them, and `upgrade.ts` decides about sockets.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { limits } from '../../protocol/limits.ts';
import {
  AddressQuota,
  networkOf,
  type QuotaOptions,
  thisMachine,
} from '../access/address-quota.ts';
import { inUrl, isLoopback, plainAddress } from '../access/hosts-and-origins.ts';
import { RelayError } from '../errors.ts';
import { endWith, rawAnswer } from '../transport/answers.ts';
import { ignoreUpgrade, offersWebSocket } from './ignored-upgrade.ts';
import { useOriginForm } from './request-target.ts';
import type { TlsTexts } from './tls-files.ts';

export interface HttpRoutes {
  /** `/ingest`, which bypasses express. */
  ingest(request: IncomingMessage, response: ServerResponse): void;
  /** Everything else. */
  rest(request: IncomingMessage, response: ServerResponse): void;
  /** Called only for requests that offer a WebSocket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

export interface HttpServerOptions {
  /** The server speaks TLS with this certificate; absent: it does not. */
  readonly tls?: TlsTexts | undefined;
  /** Of connections, by address. */
  readonly quota: QuotaOptions;
  /** Whether the address is that of a trusted proxy. */
  isProxy(address: string): boolean;
}

/** A server with or without TLS. */
export type RelayServer = Server | TlsServer;

export function makeHttpServer(routes: HttpRoutes, options: HttpServerOptions): RelayServer {
  /** The newest answer of each connection. */
  const answers = new WeakMap<Socket, ServerResponse>();
  const settings = {
    maxHeaderSize: limits.headerBytesMax,
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    // How often both timeouts are checked, ms.
    connectionsCheckingInterval: 1_000,
    keepAliveTimeout: limits.keepAliveMs,
    // The access control refuses a request without Host, with a code.
    requireHostHeader: false,
    noDelay: true,
  };
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    answers.set(request.socket, response);
    useOriginForm(request);
    // A relay that ends answers an open connection once more. More answers would say that only sockets are refused.
    if (!server.listening) response.shouldKeepAlive = false;
    if (isIngest(request.url ?? '')) routes.ingest(request, response);
    else routes.rest(request, response);
  };
  const server =
    options.tls === undefined
      ? createServer(settings, listener)
      : createTlsServer(
          { ...settings, ...options.tls, handshakeTimeout: limits.headersTimeoutMs },
          listener,
        );
  server.maxConnections = limits.connectionsMax + limits.requestsMax;
  // No limit, because their bytes are limited. Node would ignore the last ones, among them those of proxies and browsers.
  server.maxHeadersCount = 0;
  const quota = new AddressQuota(options.quota);
  const counted = new WeakSet<Socket>();
  server.on('connection', (socket: Socket) => {
    // `ignoreUpgrade` emits this event again for the same connection.
    if (counted.has(socket)) return;
    counted.add(socket);
    countConnection(quota, socket, options);
  });
  server.on('upgrade', (request, socket, head) => {
    if (!offersWebSocket(request)) {
      ignoreUpgrade(server, request, head, answers.get(request.socket));
      return;
    }
    // A request may offer several protocols; `ws` expects one.
    request.headers.upgrade = 'websocket';
    useOriginForm(request);
    routes.upgrade(request, socket, head);
  });
  server.on('clientError', answerBrokenRequest);
  return server;
}

/**
 * Closes a connection above its address's quota. Connections of loopback and of trusted proxies all count as this machine's:
 * they may bring many people, whose sockets are counted once their headers are read.
 */
function countConnection(
  quota: AddressQuota,
  socket: Socket,
  { isProxy }: HttpServerOptions,
): void {
  const address = plainAddress(socket.remoteAddress ?? '');
  const isShared = isLoopback(address) || isProxy(address);
  try {
    socket.once('close', quota.acquire(isShared ? thisMachine : networkOf(address)));
  } catch {
    socket.destroy();
  }
}

function isIngest(address: string): boolean {
  return address.startsWith('/ingest') && (address.length === 7 || address[7] === '?');
}

function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  endWith(socket, rawAnswer(brokenRequest(error.code)));
}

function brokenRequest(code: string | undefined): RelayError {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new RelayError(
      'headers-too-large',
      `The header lines have at most ${limits.headerBytesMax} bytes.`,
    );
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new RelayError('too-slow', 'The request did not arrive in time.');
  }
  return new RelayError('bad-request', 'This is not an HTTP request.');
}

export interface ListenPort {
  /** 0: any. */
  readonly port: number;
  /** Of any port, the one to use if it is free; 0: none. */
  readonly preferred?: number;
}

/** @throws Node's own error, for instance `EADDRINUSE` */
export async function listen(
  server: Server,
  host: string,
  { port, preferred = 0 }: ListenPort,
): Promise<AddressInfo> {
  if (port !== 0 || preferred === 0) return listenAt(server, host, port);
  return listenAt(server, host, preferred).catch(() => listenAt(server, host, 0));
}

async function listenAt(server: Server, host: string, port: number): Promise<AddressInfo> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: host.replace(/^\[|\]$/g, ''), port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return server.address() as AddressInfo;
}

/** The address at which this machine reaches a server. @param host what the server listens on */
export function addressOf(host: string, port: number, scheme: 'http' | 'https' = 'http'): string {
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `${scheme}://${inUrl(name)}:${port}`;
}
