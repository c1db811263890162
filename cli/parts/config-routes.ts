/** `/api/config` and `/api/restart`: the settings for the panel. No answer contains a secret. */
import { randomBytes } from 'node:crypto';
import { Router } from 'express';
import * as z from 'zod';
import { readJson } from '../../protocol/json-text.ts';
import type { ConfigAnswer, ConfigSaved, SettingProblem } from '../../protocol/program-answers.ts';
import { KeyFile } from '../../relay/access/key-file.ts';
import { checkedBody } from '../../relay/transport/json-body.ts';
import type { CommandContext } from '../command.ts';
import { configProblems } from '../settings/config-check.ts';
import { type ConfigChanges, changedConfig } from '../settings/config-edit.ts';
import { type ConfigContent, ConfigFile } from '../settings/config-file.ts';
import { hiddenRules, restoredRules } from '../settings/kept-rules.ts';
import { brokenConfig, nextSettings } from '../settings/next-settings.ts';
import { settingsNow } from '../settings/settings-now.ts';
import { restartAnswer } from './restart-answer.ts';

const changesSchema = z.strictObject({
  changes: z.record(z.string(), z.json()),
  /** Keeps a file that is not JSON under another name, and begins a new one. */
  replaceBroken: z.boolean().default(false),
});

/** A mark in the rules is valid as long as this process. */
const salt = randomBytes(16).toString('hex');

export function configRoutes(context: CommandContext): Router {
  const router = Router();
  const file = new ConfigFile(context.configFile);
  router.use(['/config', '/restart'], (_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  router.get('/config', async (_request, response) => {
    response.json(configAnswer(await file.read(), context));
  });
  router.put('/config', async (request, response) => {
    const asked = checkedBody(changesSchema, request.body ?? {});
    response.json(await saved(file, context, asked));
  });
  router.post('/restart', async (request, response) => {
    const answer = await restartAnswer(request, await file.read(), context);
    response.status(202).json(answer);
    // After the answer has gone out.
    response.once('close', () => context.restart());
  });
  return router;
}

async function saved(
  file: ConfigFile,
  context: CommandContext,
  { changes, replaceBroken }: { changes: ConfigChanges; replaceBroken: boolean },
): Promise<ConfigSaved> {
  let problems: readonly SettingProblem[] = [];
  const { environment, flags } = context.given;
  const made = await new KeyFile(context.folders.user, context.log('relay')).read();
  const hasMadeKey = made.some(({ kind }) => kind !== 'view');
  await file.update((content) => {
    if (content.kind === 'broken' && !replaceBroken) throw brokenConfig(content.problem);
    const config = content.kind === 'good' ? content.config : null;
    const meant = withRules(changes, config);
    problems = meant.problems;
    if (problems.length > 0) return null;
    const outside = [...environment, ...flags];
    problems = configProblems({ config, changes: meant.changes, outside, hasMadeKey });
    return problems.length === 0 ? changedConfig(config, meant.changes) : null;
  });
  if (problems.length > 0) return { isSaved: false, problems };
  return { isSaved: true, config: configAnswer(await file.read(), context) };
}

/** Reads the text of the rules, and puts the secrets back that the page did not get. */
function withRules(
  changes: ConfigChanges,
  config: Readonly<Record<string, unknown>> | null,
): { readonly changes: ConfigChanges; readonly problems: readonly SettingProblem[] } {
  const { triggers } = changes;
  if (typeof triggers !== 'string') return { changes, problems: [] };
  const wrong = (sentence: string) => ({ changes, problems: [{ name: 'triggers', sentence }] });
  const json = readJson(triggers);
  if (!json.ok) return wrong(json.problem);
  const { rules, unknown } = restoredRules(json.value, hiddenRules(config?.triggers, salt).kept);
  if (unknown.length > 0) {
    return wrong(`${unknown.join(', ')} stands for nothing in the file: write the text itself.`);
  }
  return { changes: { ...changes, triggers: rules }, problems: [] };
}

function configAnswer(content: ConfigContent, context: CommandContext): ConfigAnswer {
  const { configFile, given, merged, restartProblem, used } = context;
  const config = content.kind === 'good' ? content.config : null;
  const rules =
    config?.triggers === undefined ? undefined : hiddenRules(config.triggers, salt).shown;
  const input = { config, environment: given.environment, flags: given.flags };
  return {
    file: configFile,
    problem: problemOf(content, context),
    isBroken: content.kind === 'broken',
    settings: settingsNow({ ...input, inUse: merged, used, rules }),
    restartProblem,
  };
}

/** Why the next start would refuse the file. */
function problemOf(content: ConfigContent, context: CommandContext): string | null {
  if (content.kind === 'broken') return content.problem;
  try {
    nextSettings(content, context);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}
