/** `/api/keys`: lists, makes, renews and revokes keys. The text of a key is in the answer that makes it, and nowhere else. */
import express from 'express';
import * as z from 'zod';
import { type KeysAnswer, keyKinds } from '../../protocol/access-keys.ts';
import type { KeyRing } from '../access/key-ring.ts';
import { checkedBody } from '../transport/json-body.ts';

const newKey = z.object({ kind: z.enum(keyKinds), name: z.string() });

/** To be mounted at `/api`. @param isPublic everybody may watch */
export function keyRouter(keys: KeyRing, isPublic: boolean): express.Router {
  const router = express.Router();
  router.use('/keys', (_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  router.get('/keys', (_request, response) => {
    const answer: KeysAnswer = { keys: keys.list(), isPublic };
    response.json(answer);
  });
  router.post('/keys', async (request, response) => {
    const given = checkedBody(newKey, request.body);
    const { kind, name } = given;
    response.status(201).json(await keys.add(kind, name));
  });
  router.post('/keys/:id/renew', async (request, response) => {
    response.json(await keys.renew(request.params.id));
  });
  router.delete('/keys/:id', async (request, response) => {
    await keys.revoke(request.params.id);
    response.status(204).end();
  });
  return router;
}
