/**
 * Carries messages between relays over NATS. It knows nothing of what they say: `relay-viewers.ts` sends frames through it,
 * `remote-feeds.ts` receives them, `relay-cluster.ts` puts the parts together. It connects in the background and reconnects
 * for ever. While NATS is away nothing is kept for later, because frames that arrive late help nobody.
 */

import type { ConnectionOptions, NatsConnection, Subscription } from '@nats-io/transport-node';
import { messageOf } from '../../protocol/explained-error.ts';
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import { LimitedLog } from '../limited-log.ts';
import type { Backplane, OnAnswer, Respond } from './backplane.ts';
import { answerSubject } from './subjects.ts';

export interface NatsBackplaneParts {
  /** `nats://HOST:PORT`, or several with commas between them; `tls://` encrypts. */
  readonly addresses: string;
  /** Names this relay in subjects. */
  readonly relay: string;
  readonly log: Log;
}

interface OpenSubscription {
  readonly subject: string;
  readonly onMessage: (bytes: Buffer, respond: Respond) => void;
  /** null while there is no connection yet. */
  open: Subscription | null;
}

interface PendingRequest {
  readonly onAnswer: OnAnswer;
  readonly timer: NodeJS.Timeout;
}

/** A connection that the server does not answer for two of these is stale, ms. */
const pingMs = 2_000;
const reconnectMs = 250;
const noResponders = '503';

/** @throws Error when the client library is missing */
export async function openNatsBackplane(parts: NatsBackplaneParts): Promise<Backplane> {
  const backplane = new NatsBackplane(parts);
  await backplane.begin(await loadConnect());
  return backplane;
}

async function loadConnect(): Promise<(options: ConnectionOptions) => Promise<NatsConnection>> {
  // A bundle has the exports of a CommonJS library in `default` only.
  const library = (await import(
    '@nats-io/transport-node'
  )) as typeof import('@nats-io/transport-node') & {
    default?: typeof import('@nats-io/transport-node');
  };
  return (library.default ?? library).connect;
}

/** User, password or token are part of an address, and are shown to all servers. */
function optionsOf(addresses: string): ConnectionOptions {
  const urls = addresses.split(',').map((one) => new URL(one.trim()));
  const { username, password } = urls.find((url) => url.username !== '') ?? urls[0]!;
  const [user, pass] = [decodeURIComponent(username), decodeURIComponent(password)];
  return {
    servers: urls.map(({ host }) => host),
    ...(user === '' ? {} : pass === '' ? { token: user } : { user, pass }),
    ...(urls.some(({ protocol }) => protocol === 'tls:') ? { tls: {} } : {}),
  };
}

class NatsBackplane implements Backplane {
  readonly #parts: NatsBackplaneParts;
  readonly #failures: LimitedLog;
  readonly #subscriptions = new Set<OpenSubscription>();
  readonly #listeners = new Set<() => void>();
  readonly #requests = new Map<number, PendingRequest>();
  #nextRequest = 1;
  #connection: NatsConnection | null = null;
  #isConnected = false;
  #problem: string | null = 'It has not answered yet.';
  #isClosed = false;

  constructor(parts: NatsBackplaneParts) {
    this.#parts = parts;
    this.#failures = new LimitedLog(parts.log, () => performance.now());
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  get problem(): string | null {
    return this.#isConnected ? null : this.#problem;
  }

  /** Resolves when it is connected, or after `limits.backplaneStartMs`: then it goes on trying. */
  async begin(connect: (options: ConnectionOptions) => Promise<NatsConnection>): Promise<void> {
    const connected = this.#connect(connect);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, limits.backplaneStartMs);
    });
    await Promise.race([connected, late]);
    clearTimeout(timer);
    if (!this.#isConnected) this.#logAway();
  }

