/** `PUT /api/sessions/{id}`: lets whoever may publish name a session's driver, car and track. */
import express from 'express';
import { RelayError } from '../errors.ts';
import type { SessionRegistry } from '../live/session-registry.ts';
import { jsonBody } from '../transport/json-body.ts';
import { checkedSessionId } from '../transport/request-address.ts';
import { stopping } from './http-ingest.ts';

export interface DescribeParts {
  readonly sessions: SessionRegistry;
  isStopping(): boolean;
}

export function describeRouter({ sessions, isStopping }: DescribeParts): express.Router {
  const router = express.Router();
  router.put(
    '/sessions/:id',
    (_request, _response, next) => {
      if (isStopping()) throw stopping();
      next();
    },
    jsonBody(),
    (request, response) => {
      const body: unknown = request.body;
      if (body === undefined) {
        throw new RelayError(
          'not-json',
          'The body must be JSON.',
          'Send "Content-Type: application/json".',
        );
      }
      const sessionID = checkedSessionId(request.params.id);
      response.json({ sessionID, facts: sessions.describe(sessionID, body) });
    },
  );
  return router;
}
