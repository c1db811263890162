/**
 * Upgrade requests of viewers and agents: decides who may connect, and passes them on. A refusal has a reason. Browsers hide
 * HTTP answers to an upgrade from a page, so a page's socket is opened and then closed with a code and a reason; other
 * clients get the HTTP answer.
 */
import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type CloseKind, closeCodes } from '../../protocol/close-codes.ts';
import type { ErrorCode } from '../../protocol/error-codes.ts';
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import { publishSubprotocol, viewerSubprotocol } from '../../protocol/messages.ts';
import { latestSession } from '../../protocol/session-id.ts';
import type { AccessControl } from '../access/access-control.ts';
import { type AddressBandwidth, tooManyBytes } from '../access/address-bandwidth.ts';
import {
  AddressQuota,
  publisherQuota,
  type QuotaHolder,
  quotaHolderOf,
  socketQuota,
} from '../access/address-quota.ts';
import { addressOfCaller, isRemote } from '../access/caller.ts';
import type { UpgradeRequest } from '../broadcast/connection-pool.ts';
import type { Target, ViewerRequest } from '../broadcast/viewer.ts';
import type { ViewerSockets } from '../broadcast/viewer-sockets.ts';
import { RelayError } from '../errors.ts';
import type { AgentOrigin } from '../ingest/agent-peer.ts';
import type { AgentSockets } from '../ingest/agent-sockets.ts';
import { stopping } from '../ingest/http-ingest.ts';
import type { RefusedPublishers } from '../ingest/refused-publishers.ts';
import { afterHold, asRelayError, endWith, rawAnswer } from '../transport/answers.ts';
import { Heartbeat } from '../transport/heartbeat.ts';
import { checkedSessionId, parseQuery, splitAddress } from '../transport/request-address.ts';
import { socketServer, viewerVersions } from '../transport/socket-server.ts';

export interface UpgradeParts {
  readonly access: AccessControl;
  readonly viewers: ViewerSockets;
  readonly agents: AgentSockets;
  readonly refused: RefusedPublishers;
  readonly log: Log;
  /** Everybody may watch. */
  readonly isPublic: boolean;
  /** null: nobody's bytes are counted. */
  readonly bandwidth: AddressBandwidth | null;
  isStopping(): boolean;
}

const publishPath = '/publish';
const publishVersions = /^sequential-publish\.v\d+$/;

/** Close code that a page gets for a refusal; pages get an HTTP answer for the errors that are missing here. */
const closeKinds: Partial<Record<ErrorCode, CloseKind>> = {
  'key-missing': 'notAllowed',
  'key-wrong': 'notAllowed',
  'foreign-page': 'notAllowed',
  'foreign-host': 'notAllowed',
  'too-many': 'tooMany',
  'bad-session-id': 'badMessage',
  'bad-parameter': 'badMessage',
  'bad-request': 'badMessage',
  'shutting-down': 'shuttingDown',
};

