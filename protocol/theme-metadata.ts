/** What the API tells of themes: `GET /api/themes` lists them, `GET /api/settings` says which are chosen. Types only. */

export interface ThemeMetadata {
  readonly name: string;
  readonly title: string;
  readonly author: string;
  readonly description: string;
  /** Address of its picture; null: it has none. */
  readonly preview: string | null;
  /** It comes with the program. */
  readonly builtIn: boolean;
  /** What is wrong with the file; null: nothing. */
  readonly problem: string | null;
  /** The file has a problem, and its last good version is shown. */
  readonly lastGood?: true;
}

export interface ThemeChoices {
  /** For every overlay without a choice of its own; null: the theme that the page's address names. */
  readonly theme: string | null;
  /** By the overlay's name. */
  readonly overlays: Readonly<Record<string, string>>;
}
