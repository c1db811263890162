/** `/api/updates` for the panel, mounted under `/api`. All of it needs the right to change things or to look inside. */
import { type Request, type Response, Router } from 'express';
import * as z from 'zod';
import { checkedBody } from '../../relay/transport/json-body.ts';
import type { Updater } from './updater.ts';

const wishSchema = z.strictObject({ daily: z.boolean() });

export function updateRoutes(updater: Updater): Router {
  const router = Router();
  /** Answers with the state afterwards. */
  const answerAfter =
    (work: (request: Request) => Promise<void>, status = 200) =>
    async (request: Request, response: Response): Promise<void> => {
      await work(request);
      response.set('Cache-Control', 'no-store');
      response.status(status).json(await updater.status());
    };
  router.get(
    '/updates',
    answerAfter(async () => {}),
  );
  router.put(
    '/updates',
    answerAfter(async ({ body }) => {
      const wish = checkedBody(wishSchema, body);
      await updater.setDaily(wish.daily);
    }),
  );
  router.post(
    '/updates/check',
    answerAfter(async () => updater.check()),
  );
  router.post(
    '/updates/install',
    answerAfter(async () => updater.install(), 202),
  );
  return router;
}
