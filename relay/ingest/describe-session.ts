/** `PUT /api/sessions/{id}`: lets whoever may publish name a session's driver, car and track. */
import express from 'express';
import type { SessionInfo } from '../../protocol/session.ts';
import type { Grants } from '../access/grants.ts';
import type { SessionOwners } from '../access/session-owners.ts';
import { RelayError } from '../errors.ts';
import type { SessionRegistry } from '../live/session-registry.ts';
import { jsonBody } from '../transport/json-body.ts';
import { checkedSessionId } from '../transport/request-address.ts';
import { stopping } from './http-ingest.ts';

export interface DescribeParts {
  readonly sessions: SessionRegistry;
  readonly grants: Grants;
  readonly owners: Pick<SessionOwners, 'claim'>;
  /** Describes a session that another relay owns; absent: this relay works alone. @returns null: it is this relay's */
  readonly elsewhere?:
    | { describe(sessionID: string, given: unknown): Promise<SessionInfo | null> }
    | undefined;
  isStopping(): boolean;
}

export function describeRouter({
  sessions,
  grants,
  owners,
  elsewhere,
  isStopping,
}: DescribeParts): express.Router {
  const router = express.Router();
  router.put(
    '/sessions/:id',
    (_request, _response, next) => {
      if (isStopping()) throw stopping();
      next();
    },
    jsonBody(),
    async (request, response) => {
      const body: unknown = request.body;
      if (body === undefined) {
        throw new RelayError(
          'not-json',
          'The body must be JSON.',
          'Send "Content-Type: application/json".',
        );
      }
      const sessionID = checkedSessionId(request.params.id);
      owners.claim(sessionID, grants.of(request));
      const described = await elsewhere?.describe(sessionID, body);
      response.json({ sessionID, facts: described ?? sessions.describe(sessionID, body) });
    },
  );
  return router;
}