  async #connect(connect: (options: ConnectionOptions) => Promise<NatsConnection>): Promise<void> {
    const { addresses, relay } = this.#parts;
    while (!this.#isClosed) {
      try {
        const connection = await connect({
          ...optionsOf(addresses),
          name: `sequential ${relay}`,
          noEcho: true,
          noRandomize: true,
          reconnect: true,
          maxReconnectAttempts: -1,
          reconnectTimeWait: reconnectMs,
          // A key that is refused now may be accepted when the server's settings have changed.
          ignoreAuthErrorAbort: true,
          pingInterval: pingMs,
          maxPingOut: 2,
          timeout: limits.backplaneStartMs,
        });
        if (this.#isClosed) {
          await connection.close();
          return;
        }
        this.#opened(connection);
        return;
      } catch (cause) {
        this.#problem = messageOf(cause);
        await new Promise((resolve) => setTimeout(resolve, reconnectMs));
      }
    }
  }

  #opened(connection: NatsConnection): void {
    this.#connection = connection;
    const answers = answerSubject(this.#parts.relay);
    connection.subscribe(`${answers}.*`, {
      callback: (error, { subject, data, headers }) => {
        if (error !== null) return;
        const isMissing = headers?.code !== undefined && String(headers.code) === noResponders;
        this.#answer(Number(subject.slice(answers.length + 1)), isMissing ? null : bytesOf(data));
      },
    });
    for (const one of this.#subscriptions) this.#open(one, connection);
    this.#changed(true);
    void this.#follow(connection);
  }

  async #follow(connection: NatsConnection): Promise<void> {
    for await (const status of connection.status()) {
      if (status.type === 'reconnect') this.#changed(true);
      else if (status.type === 'disconnect' || status.type === 'staleConnection') {
        this.#changed(false);
      } else if (status.type === 'error') this.#problem = status.error.message;
    }
  }

  #changed(isConnected: boolean): void {
    if (this.#isConnected === isConnected || this.#isClosed) return;
    this.#isConnected = isConnected;
    if (isConnected) {
      this.#parts.log.info({}, 'Connected to the backplane.');
    } else {
      this.#problem = 'The connection was lost.';
      this.#logAway();
    }
    for (const listener of this.#listeners) listener();
  }

  #logAway(): void {
    const { log } = this.#parts;
    const sentence =
      'The backplane cannot be reached. This relay works alone until it can be: sessions of other relays stand still.';
    log.warn({ cause: this.#problem }, sentence);
  }

  #open(one: OpenSubscription, connection: NatsConnection): void {
    one.open = connection.subscribe(one.subject, {
      callback: (error, message) => {
        if (error !== null) return;
        const respond = (answer: Uint8Array): void => {
          if (message.reply) this.#attempt(() => message.respond(answer));
        };
        try {
          one.onMessage(bytesOf(message.data), respond);
        } catch (cause) {
          const sentence = 'A message of another relay could not be handled.';
          this.#failures.warn(String(cause), { err: cause }, sentence);
        }
      },
    });
  }

  publish(subject: string, bytes: Uint8Array): void {
    this.#attempt(() => this.#connection?.publish(subject, bytes));
  }

  /** The library throws for a message that is too large and for a connection that has just ended. */
  #attempt(publish: () => void): void {
    if (!this.#isConnected) return;
    try {
      publish();
    } catch (error) {
      const cause = messageOf(error);
      this.#failures.warn(cause, { cause }, 'A message could not be passed to the backplane.');
    }
  }

  subscribe(subject: string, onMessage: OpenSubscription['onMessage']): () => void {
    const one: OpenSubscription = { subject, onMessage, open: null };
    this.#subscriptions.add(one);
    if (this.#connection !== null && !this.#isClosed) this.#open(one, this.#connection);
    return () => {
      this.#subscriptions.delete(one);
      if (!this.#isClosed) one.open?.unsubscribe();
    };
  }

  request(subject: string, bytes: Uint8Array, timeoutMs: number, onAnswer: OnAnswer): void {
    const id = this.#nextRequest++;
    const timer = setTimeout(() => this.#answer(id, null), timeoutMs);
    this.#requests.set(id, { onAnswer, timer });
    const reply = `${answerSubject(this.#parts.relay)}.${id}`;
    this.#attempt(() => this.#connection?.publish(subject, bytes, { reply }));
  }

  #answer(id: number, answer: Buffer | null): void {
    const pending = this.#requests.get(id);
    if (pending === undefined) return;
    this.#requests.delete(id);
    clearTimeout(pending.timer);
    pending.onAnswer(answer);
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#isConnected = false;
    for (const id of [...this.#requests.keys()]) this.#answer(id, null);
    await this.#connection?.close();
  }
}

function bytesOf({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}
