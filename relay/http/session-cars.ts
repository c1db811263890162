/** `GET /api/sessions/{id}/cars`: the cars of a live session with places and gaps, for everybody who may watch. */
import express from 'express';
import { latestSession } from '../../protocol/session-id.ts';
import { RelayError } from '../errors.ts';
import type { LiveSession } from '../live/live-session.ts';
import { gridOf } from '../live/session-cars.ts';

/** To be mounted at `/api`. @param live the session that `live` stands for */
export function sessionCarsRouter(
  sessions: { get(sessionID: string): LiveSession | undefined },
  live: () => string | null,
): express.Router {
  const router = express.Router();
  router.get('/sessions/:id/cars', (request, response) => {
    const { id } = request.params;
    const sessionID = id === latestSession ? live() : id;
    const session = sessionID === null ? undefined : sessions.get(sessionID);
    const grid = session === undefined ? null : gridOf(session);
    if (grid === null) {
      throw new RelayError(
        'not-found',
        'No cars are known of this session.',
        'They are there while it is live and its PC has a source of cars; docs/other-cars.md lists them.',
      );
    }
    response.set('Cache-Control', 'no-store').json(grid);
  });
  return router;
}
