/** `PUT` and `DELETE /api/themes/{name}`: themes of the user's own. Who may change anything is asked before it comes here. */
import express, { type Router } from 'express';
import { RelayError } from '../../errors.ts';
import type { ThemeChoice } from './theme-choice.ts';
import type { Themes } from './themes.ts';

export interface ThemeRoutesParts {
  readonly themes: Themes;
  readonly settings: Pick<ThemeChoice, 'forget'>;
  /** A theme of this name looks different now. */
  readonly changed: (name: string) => void;
}

export function themeRouter({ themes, settings, changed }: ThemeRoutesParts): Router {
  const router = express.Router();
  router.put('/themes/:name', async (request, response) => {
    const { name } = request.params;
    if (!request.is('application/json')) {
      throw new RelayError('not-json', 'A theme is sent as application/json.');
    }
    await themes.save(name, request.body);
    changed(name);
    response.json({ name });
  });
  router.delete('/themes/:name', async (request, response) => {
    const { name } = request.params;
    await themes.remove(name);
    response.json({ name, wasChosen: await settings.forget(name) });
  });
  return router;
}
