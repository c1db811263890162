/**
 * What is chosen through the relay's API rather than in the config file: the theme of all overlays or of one. The
 * choice is kept in the user's folder and told to the pages at once.
 */
import { join } from 'node:path';
import express, { type Router } from 'express';
import * as z from 'zod';
import { isOwnName } from '../../../protocol/file-name.ts';
import type { Log } from '../../../protocol/log.ts';
import { nearest } from '../../../protocol/nearest.ts';
import type { ThemeChoices } from '../../../protocol/theme-metadata.ts';
import { RelayError } from '../../errors.ts';
import { removeLeftovers } from '../../files/atomic-file.ts';
import { KeptFile } from '../../files/kept-file.ts';

const name = z.string().refine(isOwnName, 'expected a name of a-z, 0-9 and -');

const schema = z.strictObject({
  /** Of every overlay that has none of its own; null: the page's own choice. */
  theme: name.nullable().default(null),
  /** By the overlay's name. */
  overlays: z.record(name, name).default({}),
});

export interface ThemeChoiceOptions {
  readonly userFolder: string;
  readonly log: Log;
  /** Names of the themes that there are now. */
  themes(): Promise<readonly string[]>;
  overlays(): Promise<readonly string[]>;
}

export class ThemeChoice {
  readonly #parts: ThemeChoiceOptions;
  readonly #file: KeptFile<ThemeChoices>;
  readonly #listeners = new Set<() => void>();

  private constructor(parts: ThemeChoiceOptions, file: KeptFile<ThemeChoices>) {
    this.#parts = parts;
    this.#file = file;
  }

  static async open(parts: ThemeChoiceOptions): Promise<ThemeChoice> {
    await removeLeftovers(parts.userFolder);
    const file = await KeptFile.open<ThemeChoices>({
      file: join(parts.userFolder, 'settings.json'),
      log: parts.log,
      fallback: schema.parse({}),
      check: (value) => {
        const parsed = schema.safeParse(value);
        return parsed.success ? { value: parsed.data } : { problem: z.prettifyError(parsed.error) };
      },
    });
    return new ThemeChoice(parts, file);
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
   * @param theme null: the page's own choice again
   * @throws RelayError for a theme or overlay that there is not
   */
  async choose(overlay: string | null, theme: string | null): Promise<void> {
    if (theme !== null) check('theme', theme, await this.#parts.themes());
    if (overlay !== null) check('overlay', overlay, await this.#parts.overlays());
    await this.#file.update((before) => {
      if (overlay === null) return { theme, overlays: {} };
      const others = Object.entries(before.overlays).filter(([one]) => one !== overlay);
      const chosen = theme === null ? others : [...others, [overlay, theme] as const];
      return { theme: before.theme, overlays: Object.fromEntries(chosen) };
    });
    for (const listener of this.#listeners) listener();
  }

  /**
   * A theme was deleted: wherever it was chosen the choice is taken back.
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
      return { theme: others, overlays: Object.fromEntries(kept) };
    });
    for (const listener of this.#listeners) listener();
    return was;
  }

  /** `GET /settings`, `PUT /settings/theme`, `PUT /settings/theme/{overlay}` with `{"theme": "name" | null}`. */
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

function check(kind: string, name: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  const sentence = `There is no ${kind} ${JSON.stringify(name.slice(0, 40))}.`;
  const hint =
    known.length === 0 ? undefined : `Did you mean ${nearest(name.slice(0, 40), known)}?`;
  throw new RelayError('not-found', sentence, hint);
}
