/**
 * How far the user has come in the panel's three steps: `GET` and `PUT /first-run`. Kept in `first-run.json` in the user's
 * folder, so that a reload, another browser and a restart go on where the user was.
 */
import { join } from 'node:path';
import express, { type Router } from 'express';
import * as z from 'zod';
import { isOwnName } from '../../protocol/file-name.ts';
import type { Log } from '../../protocol/log.ts';
import type { FirstRunState } from '../../protocol/relay-answers.ts';
import { bySchema } from '../files/kept-json-file.ts';
import { KeptValue } from '../files/kept-value.ts';
import { checkedBody } from '../transport/json-body.ts';

const name = z.string().refine(isOwnName, 'expected a name of a-z, 0-9 and -');

const schema = z.strictObject({
  isOver: z.boolean(),
  skipsObs: z.boolean(),
  overlay: name.nullable(),
  theme: name.nullable(),
  isChosen: z.boolean(),
}) satisfies z.ZodType<FirstRunState>;

const partial = schema.partial();

const fresh: FirstRunState = {
  isOver: false,
  skipsObs: false,
  overlay: null,
  theme: null,
  isChosen: false,
};

/** What is missing in `changes` stays. */
function merged(before: FirstRunState, changes: z.output<typeof partial>): FirstRunState {
  return { ...before, ...changes } as FirstRunState;
}

export async function firstRunRouter(userFolder: string, log: Log): Promise<Router> {
  const file = await KeptValue.open<FirstRunState>({
    file: join(userFolder, 'first-run.json'),
    log,
    fallback: fresh,
    check: bySchema(partial.transform((known) => merged(fresh, known))),
  });
  const router = express.Router();
  // A page that is loaded again right after a change gets the change, however slow the disk is.
  let changing: Promise<unknown> = Promise.resolve();
  router.get('/first-run', async (_request, response) => {
    await changing;
    response.set('Cache-Control', 'no-store').json(file.value);
  });
  router.put('/first-run', async (request, response) => {
    const changes = checkedBody(partial, request.body ?? {});
    const changed = file.update((before) => merged(before, changes));
    changing = changed.catch(() => {});
    await changed;
    response.json(file.value);
  });
  return router;
}
