/**
 * The UDP socket to the dedicated server and to the next plugin. One socket does both, because the server answers to the port
 * that it was told, and plugins send to the port that they hear from.
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import type { GameServerStatus } from '../../../protocol/game-server.ts';
import { limits } from '../../../protocol/limits.ts';
import type { Log } from '../../../protocol/log.ts';
import { StartError } from '../../errors.ts';
import { LimitedLog } from '../../limited-log.ts';
import { encodeServerCommand, type ServerCommand } from './commands.ts';
import { GameServer, type ServerRaceReceiver } from './game-server.ts';
import { readServerPacket } from './packet-reader.ts';
import { chainedCommand, SecondCount } from './plugin-chain.ts';

/** A host and a UDP port. */
export interface UdpAddress {
  readonly host: string;
  readonly port: number;
}

export interface GameServerOptions {
  /** Where the server receives messages of its plugin. */
  readonly server: UdpAddress;
  /** Where the server sends to. 0: any free port. */
  readonly listenPort: number;
  /** The next plugin. */
  readonly forwardTo?: UdpAddress;
}

export interface GameServerSocketParts {
  readonly receiver: ServerRaceReceiver;
  readonly log: Log;
  runName(): string;
  now(): number;
}

interface Resolved {
  readonly address: string;
  readonly port: number;
}

function textOf({ host, port }: UdpAddress): string {
  return `${host}:${port}`;
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.');
}

export class GameServerSocket {
  readonly #options: GameServerOptions;
  readonly #parts: GameServerSocketParts;
  readonly #limitedLog: LimitedLog;
  readonly #game: GameServer;
  readonly #packets = new SecondCount(limits.serverPacketsPerSecondMax);
  readonly #commands = new SecondCount(limits.serverCommandsPerSecondMax);
  #socket: Socket | null = null;
  #server: Resolved | null = null;
  #forward: Resolved | null = null;
  #lookedUpAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;
  #refused = 0;

