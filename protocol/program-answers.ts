/** Answers of the routes that only the program serves: its settings, data folder, back-ups and log. Types only. */

/** Where a value comes from; a later one takes precedence over an earlier one. */
export type SettingSource = 'default' | 'file' | 'environment' | 'flag';

/** The control that edits a setting. */
export type SettingControl =
  | { readonly kind: 'text'; readonly charsMax: number | null }
  | {
      readonly kind: 'number';
      readonly min: number | null;
      readonly max: number | null;
      readonly isWhole: boolean;
      /** A word that stands in place of a number, for instance `auto`. */
      readonly word: string | null;
    }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  /** A list of texts. */
  | { readonly kind: 'list' }
  /** A text that is never sent to the page. */
  | { readonly kind: 'secret' }
  /** JSON, as a text of several lines. */
  | { readonly kind: 'json' };

export type SettingValue = string | number | readonly string[];

/** Settings that are shown together. */
export type SettingGroup = 'driver' | 'driving' | 'laps' | 'access' | 'server' | 'log' | 'obs';

export interface SettingNow {
  /** Its key in the config file; those of the section `obs` are `obs.url` and `obs.password`. */
  readonly name: string;
  readonly title: string;
  readonly group: SettingGroup;
  readonly sentence: string;
  readonly control: SettingControl;
  readonly default: SettingValue | null;
  /** In use now; null: not set, or a secret. */
  readonly value: SettingValue | null;
  /** What the config file says; null: nothing, or a secret. */
  readonly inFile: SettingValue | null;
  /** The config file has a value, also a secret one. */
  readonly isInFile: boolean;
  /** A secret without its secret part, for instance `postgres://…@db.example/laps`; null: nothing of it may be shown. */
  readonly shown: string | null;
  readonly source: SettingSource;
  /** The flag or variable that gives it, so that the file has no effect: `--port`. null: it can be changed. */
  readonly fixedBy: string | null;
  readonly takesEffect: 'at-once' | 'after-restart';
  /** The file's value differs from the one in use, and a restart would use it. */
  readonly isWaiting: boolean;
  /** The running command uses it. */
  readonly isUsed: boolean;
}

export interface ConfigAnswer {
  /** Absolute path of the config file. */
  readonly file: string;
  /** Why the file cannot be used; null: it can, or there is none. */
  readonly problem: string | null;
  /** The file is not JSON, so that nothing can be saved in it. */
  readonly isBroken: boolean;
  readonly settings: readonly SettingNow[];
  /** Why the last restart went back to the settings before it; null: it did not. */
  readonly restartProblem: string | null;
}

export interface SettingProblem {
  readonly name: string;
  readonly sentence: string;
}

/** The answer to `PUT /api/config`. Nothing is saved when one value is wrong. */
export type ConfigSaved =
  | { readonly isSaved: true; readonly config: ConfigAnswer }
  | { readonly isSaved: false; readonly problems: readonly SettingProblem[] };

/** The answer to whatever restarts the program: `POST /api/restart`, a restore, an older folder that is taken over. */
export interface RestartAnswer {
  /** The panel's address after the restart, without the token; null: it stays. */
  readonly address: string | null;
}

/** The parts of what belongs to the user. `settings`: the config file, the choice of themes, and how OBS is reached. */
export type UserPart = 'laps' | 'themes' | 'layouts' | 'maps' | 'settings';

export interface FolderPartNow {
  readonly name: UserPart | 'log' | 'before-restore';
  /** Absolute path of its file or folder; null: it is in another database. */
  readonly path: string | null;
  /** Files; null: they are not counted. */
  readonly files: number | null;
  readonly bytes: number;
}

export interface DataFolderAnswer {
  /** Absolute path. */
  readonly folder: string;
  readonly database: 'sqlite' | 'postgres' | 'none';
  readonly bytes: number;
  readonly parts: readonly FolderPartNow[];
  /** The request comes from this machine, so that its file manager can be opened. */
  readonly canOpen: boolean;
}

/** A part of a back-up, and what it would replace. */
export interface RestorePart {
  readonly name: UserPart;
  readonly files: number;
  readonly bytes: number;
  /** Files of the same name that would be replaced. */
  readonly replaced: number;
}

export interface RestorePreview {
  /** Names the unpacked back-up in the request that restores it. */
  readonly id: string;
  /** ms since 1970 */
  readonly createdAt: number;
  /** Version of the Sequential that made it. */
  readonly program: string;
  readonly parts: readonly RestorePart[];
  /** Sessions in it; null: it has no laps. */
  readonly sessions: number | null;
  /** How the laps may come back: in place of those here, or beside them. Empty: there are none, or no database for them. */
  readonly laps: readonly ('replace' | 'add')[];
  /** Why its config file stays out; null: nothing is wrong with it. */
  readonly configProblem: string | null;
}

export interface LogAnswer {
  /** Absolute path of the log file; null: the log is in a console, and the lines are those the program remembers. */
  readonly file: string | null;
  /** Oldest first, without secrets. */
  readonly lines: readonly string[];
  /** For the top of a bug report: version, system, OBS, state of the game. */
  readonly facts: readonly (readonly [name: string, value: string])[];
}

/** A folder of an older Sequential, and what is in it. */
export interface OlderFolder {
  readonly id: string;
  /** Absolute path. */
  readonly folder: string;
  /** Null: not known. */
  readonly version: string | null;
  /** Time of its newest file, ms since 1970. */
  readonly usedAt: number;
  readonly parts: readonly {
    readonly name: UserPart;
    readonly files: number;
    readonly bytes: number;
  }[];
}

export interface OlderFoldersAnswer {
  readonly folders: readonly OlderFolder[];
  /** What was taken over last; null: nothing yet. */
  readonly last: TakenOver | null;
}

/** What was taken over from an older folder. */
export interface TakenOver {
  readonly folder: string;
  readonly sessions: number;
  readonly files: number;
  /** Names that were here already with another content; those here stay. */
  readonly kept: readonly string[];
}

/**
 * An action as the config file has it, for instance `{ scene: 'Pits' }`. One whose address or data is not sent to pages is
 * `{ kept: 1, kind: 'http' }`: the action of this index stays as it is in the file.
 */
export type EditedAction = Readonly<Record<string, unknown>>;

/** A rule as the config file has it (docs/obs-rules.md). */
export interface EditedRule {
  readonly name: string;
  readonly enabled?: boolean;
  readonly on: string | readonly string[];
  readonly when?: Readonly<Record<string, unknown>>;
  readonly cooldownSeconds?: number;
  readonly do: readonly EditedAction[];
}

/** The answer to `GET /api/rules`. */
export interface RulesInFile {
  /** Absolute path of the config file. */
  readonly file: string;
  /** Why no rule can be saved in the file; null: it can. */
  readonly problem: string | null;
  readonly rules: readonly EditedRule[];
}

/** The answer to `PUT` and `DELETE /api/rules/{name}`. */
export interface RuleSaved {
  /** Why nothing was saved; empty: it is, and the rules are in use. */
  readonly problems: readonly string[];
}

// ------------------------------------------------------------------ GET, POST and DELETE /api/game-app

/** The app for Custom Shaders Patch, or the one for the game without it. */
export type GameAppKind = 'lua' | 'python';

export interface GameAppAnswer {
  /** Folder of Assetto Corsa; null: it was not found on the PC that runs Sequential. */
  readonly game: string | null;
  /** The app that fits the game. */
  readonly kind: GameAppKind | null;
  readonly state: 'absent' | 'current' | 'other-version';
}
