/**
 * The cars of a live session. `GET /api/sessions/{id}/cars`: with places and gaps, for everybody who may watch.
 * `PUT /api/sessions/{id}/focus`: which of them the pages of commentators are about.
 */
import express from 'express';
import * as z from 'zod';
import type { FocusChoice } from '../../protocol/cars.ts';
import { limits } from '../../protocol/limits.ts';
import { latestSession } from '../../protocol/session-id.ts';
import { RelayError } from '../errors.ts';
import type { LiveSession } from '../live/live-session.ts';
import { gridOf, type SessionCars } from '../live/session-cars.ts';

export interface SessionCarsRoutes {
  readonly sessions: { get(sessionID: string): LiveSession | undefined };
  readonly cars: Pick<SessionCars, 'choose'>;
  /** The session that `live` stands for. */
  live(): string | null;
}

const focusSchema = z.union([
  z.strictObject({ carId: z.int().min(0).max(limits.carIdMax).nullable() }),
  z.strictObject({ auto: z.literal(true) }),
]);

/** To be mounted at `/api`. */
export function sessionCarsRouter({ sessions, cars, live }: SessionCarsRoutes): express.Router {
  const router = express.Router();
  const gridFor = (id: string) => {
    const sessionID = id === latestSession ? live() : id;
    const session = sessionID === null ? undefined : sessions.get(sessionID);
    const grid = session === undefined ? null : gridOf(session);
    if (grid !== null) return grid;
    throw new RelayError(
      'not-found',
      'No cars are known of this session.',
      'They are there while it is live and its PC has a source of cars; docs/other-cars.md lists them.',
    );
  };
  router.get('/sessions/:id/cars', (request, response) => {
    response.set('Cache-Control', 'no-store').json(gridFor(request.params.id));
  });
  router.put('/sessions/:id/focus', (request, response) => {
    const choice = focusIn(request.body);
    const { sessionID } = gridFor(request.params.id);
    if (!cars.choose(sessionID, choice)) {
      throw new RelayError('not-found', 'There is no such car.', 'It may have left the session.');
    }
    response.json(gridFor(sessionID).focus);
  });
  return router;
}

function focusIn(body: unknown): FocusChoice {
  const parsed = focusSchema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new RelayError(
    'bad-parameter',
    'The body must name a car, null, or auto.',
    'Send {"carId": 3}, {"carId": null} or {"auto": true} as application/json.',
  );
}
