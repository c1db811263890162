/** On what grounds each request was let in. Set once, when it is checked. */
import type { IncomingMessage } from 'node:http';
import type { AccessGrant } from './access-policy.ts';

export class Grants {
  readonly #grants = new WeakMap<IncomingMessage, AccessGrant>();

  set(request: IncomingMessage, grant: AccessGrant): void {
    this.#grants.set(request, grant);
  }

  /** @throws Error when the request needed no permission, which is a mistake of the route that asks */
  of(request: IncomingMessage): AccessGrant {
    const grant = this.#grants.get(request);
    if (grant === undefined) throw new Error('The request was let in without a permission.');
    return grant;
  }
}
