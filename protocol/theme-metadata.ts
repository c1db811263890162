/** Themes in the API: `GET /api/themes` lists them, `GET /api/settings` gives the chosen ones. Types only. */

export interface ThemeMetadata {
  readonly name: string;
  readonly title: string;
  readonly author: string;
  readonly description: string;
  /** Address of its preview picture; null: none. */
  readonly preview: string | null;
  /** It comes with the program. */
  readonly builtIn: boolean;
  /** What is wrong with the file; null: nothing. */
  readonly problem: string | null;
  /** The file has a problem, and its last valid version is shown. */
  readonly lastGood?: true;
}

export interface ThemeChoices {
  /** Chosen for every overlay without its own choice; null: the theme in the page's address. */
  readonly theme: string | null;
  /** By the overlay's name. */
  readonly overlays: Readonly<Record<string, string>>;
  /** Replaces the accent colour of every theme, `#rrggbb`; missing: each theme's own. */
  readonly accent?: string | undefined;
}

/** What pages are told of the choices. */
export interface PageLook extends ThemeChoices {
  /** Address of the streamer's logo; missing: none is set. */
  readonly logo?: string | undefined;
}

/** The streamer's logo: the answer to `GET /api/logo`. */
export interface LogoAnswer {
  /** Where it is served; null: none is set. */
  readonly address: string | null;
}
