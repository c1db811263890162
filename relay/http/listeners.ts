/**
 * Where the relay listens. With TLS it listens twice: for everybody with its certificate, and without it for programs of this
 * PC, which call it by an address that no certificate names.
 */
import { connectionQuota } from '../access/address-quota.ts';
import type { RelayAccess } from '../access/relay-access.ts';
import {
  addressOf,
  type HttpRoutes,
  type ListenPort,
  listen,
  makeHttpServer,
  type RelayServer,
} from './server.ts';
import type { TlsFiles } from './tls-files.ts';

const loopback = '127.0.0.1';

export class Listeners {
  readonly #tls: TlsFiles | null;
  /** For everybody. */
  readonly #main: RelayServer;
  /** For this PC alone; null: the main one serves it too. */
  readonly #local: RelayServer | null;
  #port = 0;
  /** What programs of this PC call the relay by. */
  #localAddress = '';
  #mainAddress = '';

  /** @param tls null: without TLS */
  constructor(routes: HttpRoutes, { isPublic, proxies }: RelayAccess, tls: TlsFiles | null) {
    const options = {
      quota: connectionQuota(isPublic),
      isProxy: (address: string) => proxies.has(address),
    };
    this.#tls = tls;
    this.#main = makeHttpServer(routes, { ...options, tls: tls?.texts });
    this.#local = tls === null ? null : makeHttpServer(routes, options);
  }

  /** The port for everybody. */
  get port(): number {
    return this.#port;
  }

  /** As this machine reaches the relay. */
  get localAddress(): string {
    return this.#localAddress;
  }

  /** As this machine and as others reach the relay, the second but for its name. */
  get addresses(): { readonly address: string; readonly mainAddress: string } {
    return { address: this.#localAddress, mainAddress: this.#mainAddress };
  }

  /** The addresses for a relay that will listen there. */
  announce(host: string, port: number): void {
    this.#port = port;
    this.#mainAddress = addressOf(host, port, this.#tls === null ? 'http' : 'https');
    if (this.#local === null) this.#localAddress = this.#mainAddress;
  }

  /** @throws Node's own error, for instance `EADDRINUSE` */
  async listen(host: string, wanted: ListenPort): Promise<void> {
    if (this.#local !== null) {
      const preferred = wanted.port === 0 ? 0 : wanted.port + 1;
      const { port } = await listen(this.#local, loopback, { port: 0, preferred });
      this.#localAddress = addressOf(loopback, port);
    }
    this.announce(host, (await listen(this.#main, host, wanted)).port);
  }

  /** Called once a second: takes a new certificate into use. */
  async poll(): Promise<void> {
    const texts = (await this.#tls?.poll()) ?? null;
    if (texts !== null && 'setSecureContext' in this.#main) this.#main.setSecureContext(texts);
  }

  /** Accepts nothing more. @returns resolves when every connection has ended */
  async close(): Promise<void> {
    await Promise.all(
      this.#servers().map((server) => {
        const closed = new Promise<void>((resolve) => server.close(() => resolve()));
        server.closeIdleConnections();
        return closed;
      }),
    );
  }

  closeAllConnections(): void {
    for (const server of this.#servers()) server.closeAllConnections();
  }

  #servers(): RelayServer[] {
    return this.#local === null ? [this.#main] : [this.#main, this.#local];
  }
}
