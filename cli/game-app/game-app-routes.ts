/** `/api/game-app` for the panel: whether our app is in the game, and buttons that install and remove it. */
import { Router } from 'express';
import { findGame } from './find-game.ts';
import { gameAppNow, installGameApp, removeGameApp } from './game-app.ts';

/**
 * @param apps our `apps` folder
 * @param find finds the game's folder
 */
export function gameAppRoutes(apps: string, find: () => Promise<string | null> = findGame): Router {
  const router = Router();
  router.use('/game-app', (_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  router.get('/game-app', async (_request, response) => {
    response.json(await gameAppNow({ apps, game: await find() }));
  });
  router.post('/game-app', async (_request, response) => {
    response.json(await installGameApp({ apps, game: await find() }));
  });
  router.delete('/game-app', async (_request, response) => {
    response.json(await removeGameApp({ apps, game: await find() }));
  });
  return router;
}