export class Upgrade {
  readonly #parts: UpgradeParts;
  readonly #sockets: AddressQuota;
  readonly #publishers = new AddressQuota(publisherQuota);
  readonly #publishServer = socketServer(
    limits.ingestBytesMax,
    publishSubprotocol,
    publishVersions,
  );
  /** Opens the sockets of refused pages. */
  readonly #refusalServer = socketServer(
    limits.viewerMessageBytesMax,
    viewerSubprotocol,
    viewerVersions,
  );

  constructor(parts: UpgradeParts) {
    this.#parts = parts;
    this.#sockets = new AddressQuota(socketQuota(parts.isPublic));
  }

  handle(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    try {
      // Servers on TCP always pass a Socket; the type of Node's event is wider.
      if (!(socket instanceof Socket)) throw new Error('The connection is not a socket.');
      this.#open(request, socket, head);
    } catch (error) {
      this.#refuse(asRelayError(error, this.#parts.log), request, socket, head);
    }
  }

  #refuse(error: RelayError, request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { access, refused, isStopping } = this.#parts;
    if (splitAddress(request.url ?? '').path === publishPath) {
      const remoteAddress = request.socket.remoteAddress ?? '';
      refused.refused({ remoteAddress, sessionID: null }, error);
    } else if (!isStopping() && error.code !== 'key-wrong') {
      // The access control has logged wrong keys.
      access.noteRefusal(access.callerOf(request), error);
    }
    const kind = closeKinds[error.code];
    socket.on('error', () => socket.destroy());
    if (kind !== undefined && socket instanceof Socket && isPage(request)) {
      afterHold(error, () => {
        if (socket.destroyed) return;
        this.#refusalServer.handleUpgrade(request, socket, head, (ws) => {
          new Heartbeat(ws, socket).close(kind, reasonOf(error));
        });
      });
      return;
    }
    afterHold(error, () => endWith(socket, rawAnswer(error)));
  }

  #open(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const { access, bandwidth, isStopping, viewers } = this.#parts;
    const { path, query } = splitAddress(request.url ?? '');
    if ((request.url ?? '').length > limits.addressBytesMax) {
      throw new RelayError(
        'bad-request',
        `An address has at most ${limits.addressBytesMax} bytes.`,
      );
    }
    const parameters = parseQuery(query);
    const caller = access.callerOf(request, parameters.get('key'));
    access.checkHost(caller);
    if (isStopping()) throw stopping();
    if (path === publishPath) {
      const grant = access.check(caller, 'publish');
      const from = { remoteAddress: addressOfCaller(caller), grant };
      this.#publish(quotaHolderOf(caller), from, { request, socket, head });
    } else if (path.startsWith('/ws/')) {
      const grant = access.check(caller, 'watch');
      const target = targetOf(path.slice('/ws/'.length), parameters);
      const shown = Object.fromEntries([...parameters].filter(([name]) => name !== 'key'));
      const quotaHolder = quotaHolderOf(caller);
      const viewer: ViewerRequest = {
        target,
        parameters: shown,
        isLocal: !isRemote(caller),
        remoteAddress: addressOfCaller(caller),
        grant,
        quotaHolder,
        userAgent: (request.headers['user-agent'] ?? '').slice(0, 300),
      };
      const counted = grant.kind === 'nobody' ? bandwidth : null;
      counted?.check(quotaHolder);
      const release = this.#sockets.acquire(quotaHolder);
      const upgrade = { request, socket, head };
      const close = viewers.accept({ request: viewer, upgrade, release });
      counted?.countSocket(socket, quotaHolder, () => close(tooManyBytes));
    } else {
      throw new RelayError('not-found', 'There is no socket here.', 'Watch at /ws/{session}.');
    }
  }

  #publish(
    quotaHolder: QuotaHolder,
    from: AgentOrigin,
    { request, socket, head }: UpgradeRequest,
  ): void {
    const { agents } = this.#parts;
    // Publishers have a quota of their own, so that any number of viewers cannot keep a driver out.
    socket.once('close', this.#publishers.acquire(quotaHolder));
    this.#publishServer.handleUpgrade(request, socket, head, (ws) => {
      if (ws.protocol === publishSubprotocol) agents.accept(ws, socket, from);
      else {
        const { remoteAddress } = from;
        const { reason } = closeCodes.wrongVersion;
        this.#parts.refused.note({ remoteAddress, sessionID: null }, 'wrongVersion', reason);
        new Heartbeat(ws, socket).close('wrongVersion');
      }
    });
  }
}

/** The request comes from one of our own pages; only they offer this subprotocol. */
function isPage({ headers }: IncomingMessage): boolean {
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',');
  return offered.some((one) => viewerVersions.test(one.trim()));
}

/** The error's message and hint; if they are too long for a close reason, the hint alone. */
function reasonOf({ message, hint }: RelayError): string {
  const whole = hint === undefined ? message : `${message} ${hint}`;
  return Buffer.byteLength(whole) <= limits.closeReasonBytesMax ? whole : (hint ?? message);
}

/** @throws RelayError `bad-session-id`, `bad-parameter` */
function targetOf(encoded: string, parameters: ReadonlyMap<string, string>): Target {
  let name: string;
  try {
    name = decodeURIComponent(encoded);
  } catch {
    throw new RelayError('bad-parameter', 'The address has broken percent-encoding.');
  }
  if (name !== latestSession) return { kind: 'session', sessionID: checkedSessionId(name) };
  const driver = parameters.get('driver') ?? '';
  if (driver.length > limits.factCharsMax) {
    throw new RelayError('bad-parameter', `driver has at most ${limits.factCharsMax} characters.`);
  }
  return { kind: 'live', driver: driver.trim() === '' ? null : driver };
}