  constructor(options: GameServerOptions, parts: GameServerSocketParts) {
    const { log, receiver, now } = parts;
    this.#options = options;
    this.#parts = parts;
    this.#limitedLog = new LimitedLog(log, now);
    this.#game = new GameServer({
      send: (command) => this.#send(command),
      receiver,
      runName: () => parts.runName(),
      notice: (sentence, fields) => log.info(fields, sentence),
    });
  }

  get port(): number {
    return this.#socket?.address().port ?? this.#options.listenPort;
  }

  /** Listens, and asks the server. @throws StartError `server-port-taken`; Node's error for other reasons */
  async start(): Promise<void> {
    const { server, forwardTo, listenPort } = this.#options;
    await this.#lookUp();
    const isLocal = [this.#server, this.#forward].every(
      (one) => one === null || isLoopback(one.address),
    );
    const isKnown = this.#server !== null && (forwardTo === undefined || this.#forward !== null);
    const socket = createSocket('udp4');
    socket.on('message', (bytes, from) => this.#receive(bytes, from));
    await new Promise<void>((resolve, reject) => {
      socket.once('error', (error: NodeJS.ErrnoException) =>
        reject(gameServerPortError(error, listenPort)),
      );
      // Nobody on the network reaches the port when server and plugin run on this PC.
      socket.bind({ port: listenPort, address: isLocal && isKnown ? '127.0.0.1' : '0.0.0.0' }, () =>
        resolve(),
      );
    });
    socket.removeAllListeners('error');
    // Windows reports here that nobody listens at the other end. The server may start later.
    socket.on('error', (error) => {
      this.#limitedLog.warn(
        'error',
        { err: error },
        'The socket to the game server has a problem.',
      );
    });
    this.#socket = socket;
    this.#timer = setInterval(() => this.#tick(), limits.serverTickMs);
    this.#parts.log.info(
      { server: textOf(server), port: this.port },
      'The relay follows a game server.',
    );
  }

  #tick(): void {
    const now = this.#parts.now();
    const isUnknown = this.#game.run === null;
    if (isUnknown && now - this.#lookedUpAt > limits.serverLookUpMs) void this.#lookUp();
    this.#guarded(() => this.#game.tick(now));
  }

  async #lookUp(): Promise<void> {
    const { server, forwardTo } = this.#options;
    this.#lookedUpAt = this.#parts.now();
    this.#server = (await this.#resolve(server)) ?? this.#server;
    if (forwardTo !== undefined) this.#forward = (await this.#resolve(forwardTo)) ?? this.#forward;
  }

  async #resolve({ host, port }: UdpAddress): Promise<Resolved | null> {
    try {
      const { address } = await lookup(host, { family: 4 });
      return { address, port };
    } catch {
      const sentence = 'The name of the game server or of the next plugin is not known here.';
      this.#limitedLog.warn(`name ${host}`, { host }, sentence);
      return null;
    }
  }

  #send(command: ServerCommand): void {
    this.#sendTo(this.#server, encodeServerCommand(command));
  }

  #sendTo(to: Resolved | null, bytes: Uint8Array): void {
    const socket = this.#socket;
    if (socket === null || to === null) return;
    if (socket.getSendQueueSize() > limits.serverSendQueueBytesMax) {
      this.#refused++;
      return;
    }
    socket.send(bytes, to.port, to.address, (error) => {
      if (error === null) return;
      const sentence = 'A message could not be sent to the game server or the next plugin.';
      this.#limitedLog.warn('send', { err: error }, sentence);
    });
  }

  #receive(bytes: Buffer, from: RemoteInfo): void {
    const now = this.#parts.now();
    const server = this.#server;
    if (server !== null && from.address === server.address && from.port === server.port) {
      this.#receiveFromServer(bytes, now);
      return;
    }
    // Some plugins send from another port than they listen on.
    if (this.#forward !== null && from.address === this.#forward.address) {
      const command = this.#commands.admits(now) ? chainedCommand(bytes) : null;
      if (command === null) this.#refused++;
      else this.#sendTo(server, command);
      return;
    }
    this.#refused++;
    this.#limitedLog.warn(
      `from ${from.address}`,
      { from: `${from.address}:${from.port}` },
      'A message that is neither from the game server nor from the next plugin was ignored.',
    );
  }

  #receiveFromServer(bytes: Buffer, now: number): void {
    if (!this.#packets.admits(now)) {
      this.#refused++;
      return;
    }
    if (this.#forward !== null) this.#sendTo(this.#forward, bytes);
    const packet = readServerPacket(bytes);
    if (packet === null) {
      this.#refused++;
      const fields = { kind: bytes[0] ?? null, bytes: bytes.length };
      this.#limitedLog.warn('packet', fields, 'A message of the game server cannot be read.');
      return;
    }
    this.#guarded(() => this.#game.receive(packet, now));
  }

  /** An error on the way of one message must not end the relay. */
  #guarded(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#limitedLog.warn('failed', { err: error }, 'A message of the game server was lost.');
    }
  }

  status(): GameServerStatus {
    const { server, forwardTo } = this.#options;
    return {
      ...this.#game.status(),
      address: textOf(server),
      listenPort: this.port,
      forwardTo: forwardTo === undefined ? null : textOf(forwardTo),
      packetsRefused: this.#refused,
    };
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#guarded(() => this.#game.stop());
    const socket = this.#socket;
    this.#socket = null;
    if (socket !== null) await new Promise<void>((resolve) => socket.close(() => resolve()));
  }
}

/** @returns StartError `server-port-taken`; Node's error for other reasons */
export function gameServerPortError(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') return error;
  return new StartError(
    'server-port-taken',
    `UDP port ${port}, to which the game server should send, cannot be opened here.`,
    'End the other plugin of the server that uses it, or choose another port with --ac-listen and in server_cfg.ini.',
  );
}
