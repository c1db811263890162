/** `POST /api/stop`: ends the program, for `sequential stop`, Setup and the panel. It needs the right to change things. */
import { Router } from 'express';

/** @param end ends the program */
export function stopRoute(end: () => void): Router {
  const router = Router();
  router.post('/stop', (_request, response) => {
    response.status(202).json({ stopping: true });
    // After the answer has gone out.
    response.once('close', end);
  });
  return router;
}
