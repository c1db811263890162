/**
 * Decides from the head of a POST who may publish what. A publisher sends the same head sixty times a second over one
 * connection, so what was found is kept with the connection and holds as long as the head does not change by a
 * letter; a refusal is never kept.
 */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { AccessControl } from '../access/access-control.ts';
import { callerOf } from '../access/caller.ts';
import { isForwarded } from '../access/proxy-headers.ts';
import { RelayError } from '../errors.ts';
import {
  checkedLap,
  checkedSessionId,
  parseQuery,
  splitAddress,
} from '../transport/request-address.ts';

/** What the head of a request says about the batch. */
export interface Head {
  readonly sessionID: string;
  readonly lap: number;
}

/** Everything that decides about a head, and what was decided. */
interface Admitted {
  readonly address: string | undefined;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly authorization: string | undefined;
  readonly type: string | undefined;
  readonly encoding: string | undefined;
  readonly head: Head;
}

const jsonType = /^application\/json *(;|$)/i;
const charset = /charset *= *"?([^";\s]*)/i;

export class AccessCache {
  readonly #access: AccessControl;
  readonly #checkStopping: () => void;
  /** The newest head of each connection that was let in. */
  readonly #admitted = new WeakMap<Socket, Admitted>();

  /** @param checkStopping throws when nothing is taken any more */
  constructor(access: AccessControl, checkStopping: () => void) {
    this.#access = access;
    this.#checkStopping = checkStopping;
  }

  /** @throws RelayError for whoever may not publish, and for what is no batch */
  admit(request: IncomingMessage): Head {
    const { headers, socket, method, url } = request;
    const known = this.#admitted.get(socket);
    if (
      known !== undefined &&
      known.address === url &&
      method === 'POST' &&
      known.host === headers.host &&
      known.type === headers['content-type'] &&
      known.encoding === headers['content-encoding'] &&
      known.authorization === headers.authorization &&
      known.origin === headers.origin &&
      // Behind a proxy each request may be somebody else's.
      !isForwarded(headers)
    ) {
      this.#checkStopping();
      return known.head;
    }
    const head = this.#read(request);
    this.#admitted.set(socket, {
      address: url,
      host: headers.host,
      origin: headers.origin,
      authorization: headers.authorization,
      type: headers['content-type'],
      encoding: headers['content-encoding'],
      head,
    });
    return head;
  }

  #read(request: IncomingMessage): Head {
    const { headers } = request;
    const query = parseQuery(splitAddress(request.url ?? '').query);
    const caller = callerOf(request, query.get('key'));
    this.#access.checkHost(caller);
    if (request.method !== 'POST') {
      throw new RelayError('method-not-allowed', 'Frames are published with POST.');
    }
    this.#checkStopping();
    this.#access.check(caller, 'publish');
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
    };
  }
}
