/**
 * The program: finds the command, merges its settings, runs it, and turns signals and errors into a clean end and an
 * exit code.
 */

import { fstatSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { isatty } from 'node:tty';
import { messageOf } from '../protocol/explained-error.ts';
import { limits } from '../protocol/limits.ts';
import { nearest } from '../protocol/nearest.ts';
import { finishRestore } from './backup/restore-plan.ts';
import type { Command, CommandContext, DataFolders } from './command.ts';
import { commands } from './commands.ts';
import { CommandError, exitCodeOf, explain } from './console/errors.ts';
import { commandHelp, generalHelp } from './console/help.ts';
import { createLog } from './console/log.ts';
import { openTerminal } from './console/terminal.ts';
import { databaseIn } from './data-folder.ts';
import { logFileOf } from './desktop/log-file.ts';
import { openDataFolders } from './open-data-folder.ts';
import { readProgram } from './program.ts';
import { LogMemory } from './report/log-memory.ts';
import { type ParsedArguments, parseArguments } from './settings/arguments.ts';
import { type DatabaseChoice, databaseChoice } from './settings/database-url.ts';
import { defaultConfigFile, readConfigFile } from './settings/read-config-file.ts';
import { childVariable, type SettingName, type Settings } from './settings/setting-list.ts';
import { mergeSettings, valuesOfEnvironment, valuesOfFile } from './settings/settings-merge.ts';

const terminal = openTerminal();
/** The program should end, whatever else was asked of it, and does not wait for slow readers of its output. */
let isStopped = false;

const program = readProgram();

const logMemory = new LogMemory();

/** A child process of ours also passes its lines to its parent, which shows them in the panel. */
function rememberLine(text: string): void {
  logMemory.add(text);
  if (process.env[childVariable] !== undefined && process.connected) process.send?.({ log: text });
}

/**
 * The first signal ends the program cleanly, the second at once. On Windows Ctrl+Break is SIGBREAK and a closed console
 * window SIGHUP. A child process of ours ends with its channel instead: Ctrl+C reaches every process of a console, the end of a
 * service every process of the service, and the parent decides the order.
 */
function endOnSignals(end: (exitNow: boolean) => void): void {
  const supervised = process.env[childVariable] !== undefined;
  let asked = false;
  const ask = (): void => {
    end(asked);
    asked = true;
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const) {
    if (signal === 'SIGBREAK' && process.platform !== 'win32') continue;
    process.on(signal, supervised ? () => {} : ask);
  }
  if (!supervised) return;
  // The parent may have ended while this process was loading.
  if (process.connected) process.once('disconnect', ask);
  else ask();
}

/** A database that a flag names is in the folder where it was typed, any other in the data folder. */
function withDatabaseFile(settings: Settings, parsed: ParsedArguments, data: string): Settings {
  const isFlag = parsed.settings.some(({ name }) => name === 'db');
  if (isFlag || relative(process.cwd(), data) === '') return settings;
  return { ...settings, db: databaseIn(data, settings.db) };
}

function isFile(descriptor: number): boolean {
  try {
    // Without `bigint`, a pipe's state stays in a buffer that Node 20 reads again when it resolves imports. It then takes a
    // linked `node_modules` for a pipe, does not follow the link, and loads a package twice, once without its exports.
    return fstatSync(descriptor, { bigint: true }).isFile();
  } catch {
    // A process without a console may have none.
    return false;
  }
}

/** The settings of one run of a command. */
interface Prepared {
  readonly merged: Settings;
  readonly settings: Settings;
  readonly given: CommandContext['given'];
  readonly database: DatabaseChoice;
}

/** @throws CommandError for a mistake in the settings; where it is in the config file, with its place */
async function prepare(parsed: ParsedArguments, folders: DataFolders): Promise<Prepared> {
  try {
    return await readSettings(parsed, folders);
  } catch (error) {
    if (!(error instanceof CommandError) || parsed.config !== undefined) throw error;
    const { code, message, hint } = error;
    if (!message.includes(defaultConfigFile)) throw error;
    const place = `Mend ${join(folders.data, defaultConfigFile)}.`;
    throw new CommandError(code, message, [hint, place].filter(Boolean).join(' '));
  }
}

async function readSettings(parsed: ParsedArguments, folders: DataFolders): Promise<Prepared> {
  const file = await readConfigFile(parsed.config, folders.data);
  const given = { environment: valuesOfEnvironment(process.env), flags: parsed.settings };
  const layers = [
    file === undefined ? [] : valuesOfFile(file, parsed.config ?? defaultConfigFile),
    given.environment,
    given.flags,
  ];
  const merged = mergeSettings(layers);
  return {
    merged,
    settings: withDatabaseFile(merged, parsed, folders.data),
    given,
    database: databaseChoice(layers),
  };
}

/** Ends what runs now; replaced when a command runs again. */
let stopRun: () => void = () => {};

/** Ends the program, also while it is between two runs. */
function end(): void {
  isStopped = true;
  stopRun();
}

/** Ends what outlives the runs of a command. */
const lastWorks: (() => Promise<void>)[] = [];

async function doLastWorks(): Promise<void> {
  for (const work of lastWorks.splice(0)) await work();
}

/** Port that the last run listened on; a restart with port 0 takes it again. */
let formerPort: number | null = null;

/** How a run of a command ended. */
type RunEnd =
  | { readonly kind: 'done'; readonly exitCode: number }
  /** @property works to do before the next run, in the order in which they were asked for */
  | { readonly kind: 'restart'; readonly works: readonly (() => Promise<void>)[] }
  /** @property hasRun its settings worked */
  | { readonly kind: 'failed'; readonly error: unknown; readonly hasRun: boolean };

interface Run {
  readonly command: Command;
  readonly parsed: ParsedArguments;
  readonly folders: DataFolders;
  readonly prepared: Prepared;
  readonly restartProblem: string | null;
}

function openLog({ log, logLevel }: Settings): CommandContext['log'] {
  return createLog({
    format: log,
    level: logLevel,
    colour: isatty(1) && !process.env.NO_COLOR,
    withDate: isFile(1),
    write: (text) => {
      rememberLine(text);
      terminal.print(text);
    },
    isFull: () => terminal.isFull,
  });
}

async function runOnce({
  command,
  parsed,
  folders,
  prepared,
  restartProblem,
}: Run): Promise<RunEnd> {
  const { settings, database, merged, given } = prepared;
  const log = openLog(settings);
  if (restartProblem !== null) {
    log('start').error({}, `The program runs as it did before the restart. ${restartProblem}`);
  }
  if (database.notice !== null && command.settings.includes('db')) {
    if (command.settings.includes('log')) log('start').warn({}, database.notice);
    else terminal.explain(`Note: ${database.notice}\n`);
  }
  const stopping = new AbortController();
  let slow: NodeJS.Timeout | undefined;
  let failure: unknown;
  /** null: no restart was asked for. A second request must not undo the work of the first. */
  let works: (() => Promise<void>)[] | null = null;
  let hasRun = false;
  const stop = (): void => {
    if (stopping.signal.aborted) return;
    // Ends the program within the promised time, whatever a part of it waits for.
    slow = setTimeout(() => {
      const problem = new CommandError(
        'stop-too-slow',
        'A part of the program did not end in time.',
      );
      terminal.explain(explain(problem));
      terminal.endNow(1);
    }, limits.stopMs - 250).unref();
    stopping.abort();
  };
  stopRun = stop;
  if (isStopped) stop();
  try {
    const exitCode = await command.run({
      settings,
      merged,
      given,
      used: command.settings,
      flags: parsed.settings.map(({ name }) => name as SettingName),
      isDatabaseFound: database.isFound,
      folders,
      configFile: resolve(parsed.config ?? join(folders.data, defaultConfigFile)),
      own: parsed.own,
      rest: parsed.rest,
      entry: process.argv[1]!,
      program,
      log,
      logFile: command.hasLogFile === true ? logFileOf(folders) : null,
      logLines: () => logMemory.lines,
      rememberLog: (text) => logMemory.add(text),
      stop: stopping.signal,
      end,
      atEnd: (work) => void lastWorks.push(work),
      restart: (work) => {
        works = [...(works ?? []), ...(work === undefined ? [] : [work])];
        stop();
      },
      running: (port) => {
        hasRun = true;
        formerPort = port;
      },
      formerPort,
      restartProblem,
      fail: (reason) => {
        failure ??= reason;
        stop();
      },
      print: terminal.print,
    });
    if (failure !== undefined) return { kind: 'failed', error: failure, hasRun };
    if (works !== null && !isStopped) return { kind: 'restart', works };
    return { kind: 'done', exitCode };
  } catch (error) {
    if (works === null || failure !== undefined || !hasRun || isStopped) {
      return { kind: 'failed', error: failure ?? error, hasRun };
    }
    // Frames that could not be stored: a restart with another database may be the cure.
    log('start').error({}, messageOf(error));
    return { kind: 'restart', works };
  } finally {
    clearTimeout(slow);
  }
}

async function runCommand(command: Command, words: readonly string[]): Promise<number> {
  const wordsTaken = command.words?.length ?? 0;
  const parsed = parseArguments(
    words,
    command.name,
    command.settings,
    command.ownFlags,
    wordsTaken,
  );
  if (parsed.help) {
    terminal.print(commandHelp(command));
    return 0;
  }
  const folders = openDataFolders(program, parsed.data);
  await finishRestore(folders.data);
  let prepared = await prepare(parsed, folders);
  endOnSignals((exitNow) => {
    if (exitNow) terminal.endNow(1);
    end();
  });
  /** The settings before a restart, until the new ones have worked. */
  let former: Prepared | null = null;
  let restartProblem: string | null = null;
  for (;;) {
    const ended = await runOnce({ command, parsed, folders, prepared, restartProblem });
    if (ended.kind === 'done') return ended.exitCode;
    if (ended.kind === 'failed') {
      if (former === null || ended.hasRun || isStopped) throw ended.error;
      restartProblem = messageOf(ended.error);
      prepared = former;
      former = null;
      continue;
    }
    former = prepared;
    restartProblem = null;
    try {
      for (const work of ended.works) await work();
      if (isStopped) return 0;
      prepared = await prepare(parsed, folders);
    } catch (error) {
      if (isStopped) throw error;
      // Some of its files are in their place already, so nothing may run before all are.
      if (error instanceof CommandError && error.code === 'restore-unfinished') throw error;
      restartProblem = messageOf(error);
      former = null;
    }
  }
}

async function main(words: readonly string[]): Promise<number> {
  const [name, ...rest] = words;
  if (name === '--version' || name === '-v') {
    terminal.print(`${program.version}\n`);
    return 0;
  }
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    const text = generalHelp(commands, program.version);
    if (name !== undefined) {
      terminal.print(text);
      return 0;
    }
    terminal.explain(text);
    return 2;
  }
  const command = commands.find((one) => one.name === name);
  if (command === undefined) {
    const known = commands.filter((one) => !one.hidden).map((one) => one.name);
    throw new CommandError(
      'unknown-command',
      `There is no command "${name}"; did you mean ${nearest(name, known)}?`,
      'sequential --help lists all commands.',
    );
  }
  showFailure = command.showFailure;
  return runCommand(command, rest);
}

/** Called when nothing is left to happen although the command has not ended: Node exits then. */
function endEarly(): void {
  endWith(
    new CommandError(
      'ended-early',
      'The program ended before its work was done.',
      'This is a bug in Sequential: report it with the lines above.',
    ),
  );
}

/** Shows the error of the command that runs to users without a console. */
let showFailure: Command['showFailure'];

function endWith(error: unknown): void {
  process.off('beforeExit', endEarly);
  terminal.explain(explain(error));
  void Promise.allSettled([doLastWorks(), showFailure?.(error)]).then(() =>
    terminal.end(exitCodeOf(error), limits.terminalFlushMs),
  );
}

process.on('uncaughtException', endWith);
process.on('unhandledRejection', endWith);
process.once('beforeExit', endEarly);
main(process.argv.slice(2)).then(async (exitCode) => {
  await doLastWorks();
  process.off('beforeExit', endEarly);
  // Everything is stopped by now; a handle left open must not keep the process alive.
  void terminal.end(exitCode, isStopped ? limits.terminalFlushMs : Number.POSITIVE_INFINITY);
}, endWith);
