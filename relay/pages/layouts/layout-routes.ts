/**
 * `GET /api/layouts`, `GET`, `PUT` and `DELETE /api/layouts/{name}`, `POST /api/layouts/check`. The relay has already checked
 * access.
 */
import express, { type Request, type Router } from 'express';
import { RelayError } from '../../errors.ts';
import type { Layouts } from './layouts.ts';

export interface LayoutRoutesParts {
  readonly layouts: Layouts;
  /** Called with the name of a layout that has changed. */
  readonly changed: (name: string) => void;
}

export function layoutRouter({ layouts, changed }: LayoutRoutesParts): Router {
  const router = express.Router();
  router.get('/layouts', async (_request, response) => {
    response.set('Cache-Control', 'no-store').json(await layouts.list());
  });
  router.get('/layouts/:name', async (request, response) => {
    response.set('Cache-Control', 'no-store').json(await layouts.get(request.params.name));
  });
  // For previews and editors: saves nothing.
  router.post('/layouts/check', async (request, response) => {
    const value = bodyOf(request);
    const name = (value as { name?: unknown } | null)?.name;
    response.json(await layouts.check(typeof name === 'string' ? name : '', value));
  });
  router.put('/layouts/:name', async (request, response) => {
    const { name } = request.params;
    const layout = await layouts.save(name, bodyOf(request));
    changed(name);
    response.json(layout);
  });
  router.delete('/layouts/:name', async (request, response) => {
    const { name } = request.params;
    await layouts.files.remove(name);
    response.json({ name });
  });
  return router;
}

function bodyOf(request: Request): unknown {
  if (!request.is('application/json')) {
    throw new RelayError('not-json', 'A layout is sent as application/json.');
  }
  return request.body as unknown;
}
