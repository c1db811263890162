/**
 * `/api/obs` and `/api/triggers` for the panel, mounted under `/api`. No answer contains a secret, a path or the address of
 * a web hook.
 */
import { type Request, type Response, Router } from 'express';
import * as z from 'zod';
import { limits } from '../../protocol/limits.ts';
import type {
  ObsFilters,
  ObsNames,
  ObsStatus,
  RuleStatus,
  RulesStatus,
} from '../../protocol/relay-answers.ts';
import { RelayError } from '../errors.ts';
import { checkedBody } from '../transport/json-body.ts';
import { requestedSettings } from './connection/obs-password.ts';
import { unlessAway } from './connection/obs-port.ts';
import { filterNames, type ObsInventory } from './inventory/obs-inventory.ts';
import type { ObsControl } from './obs-control.ts';
import { actionKind, type Rule } from './rules/rule-schema.ts';
import { addSource } from './sources/add-source.ts';
import { listOwnSources } from './sources/own-sources.ts';

const text = z.string().min(1).max(limits.obsNameCharsMax);
const pixels = z.int().min(1).max(limits.sourcePixelsMax);

const sourceSchema = z.strictObject({
  overlay: text,
  scene: text,
  name: text.optional(),
  theme: text.optional(),
  parameters: z.record(text, z.union([z.string(), z.number(), z.boolean()])).optional(),
  width: pixels.optional(),
  height: pixels.optional(),
});

/** The answer of `GET /api/obs`. */
async function obsStatus(control: ObsControl): Promise<ObsStatus> {
  const { obs } = control;
  const { state } = obs;
  const connected = state.name === 'connected' ? state : null;
  const inventory = connected === null ? null : await unlessAway(control.inventory());
  const own =
    connected === null ? null : await unlessAway(listOwnSources(obs, control.ownOrigins()));
  return {
    state: state.name,
    sentence: control.sentence,
    settings: control.address,
    found: control.found,
    version:
      connected === null ? null : { obs: connected.obsVersion, webSocket: connected.socketVersion },
    programScene: control.dispatcher.scene,
    scenes: inventory?.scenes ?? [],
    canAddSources: inventory?.canBrowse ?? false,
    sources: (own ?? []).map(({ name, url, page, asleep }) => ({
      name,
      url,
      ...page,
      asleep,
      scenes: [...(inventory?.items ?? [])].flatMap(([scene, items]) =>
        items.includes(name) ? [scene] : [],
      ),
    })),
    replayBuffer: inventory?.replayBuffer ?? null,
    recording: inventory?.recording ?? null,
    streaming: inventory?.streaming ?? null,
    problems: [
      ...control.sentences.map((sentence) => ({ sentence })),
      ...(await control.problems()),
    ],
  };
}

/** What rules may name, for lists to choose from. */
function obsNames({ scenes, items, groups, inputs, hotkeys }: ObsInventory): ObsNames {
  const ofKind = (pattern: RegExp): string[] =>
    [...inputs].filter(([, kind]) => pattern.test(kind)).map(([name]) => name);
  return {
    places: [...scenes, ...groups].map((name) => ({
      name,
      isGroup: groups.has(name),
      sources: [...new Set(items.get(name) ?? [])],
    })),
    texts: ofKind(/^text_/),
    media: ofKind(/^(ffmpeg|vlc)_source/),
    hotkeys: [...new Set(hotkeys)].sort(),
  };
}

function ruleStatus(rule: Rule, control: ObsControl): RuleStatus {
  return {
    name: rule.name,
    enabled: rule.enabled,
    on: rule.on,
    actions: rule.do.map((action) => actionKind(action)!),
    lastFired: control.dispatcher.lastFired(rule.name),
  };
}

/** The relay has already checked access and parsed the bodies. */
export function obsRoutes(control: ObsControl): Router {
  const router = Router();
  router.use(['/obs', '/triggers'], (_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  router.get('/obs', async (_request, response) => {
    response.json(await obsStatus(control));
  });
  router.get('/obs/names', async (_request, response) => {
    const inventory = await unlessAway(control.inventory());
    response.json(inventory === null ? null : obsNames(inventory));
  });
  router.get('/obs/filters', async (request, response) => {
    const { of } = request.query;
    if (typeof of !== 'string' || of === '' || of.length > limits.obsNameCharsMax)
      throw new RelayError('bad-parameter', '"of" must be the name of a source or scene in OBS.');
    const filters: ObsFilters = (await unlessAway(filterNames(control.obs, of))) ?? [];
    response.json(filters);
  });
  router.post('/obs/connect', (_request, response) => {
    control.obs.reconnect();
    response.status(202).json({ state: control.obs.state.name });
  });
  const changeSettings = async (request: Request, response: Response): Promise<void> => {
    const isRemoved = request.method === 'DELETE';
    await control.changeSettings((before) =>
      isRemoved ? null : requestedSettings(request.body, before),
    );
    response.json({ state: control.obs.state.name, settings: control.address });
  };
  router.put('/obs/settings', changeSettings);
  router.delete('/obs/settings', changeSettings);
  router.post('/obs/sources', async (request, response) => {
    const source = checkedBody(sourceSchema, request.body);
    const origin = control.originForObs;
    if (origin === null) {
      throw new RelayError(
        'obs-refused',
        'OBS runs on another computer, and the relay listens on this one only.',
        "Start the relay with --host and this computer's address.",
      );
    }
    const added = await addSource(
      control.obs,
      source,
      await control.overlays(),
      origin,
      control.ownOrigins(),
    );
    response.status(added.created ? 201 : 200).json(added);
  });
  router.get('/triggers', (_request, response) => {
    const answer: RulesStatus = {
      problems: control.sentences,
      rules: control.dispatcher.rules.map((rule) => ruleStatus(rule, control)),
      history: control.dispatcher.history(),
    };
    response.json(answer);
  });
  router.post('/triggers/:name/test', async (request, response) => {
    const name = String(request.params.name);
    const firing = await control.dispatcher.test(name);
    if (firing === null) throw new RelayError('not-found', `There is no rule "${name}".`);
    response.json(firing);
  });
  return router;
}
