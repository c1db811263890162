/** `/api/rules`: the rules of the config file, changed one by one from the panel, and tried before they are saved. */
import { Router } from 'express';
import type { RuleSaved, RulesInFile } from '../../protocol/program-answers.ts';
import { RelayError } from '../../relay/errors.ts';
import type { ObsControl } from '../../relay/obs/obs-control.ts';
import { ruleProblems, triggersSchema } from '../../relay/obs/rules/rule-schema.ts';
import { ConfigFile } from '../settings/config-file.ts';
import { completeRule, shownRules, withoutRule, withRule } from '../settings/rule-edit.ts';

export function ruleRoutes(configFile: string, control: ObsControl): Router {
  const file = new ConfigFile(configFile);
  const router = Router();
  router.use('/rules', (_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });

  const triggers = async (): Promise<unknown> => {
    const content = await file.read();
    return content.kind === 'good' ? content.config.triggers : undefined;
  };

  /** Saves what `change` makes of the rules, unless it has mistakes. */
  const save = async (change: (before: unknown) => unknown[]): Promise<RuleSaved> => {
    let problems: string[] = [];
    await file.update((content) => {
      if (content.kind === 'broken') throw brokenFile(content.problem);
      const config = content.kind === 'good' ? content.config : {};
      const changed = change(config.triggers);
      problems = ruleProblems(changed);
      return problems.length === 0 ? { ...config, triggers: changed } : null;
    });
    if (problems.length === 0) await control.readRules();
    return { problems };
  };

  router.get('/rules', async (_request, response) => {
    const content = await file.read();
    const answer: RulesInFile = {
      file: configFile,
      problem: content.kind === 'broken' ? content.problem : null,
      rules: content.kind === 'good' ? shownRules(content.config.triggers) : [],
    };
    response.json(answer);
  });
  router.post('/rules/:name/try', async (request, response) => {
    const rule = completeRule(await triggers(), request.params.name, request.body);
    const read = triggersSchema.safeParse([rule]);
    if (!read.success) {
      throw new RelayError('bad-parameter', ruleProblems([rule]).join(' '));
    }
    response.json(await control.dispatcher.testRule(read.data[0]!));
  });
  router.put('/rules/:name', async (request, response) => {
    const { name } = request.params;
    response.json(
      await save((before) => withRule(before, name, completeRule(before, name, request.body))),
    );
  });
  router.delete('/rules/:name', async (request, response) => {
    const { name } = request.params;
    response.json(
      await save((before) => {
        const others = withoutRule(before, name);
        if (others === null) throw new RelayError('not-found', `There is no rule "${name}".`);
        return others;
      }),
    );
  });
  return router;
}

function brokenFile(problem: string): RelayError {
  return new RelayError(
    'bad-config',
    `The config file cannot be used, so nothing was saved. ${problem}`,
    'Mend it in an editor, or begin a new one in the panel’s Settings.',
  );
}
