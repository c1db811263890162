/** `/api/backup` and `/api/restore` for the panel, mounted under `/api`. */
import { pipeline } from 'node:stream/promises';
import express, { type Request, Router } from 'express';
import * as z from 'zod';
import { limits } from '../../protocol/limits.ts';
import { RelayError } from '../../relay/errors.ts';
import { withStoreErrors } from '../../relay/laps/stream.ts';
import { checkedBody } from '../../relay/transport/json-body.ts';
import type { CommandContext } from '../command.ts';
import { restartAnswer } from '../parts/restart-answer.ts';
import { makeBackup } from './make-backup.ts';
import { Restore } from './restore.ts';

const wishSchema = z.strictObject({
  parts: z.array(z.enum(['laps', 'themes', 'layouts', 'maps', 'settings'])).min(1),
  laps: z.enum(['replace', 'add']).default('replace'),
});

export function backupRoutes(context: CommandContext): Router {
  const router = Router();
  const restore = new Restore(context);
  let isMaking = false;
  router.use(['/backup', '/restore'], (_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  router.get('/backup', async (_request, response) => {
    if (isMaking) throw new RelayError('too-many', 'A back-up is already being made.');
    isMaking = true;
    try {
      const made = await withStoreErrors(makeBackup(context, true));
      response.set('Content-Type', 'application/zip');
      response.attachment(made.name);
      // A browser that goes away ends it. A file that cannot be read cuts the download off, which the browser reports.
      await pipeline(made.bytes, response).catch((error: unknown) => {
        context.log('backup').warn({ err: error }, 'A back-up was not downloaded completely.');
      });
      await made.discard();
    } finally {
      isMaking = false;
    }
  });
  router.post('/restore', async (_request, response) => {
    response.status(201).json({ id: await restore.begin() });
  });
  router.put(
    '/restore/:id/bytes',
    express.raw({
      type: 'application/octet-stream',
      limit: limits.uploadPartBytesMax,
      inflate: false,
    }),
    async (request, response) => {
      const at = Number(request.query.at);
      const { body } = request as { body: unknown };
      if (!Buffer.isBuffer(body) || !Number.isSafeInteger(at)) {
        throw new RelayError('bad-parameter', 'This takes bytes, and where they begin.');
      }
      response.json({ bytes: await restore.receive(idOf(request), at, body) });
    },
  );
  router.post('/restore/:id/open', async (request, response) => {
    response.json(await restore.open(idOf(request)));
  });
  router.delete('/restore/:id', async (request, response) => {
    await restore.discard(idOf(request));
    response.status(204).end();
  });
  router.post('/restore/:id', async (request, response) => {
    const wish = checkedBody(wishSchema, request.body);
    const content = await restore.configAfter(idOf(request), wish.parts);
    const answer = await restartAnswer(request, content, context);
    const work = await restore.restore(idOf(request), wish);
    response.status(202).json(answer);
    // After the answer has gone out.
    response.once('close', () => context.restart(work));
  });
  return router;
}

function idOf(request: Request): string {
  return String(request.params.id);
}
