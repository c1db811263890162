/** The context of a command for tests: settings from a config object, files in one folder, and nothing that runs. */
import { join } from 'node:path';
import type { CommandContext } from '../../cli/command.ts';
import { settingNames } from '../../cli/settings/setting-list.ts';
import { mergeSettings, valuesOfFile } from '../../cli/settings/settings-merge.ts';
import { silentLog } from '../../protocol/log.ts';

export function commandContext(
  folder: string,
  config: object = {},
  more: Partial<CommandContext> = {},
): CommandContext {
  const given = more.given ?? { environment: [], flags: [] };
  const merged = mergeSettings([valuesOfFile(config, 'test.json'), given.environment, given.flags]);
  return {
    settings: merged,
    merged,
    given,
    used: settingNames,
    flags: [],
    isDatabaseFound: false,
    folders: { data: folder, user: folder },
    configFile: join(folder, 'test.json'),
    own: {},
    rest: [],
    entry: '',
    program: { version: '0', distribution: 'source', updateSource: null, folder },
    log: () => silentLog,
    logFile: null,
    logLines: () => [],
    rememberLog: () => {},
    stop: new AbortController().signal,
    end: () => {},
    atEnd: () => {},
    restart: () => {},
    running: () => {},
    formerPort: null,
    restartProblem: null,
    fail: () => {},
    print: () => {},
    ...more,
  };
}
