/** `PUT` and `DELETE /api/themes/{name}`: themes of the user's own. The relay has already checked access. */
import express, { type Router } from 'express';
import { RelayError } from '../../errors.ts';
import type { ThemeChoice } from './theme-choice.ts';
import type { Themes } from './themes.ts';

export interface ThemeRoutesParts {
  readonly themes: Themes;
  readonly choice: Pick<ThemeChoice, 'forget'>;
  /** Called with the name of a theme that has changed. */
  readonly changed: (name: string) => void;
}

export function themeRouter({ themes, choice, changed }: ThemeRoutesParts): Router {
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
    await themes.files.remove(name);
    response.json({ name, wasChosen: await choice.forget(name) });
  });
  return router;
}
