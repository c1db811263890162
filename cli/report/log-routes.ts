/** `/api/log` for the panel, mounted under `/api`. No answer holds a secret or the user's name. */
import { homedir, hostname, release, type, version } from 'node:os';
import { Router } from 'express';
import type { LogAnswer } from '../../protocol/program-answers.ts';
import type { RelayStatus } from '../../protocol/relay-answers.ts';
import type { CommandContext } from '../command.ts';
import type { ObsNow } from '../parts/obs-part.ts';
import { ConfigFile } from '../settings/config-file.ts';
import { settingNames, settingSchema } from '../settings/setting-list.ts';
import { CleanLog } from './clean-log.ts';
import { secretsOf } from './known-secrets.ts';
import { logTail } from './log-tail.ts';
import { type RedactInput, redactor } from './redact.ts';
import { reportFacts } from './report-facts.ts';

export interface LogRoutesParts {
  readonly context: CommandContext;
  readonly panelToken: string;
  readonly status: () => RelayStatus;
  readonly obs: () => ObsNow;
}

export function logRoutes({ context, panelToken, status, obs }: LogRoutesParts): Router {
  const router = Router();
  const cleanLog = new CleanLog();
  const configFile = new ConfigFile(context.configFile);
  router.get('/log', async (_request, response) => {
    const { logFile, program } = context;
    const { password, ...obsNow } = obs();
    const content = await configFile.read();
    const rules = content.kind === 'good' ? content.config.triggers : undefined;
    const hidden: RedactInput = {
      secrets: [panelToken, password ?? '', ...secretsOf(context.settings, rules)],
      home: homedir(),
      hostName: hostname(),
    };
    const clean = redactor(hidden);
    const lines = logFile === null ? context.logLines() : await logTail(logFile);
    const facts = reportFacts({
      version: program.version,
      distribution: program.distribution,
      system: systemText(),
      node: process.versions.node,
      status: status(),
      obs: obsNow,
      settingsChanged: changedNames(context),
    });
    const answer: LogAnswer = {
      file: logFile,
      lines: await cleanLog.clean(lines, hidden),
      facts: facts.map(([name, value]) => [name, clean(value)] as const),
    };
    response.set('Cache-Control', 'no-store').json(answer);
  });
  return router;
}

function changedNames({ merged }: CommandContext): string[] {
  return settingNames.filter((name) => {
    const fallback = settingSchema(name).safeParse(undefined);
    return JSON.stringify(merged[name]) !== JSON.stringify(fallback.data);
  });
}

/** Windows names itself in its version; that of others is the build of their kernel. */
function systemText(): string {
  const name = process.platform === 'win32' ? version() : type();
  return `${name} ${release()}, ${process.arch}`;
}
