/** What a command is: its name, what it can be told, and a function that runs until it is done or told to stop. */
import type { Log } from '../protocol/log.ts';
import type { SettingName, Settings } from './settings/settings.ts';

/** A flag that belongs to one command only and is no setting. */
export interface OwnFlag {
  readonly flag: string;
  /** Absent: the flag stands alone (`--force`). */
  readonly placeholder?: string;
  readonly description: string;
}

export interface CommandContext {
  readonly settings: Settings;
  /** `settings.db` comes from `DATABASE_URL` alone, which may be meant for another program. */
  readonly isDatabaseFound: boolean;
  /** Whole path of the config file, whether it is there or not. */
  readonly configFile: string;
  /** Own flags of the command: their text, or true for those without a value. */
  readonly own: Readonly<Record<string, string | true>>;
  /** Words without dashes. */
  readonly rest: readonly string[];
  /** Where the program's own entry file lies, to start it once more as another process. */
  readonly entry: string;
  /** Of this program. */
  readonly version: string;
  readonly log: (part: string) => Log;
  /** Aborted when the user wants the program to end. */
  readonly stop: AbortSignal;
  /** Ends the program because a part of it cannot go on; the reason is explained on stderr. */
  readonly fail: (reason: unknown) => void;
  /** Writes to stdout what the user asked for or has to know; not a log line. */
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
  /** Words without dashes that it takes, as they appear in its usage line. */
  readonly words?: readonly string[];
  /** Not in the list of commands: for use by the program itself. */
  readonly hidden?: true;
  /** @returns the exit code; rejects with an error that explains itself. */
  run(context: CommandContext): Promise<number>;
}

/** Settles when the user wants the program to end. */
export function untilStopped(stop: AbortSignal): Promise<void> {
  if (stop.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    stop.addEventListener('abort', () => resolve(), { once: true });
  });
}
