/**
 * The cars of a live session. `GET /api/sessions/{id}/cars`: with places and gaps, for everybody who may watch.
 * `PUT /api/sessions/{id}/focus`: which of them the pages of commentators are about.
 */
import express from 'express';
import * as z from 'zod';
import type { FocusChoice, Grid } from '../../protocol/cars.ts';
import { limits } from '../../protocol/limits.ts';
import { latestSession } from '../../protocol/session-id.ts';
import { RelayError } from '../errors.ts';
import type { LiveSession } from '../live/live-session.ts';
import { gridOf, type SessionCars } from '../live/session-cars.ts';
import { checkedBody } from '../transport/json-body.ts';

export interface SessionCarsRoutes {
  readonly sessions: { get(sessionID: string): LiveSession | undefined };
  readonly cars: Pick<SessionCars, 'choose'>;
  /** The session that `live` stands for. */
  live(): string | null;
  /** Sessions that other relays own; null: this relay works alone. */
  readonly elsewhere: SessionsElsewhere | null;
}

export interface SessionsElsewhere {
  isElsewhere(sessionID: string): boolean;
  /** @returns null: no cars are known */
  grid(sessionID: string): Promise<Grid | null>;
  /** @returns false: there is no such car, or its relay does not answer */
  chooseFocus(sessionID: string, choice: FocusChoice): Promise<boolean>;
}

const focusSchema = z.union([
  z.strictObject({ carId: z.int().min(0).max(limits.carIdMax).nullable() }),
  z.strictObject({ auto: z.literal(true) }),
]);

/** To be mounted at `/api`. */
export function sessionCarsRouter({
  sessions,
  cars,
  live,
  elsewhere,
}: SessionCarsRoutes): express.Router {
  const router = express.Router();
  const gridNow = async (sessionID: string): Promise<Grid | null> => {
    if (elsewhere?.isElsewhere(sessionID) === true) return elsewhere.grid(sessionID);
    const session = sessions.get(sessionID);
    return session === undefined ? null : gridOf(session);
  };
  const gridFor = async (id: string): Promise<Grid> => {
    const sessionID = id === latestSession ? live() : id;
    const grid = sessionID === null ? null : await gridNow(sessionID);
    if (grid !== null) return grid;
    throw new RelayError(
      'not-found',
      'No cars are known of this session.',
      'They are there while it is live and its PC has a source of cars; docs/other-cars.md lists them.',
    );
  };
  router.get('/sessions/:id/cars', async (request, response) => {
    response.set('Cache-Control', 'no-store').json(await gridFor(request.params.id));
  });
  router.put('/sessions/:id/focus', async (request, response) => {
    const choice = focusIn(request.body);
    const { sessionID } = await gridFor(request.params.id);
    const isChosen =
      elsewhere?.isElsewhere(sessionID) === true
        ? await elsewhere.chooseFocus(sessionID, choice)
        : cars.choose(sessionID, choice);
    if (!isChosen) {
      throw new RelayError('not-found', 'There is no such car.', 'It may have left the session.');
    }
    response.json((await gridFor(sessionID)).focus);
  });
  return router;
}

function focusIn(body: unknown): FocusChoice {
  return checkedBody(
    focusSchema,
    body,
    'The body must name a car, null, or auto.',
    'Send {"carId": 3}, {"carId": null} or {"auto": true} as application/json.',
  );
}
