/**
 * Checks the head of a POST: who may publish, and which session and lap. A publisher sends the same head sixty times a
 * second over one connection. So the result is kept with the connection and reused while the head is the same, character
 * by character. A refusal is never kept.
 */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { AccessControl } from '../access/access-control.ts';
import type { AccessGrant } from '../access/access-policy.ts';
import { isForwarded } from '../access/proxy-headers.ts';
import { RelayError } from '../errors.ts';
import {
  checkedLap,
  checkedSessionId,
  parseQuery,
  splitAddress,
} from '../transport/request-address.ts';

/** What the head of a request names. */
export interface BatchAddress {
  readonly sessionID: string;
  readonly lap: number;
  /** On what grounds its sender may publish. */
  readonly grant: AccessGrant;
}

/** Everything that the result depends on, and the result. */
interface CheckedHead {
  readonly address: string | undefined;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly authorization: string | undefined;
  readonly type: string | undefined;
  readonly encoding: string | undefined;
  readonly result: BatchAddress;
}

const jsonType = /^application\/json *(;|$)/i;
const charset = /charset *= *"?([^";\s]*)/i;

export class AccessCache {
  readonly #access: AccessControl;
  readonly #checkStopping: () => void;
  /** The latest accepted head of each connection. */
  readonly #checked = new WeakMap<Socket, CheckedHead>();

  /** @param checkStopping throws when the relay is stopping */
  constructor(access: AccessControl, checkStopping: () => void) {
    this.#access = access;
    this.#checkStopping = checkStopping;
  }

  /** @throws RelayError the caller may not publish, or the head names no batch */
  check(request: IncomingMessage): BatchAddress {
    const { headers, socket, method, url } = request;
    const known = this.#checked.get(socket);
    if (
      known !== undefined &&
      known.address === url &&
      method === 'POST' &&
      known.host === headers.host &&
      known.type === headers['content-type'] &&
      known.encoding === headers['content-encoding'] &&
      known.authorization === headers.authorization &&
      known.origin === headers.origin &&
      // A key may have been revoked meanwhile.
      this.#access.mayStay(known.result.grant, 'publish') &&
      // A proxy may send requests of many callers over one connection.
      !isForwarded(headers)
    ) {
      this.#checkStopping();
      return known.result;
    }
    const result = this.#checkHead(request);
    this.#checked.set(socket, {
      address: url,
      host: headers.host,
      origin: headers.origin,
      authorization: headers.authorization,
      type: headers['content-type'],
      encoding: headers['content-encoding'],
      result,
    });
    return result;
  }

  #checkHead(request: IncomingMessage): BatchAddress {
    const { headers } = request;
    const query = parseQuery(splitAddress(request.url ?? '').query);
    const caller = this.#access.callerOf(request, query.get('key'));
    this.#access.checkHost(caller);
    if (request.method !== 'POST') {
      throw new RelayError('method-not-allowed', 'Frames are published with POST.');
    }
    this.#checkStopping();
    const grant = this.#access.check(caller, 'publish');
    const type = headers['content-type'] ?? '';
    const encoding = (headers['content-encoding'] || 'identity').toLowerCase();
    const isUtf8 = /^utf-?8$/i.test(charset.exec(type)?.[1] ?? 'utf-8');
    if (!jsonType.test(type) || !isUtf8 || encoding !== 'identity') {
      throw new RelayError(
        'not-json',
        'The body must be plain JSON in UTF-8.',
        'Send "Content-Type: application/json" and no Content-Encoding.',
      );
    }
    return {
      sessionID: checkedSessionId(query.get('session_id')),
      lap: checkedLap(query.get('lap')),
      grant,
    };
  }
}
