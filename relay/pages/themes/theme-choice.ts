/**
 * Which theme is chosen for all overlays or for one, through the relay's API. Kept in `settings.json` in the user's folder,
 * and announced to the pages at once.
 */
import { join } from 'node:path';
import express, { type Router } from 'express';
import * as z from 'zod';
import { isOwnName } from '../../../protocol/file-name.ts';
import type { Log } from '../../../protocol/log.ts';
import type { ThemeChoices } from '../../../protocol/theme-metadata.ts';
import { RelayError } from '../../errors.ts';
import { removeLeftovers } from '../../files/atomic-file.ts';
import { bySchema } from '../../files/kept-json-file.ts';
import { KeptValue } from '../../files/kept-value.ts';
import { notFound } from '../not-found.ts';
import { presentThemeName } from './former-names.ts';

const name = z.string().refine(isOwnName, 'expected a name of a-z, 0-9 and -');

/** `#rrggbb` */
const colourPattern = /^#[0-9a-f]{6}$/i;

const schema = z.strictObject({
  /** Of every overlay that has none of its own; null: the page's own choice. */
  theme: name.nullable().default(null),
  /** By the overlay's name. */
  overlays: z.record(name, name).default({}),
  accent: z.string().regex(colourPattern).optional(),
});

export interface ThemeChoiceOptions {
  readonly userFolder: string;
  readonly log: Log;
  /** Names of the themes that there are now. */
  themes(): Promise<readonly string[]>;
  overlays(): Promise<readonly string[]>;
}

export class ThemeChoice {
  readonly #options: ThemeChoiceOptions;
  readonly #file: KeptValue<ThemeChoices>;
  readonly #listeners = new Set<() => void>();

  private constructor(options: ThemeChoiceOptions, file: KeptValue<ThemeChoices>) {
    this.#options = options;
    this.#file = file;
  }

  static async open(options: ThemeChoiceOptions): Promise<ThemeChoice> {
    await removeLeftovers(options.userFolder);
    const file = await KeptValue.open<ThemeChoices>({
      file: join(options.userFolder, 'settings.json'),
      log: options.log,
      fallback: schema.parse({}),
      check: bySchema(schema),
    });
    const choice = new ThemeChoice(options, file);
    await choice.#renameFormer();
    return choice;
  }

  /** Choices by a former name become choices by the present one. */
  async #renameFormer(): Promise<void> {
    const themes = await this.#options.themes();
    const renamed = ({ theme, overlays, ...rest }: ThemeChoices): ThemeChoices => ({
      theme: theme === null ? null : presentThemeName(theme, themes),
      overlays: Object.fromEntries(
        Object.entries(overlays).map(([overlay, one]) => [overlay, presentThemeName(one, themes)]),
      ),
      ...rest,
    });
    if (JSON.stringify(renamed(this.choices)) === JSON.stringify(this.choices)) return;
    // A folder that cannot be written is reported elsewhere; pages get the theme by its former name too.
    await this.#file.update(renamed).catch(() => {});
  }

  get choices(): ThemeChoices {
    return this.#file.value;
  }

  /** The theme chosen for an overlay; null: the page's own choice. */
  themeOf(overlay: string | null): string | null {
    const { theme, overlays } = this.#file.value;
    // A page may call itself anything, `constructor` too.
    return overlay !== null && Object.hasOwn(overlays, overlay) ? overlays[overlay]! : theme;
  }

  /** Returns the function that ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * @param overlay null: all overlays, also those that had a theme of their own
   * @param name of the theme; null: the page's own choice again
   * @throws RelayError for a theme or overlay that there is not
   */
  async choose(overlay: string | null, name: string | null): Promise<void> {
    const themes = await this.#options.themes();
    const theme = name === null ? null : presentThemeName(name, themes);
    if (theme !== null) mustExist('theme', theme, themes);
    if (overlay !== null) mustExist('overlay', overlay, await this.#options.overlays());
    await this.#file.update((before) => {
      if (overlay === null) return { ...before, theme, overlays: {} };
      const others = Object.entries(before.overlays).filter(([one]) => one !== overlay);
      const chosen = theme === null ? others : [...others, [overlay, theme] as const];
      return { ...before, overlays: Object.fromEntries(chosen) };
    });
    for (const listener of this.#listeners) listener();
  }

  /** @param accent replaces the accent colour of every theme, `#rrggbb`; null: each theme's own again */
  async chooseAccent(accent: string | null): Promise<void> {
    await this.#file.update(({ accent: _, ...others }) =>
      accent === null ? others : { ...others, accent },
    );
    for (const listener of this.#listeners) listener();
  }

  /**
   * A theme was deleted: its choices are removed.
   * @returns where it was
   */
  async forget(theme: string): Promise<{ all: boolean; overlays: string[] }> {
    const { theme: all, overlays } = this.#file.value;
    const those = Object.keys(overlays).filter((overlay) => overlays[overlay] === theme);
    const was = { all: all === theme, overlays: those };
    if (!was.all && those.length === 0) return was;
    await this.#file.update((before) => {
      const kept = Object.entries(before.overlays).filter(([, chosen]) => chosen !== theme);
      const others = before.theme === theme ? null : before.theme;
      return { ...before, theme: others, overlays: Object.fromEntries(kept) };
    });
    for (const listener of this.#listeners) listener();
    return was;
  }

  /**
   * `GET /settings`, `PUT /settings/theme`, `PUT /settings/theme/{overlay}` with `{"theme": "name" | null}`, and
   * `PUT /settings/accent` with `{"accent": "#rrggbb" | null}`.
   */
  get router(): Router {
    const router = express.Router();
    router.get('/settings', (_request, response) => {
      response.set('Cache-Control', 'no-store').json(this.choices);
    });
    const put = async (
      request: express.Request,
      response: express.Response,
      overlay: string | null,
    ): Promise<void> => {
      await this.choose(overlay, themeIn(request.body));
      response.json(this.choices);
    };
    router.put('/settings/theme', (request, response) => put(request, response, null));
    router.put('/settings/theme/:overlay', (request, response) =>
      put(request, response, request.params.overlay),
    );
    router.put('/settings/accent', async (request, response) => {
      await this.chooseAccent(accentIn(request.body));
      response.json(this.choices);
    });
    return router;
  }
}

function themeIn(body: unknown): string | null {
  const theme = (body as { theme?: unknown } | undefined)?.theme;
  if (theme === null || (typeof theme === 'string' && isOwnName(theme))) return theme;
  throw new RelayError(
    'bad-parameter',
    'theme must be the name of a theme (a-z, 0-9 and -), or null.',
    'Send {"theme": "apex"} as application/json.',
  );
}

function accentIn(body: unknown): string | null {
  const accent = (body as { accent?: unknown } | undefined)?.accent;
  if (accent === null) return null;
  if (typeof accent === 'string' && colourPattern.test(accent)) return accent.toLowerCase();
  throw new RelayError(
    'bad-parameter',
    'accent must be a colour such as "#ff8800", or null.',
    'Send {"accent": "#ff8800"} as application/json.',
  );
}

function mustExist(kind: string, name: string, known: readonly string[]): void {
  if (!known.includes(name)) throw notFound(kind, name, known);
}
