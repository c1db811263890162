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
  | { readonly kind: 'secret' };

export type SettingValue = string | number | readonly string[];

/** Settings that are shown together. */
export type SettingGroup = 'driving' | 'laps' | 'access' | 'log' | 'obs';

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
  /** Rules of OBS in the file. */
  readonly rules: number;
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

export interface RestartAnswer {
  /** The panel's address after the restart, without the token; null: it stays. */
  readonly address: string | null;
}
