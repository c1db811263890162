/** The shape of a command: its name, its settings, and a function that runs until it is done or stopped. */
import type { Log } from '../protocol/log.ts';
import type { Distribution } from '../protocol/update-status.ts';
import type { SettingName, Settings } from './settings/setting-list.ts';
import type { GivenValue } from './settings/settings-merge.ts';

/** A flag of one command that is not a setting. */
export interface OwnFlag {
  readonly flag: string;
  /** Absent: the flag stands alone (`--force`). */
  readonly placeholder?: string;
  readonly description: string;
  /** The setting that it stands for, with its value. */
  readonly gives?: { readonly name: SettingName; readonly value: string };
}

/** Where releases are announced, and who signs the announcements. */
export interface UpdateSource {
  /** Address of the JSON file. */
  readonly address: string;
  /** Ed25519, as SPKI in base64. */
  readonly publicKey: string;
}

export interface Program {
  readonly version: string;
  readonly distribution: Distribution;
  /** From `updates` in `package.json`; null: this program has none, so it looks for no updates. */
  readonly updateSource: UpdateSource | null;
  /** The folder that holds `package.json`, which is beside `cli/` and beside `dist/`. */
  readonly folder: string;
}

/** Where everything that belongs to the user is. */
export interface DataFolders {
  /** Config file and database. */
  readonly data: string;
  /** Settings, themes, layouts and maps. Another folder only in a clone, whose own `themes` are the built-in ones. */
  readonly user: string;
}

export interface CommandContext {
  readonly program: Program;
  readonly settings: Settings;
  /** The same before files in them got their folders. */
  readonly merged: Settings;
  /** What the environment and the flags gave; both take precedence over the config file. */
  readonly given: {
    readonly environment: readonly GivenValue[];
    readonly flags: readonly GivenValue[];
  };
  /** Settings that the command uses. */
  readonly used: readonly SettingName[];
  /** Settings that came as flags. */
  readonly flags: readonly SettingName[];
  /** Only `DATABASE_URL` names the database, which may be meant for another program. */
  readonly isDatabaseFound: boolean;
  /** Where the user's files are. */
  readonly folders: DataFolders;
  /** Absolute path of the config file, which may not exist. */
  readonly configFile: string;
  /** Own flags of the command: their text, or true for those without a value. */
  readonly own: Readonly<Record<string, string | true>>;
  /** Words without dashes. */
  readonly rest: readonly string[];
  /** The program's entry file, for starting another process of it. */
  readonly entry: string;
  readonly log: (part: string) => Log;
  /** File that the log of a program without a console goes to; null: it goes to a console or a file of the user's. */
  readonly logFile: string | null;
  /** The last lines of the log, oldest first, with those of the child processes. */
  readonly logLines: () => readonly string[];
  /** Adds lines of a child process to them. */
  readonly rememberLog: (text: string) => void;
  /** Aborted when the program should end. */
  readonly stop: AbortSignal;
  /** Ends the program cleanly, also when a restart was asked for. Works after this run too. */
  readonly end: () => void;
  /** Does this at the end of the program, for what outlives a restart. */
  readonly atEnd: (work: () => Promise<void>) => void;
  /**
   * Ends the command cleanly and runs it again, with the settings as they are then. When it does not start with them, it
   * runs with the former ones.
   * @param work to do while nothing runs; several are done one after the other
   */
  readonly restart: (work?: () => Promise<void>) => void;
  /** Called once the command runs: its settings work. @param port that it listens on */
  readonly running: (port: number) => void;
  /** Port of the run before a restart, so that open pages find the program again when any port will do; null: the first run. */
  readonly formerPort: number | null;
  /** Why the last restart went back to the former settings; null: it did not. */
  readonly restartProblem: string | null;
  /** Ends the program with an error, which is explained on stderr. */
  readonly fail: (reason: unknown) => void;
  /** Writes to stdout, beside the log. */
  readonly print: (text: string) => void;
}

export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Sentences for its `--help`. */
  readonly details: string;
  readonly settings: readonly SettingName[];
  readonly ownFlags?: readonly OwnFlag[];
  /** Its words without dashes, as in the usage line. */
  readonly words?: readonly string[];
  /** For use by the program itself; not listed. */
  readonly hidden?: true;
  /** Its output goes to the log file in the data folder. */
  readonly hasLogFile?: true;
  /** Shows why it failed to users who see no console; called after the error was printed. */
  readonly showFailure?: (error: unknown) => Promise<void>;
  /** @returns the exit code; rejects with an error that explains itself. */
  run(context: CommandContext): Promise<number>;
}

/** Resolves when the program should end. */
export function untilStopped(stop: AbortSignal): Promise<void> {
  if (stop.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    stop.addEventListener('abort', () => resolve(), { once: true });
  });
}
