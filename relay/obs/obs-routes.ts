/**
 * `/api/obs` and `/api/triggers` for the panel, to be mounted under `/api`. Secrets, paths and addresses of web
 * hooks are in no answer.
 */
import { type NextFunction, type Request, type Response, Router } from 'express';
import * as z from 'zod';
import { limits } from '../../protocol/limits.ts';
import { RelayError } from '../errors.ts';
import { requestedSettings } from './connection/obs-password.ts';
import { nullWhileAway, type ObsControl } from './obs-control.ts';
import { actionKind, type Rule } from './rules/rule-schema.ts';
import { addSource, ownSources } from './sources/add-source.ts';

const text = z.string().min(1).max(limits.obsNameCharsMax);
const pixels = z.int().min(1).max(limits.sourcePixelsMax);

const wishSchema = z.strictObject({
  overlay: text,
  scene: text,
  name: text.optional(),
  theme: text.optional(),
  parameters: z.record(text, z.union([z.string(), z.number(), z.boolean()])).optional(),
  width: pixels.optional(),
  height: pixels.optional(),
});

/** The panel's answer to «how is OBS?». */
async function obsAnswer(triggers: ObsControl): Promise<object> {
  const { obs } = triggers;
  const { state } = obs;
  const connected = state.name === 'connected' ? state : null;
  const facts = connected === null ? null : await nullWhileAway(triggers.facts());
  const own =
    connected === null ? null : await nullWhileAway(ownSources(obs, triggers.ownOrigins()));
  return {
    state: state.name,
    sentence: triggers.sentence,
    settings: triggers.address,
    version:
      connected === null ? null : { obs: connected.obsVersion, webSocket: connected.socketVersion },
    programScene: triggers.dispatcher.scene,
    scenes: facts?.scenes ?? [],
    canAddSources: facts?.canBrowse ?? false,
    sources: (own ?? []).map(({ name, url, page, asleep }) => ({
      name,
      url,
      ...page,
      asleep,
      scenes: [...(facts?.items ?? [])].flatMap(([scene, items]) =>
        items.includes(name) ? [scene] : [],
      ),
    })),
    replayBuffer: facts?.replayBuffer ?? null,
    recording: facts?.recording ?? null,
    problems: [
      ...triggers.sentences.map((sentence) => ({ sentence })),
      ...(await triggers.problems()),
    ],
  };
}

function ruleAnswer(rule: Rule, triggers: ObsControl): object {
  return {
    name: rule.name,
    enabled: rule.enabled,
    on: rule.on,
    actions: rule.do.map(actionKind),
    lastFired: triggers.dispatcher.lastFired(rule.name),
  };
}

/** Hands rejections to the relay's own error handler. */
function handle(work: (request: Request, response: Response) => Promise<void>) {
  return (request: Request, response: Response, next: NextFunction): void => {
    work(request, response).catch(next);
  };
}

/** Bodies are parsed already, and who may not ask was turned away: scenes and sources are a streamer's own business. */
export function obsRoutes(triggers: ObsControl): Router {
  const router = Router();
  router.use(['/obs', '/triggers'], (_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  router.get(
    '/obs',
    handle(async (_request, response) => {
      response.json(await obsAnswer(triggers));
    }),
  );
  router.post('/obs/connect', (_request, response) => {
    triggers.obs.reconnect();
    response.status(202).json({ state: triggers.obs.state.name });
  });
  const choose = handle(async (request, response) => {
    const isBack = request.method === 'DELETE';
    await triggers.choose((before) => (isBack ? null : requestedSettings(request.body, before)));
    response.json({ state: triggers.obs.state.name, settings: triggers.address });
  });
  router.put('/obs/settings', choose);
  router.delete('/obs/settings', choose);
  router.post(
    '/obs/sources',
    handle(async (request, response) => {
      const wish = wishSchema.safeParse(request.body);
      if (!wish.success) throw new RelayError('bad-parameter', z.prettifyError(wish.error));
      const origin = triggers.originForObs;
      if (origin === null) {
        throw new RelayError(
          'obs-refused',
          'OBS runs on another computer, and the relay listens on this one only.',
          "Start the relay with --host and this computer's address.",
        );
      }
      const added = await addSource(
        triggers.obs,
        wish.data,
        await triggers.overlays(),
        origin,
        triggers.ownOrigins(),
      );
      response.status(added.created ? 201 : 200).json(added);
    }),
  );
  router.get('/triggers', (_request, response) => {
    response.json({
      problems: triggers.sentences,
      rules: triggers.dispatcher.rules.map((rule) => ruleAnswer(rule, triggers)),
      history: triggers.dispatcher.history(),
    });
  });
  router.post(
    '/triggers/:name/test',
    handle(async (request, response) => {
      const name = String(request.params.name);
      const firing = await triggers.dispatcher.test(name);
      if (firing === null) throw new RelayError('not-found', `There is no trigger "${name}".`);
      response.json(firing);
    }),
  );
  return router;
}
