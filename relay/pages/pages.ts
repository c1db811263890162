/**
 * Serves the built pages (overlays, panel, `/watch`, `/docs`, their scripts and fonts) from the build's folder, the files of
 * themes and layouts, and the lists of overlays and themes. A page or file that is missing is refused as `not-found`.
 */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import express from 'express';
import { layoutPreviewName } from '../../protocol/layout.ts';
import type { Log } from '../../protocol/log.ts';
import type { ListedOverlay } from '../../protocol/overlay-metadata.ts';
import { latestSession } from '../../protocol/session-id.ts';
import { RelayError } from '../errors.ts';
import { checkedSessionId } from '../transport/request-address.ts';
import { Layouts } from './layouts/layouts.ts';
import { notFound } from './not-found.ts';
import { Themes } from './themes/themes.ts';

export interface PageFolders {
  readonly pagesFolder: string;
  readonly themesFolder: string;
  readonly layoutsFolder: string;
  readonly userFolder: string;
}

const yearMs = 31_536_000_000;
/** Files with their hash in the name never change. */
const hashedFile = /-[A-Z0-9]{8}\.\w+$/;

export class Pages {
  readonly router = express.Router();
  readonly #folder: string;
  readonly themes: Themes;
  readonly layouts: Layouts;
  #build = '';

  constructor(options: PageFolders, log: Log) {
    this.#folder = resolve(options.pagesFolder);
    this.themes = new Themes(options.themesFolder, options.userFolder, log);
    this.layouts = new Layouts({
      builtIn: options.layoutsFolder,
      userFolder: options.userFolder,
      known: async () => ({ overlays: await this.overlays(), themes: await this.themeNames() }),
      log,
    });
    this.#route();
  }

  /** Id of the build that is served. A page of another build reloads itself. */
  get build(): string {
    return this.#build;
  }

  /** Reads the id of the build. */
  async open(): Promise<void> {
    const about = (await this.#readJson('build.json')) as { build?: unknown } | null;
    this.#build = typeof about?.build === 'string' ? about.build : '';
  }

  #route(): void {
    const { router } = this;
    const panel = join(this.#folder, 'panel');
    router.use(
      '/assets',
      express.static(join(this.#folder, 'assets'), {
        index: false,
        redirect: false,
        setHeaders(response, path) {
          const lasts = hashedFile.test(path);
          response.setHeader(
            'Cache-Control',
            lasts ? `public, max-age=${yearMs / 1000}, immutable` : 'no-cache',
          );
        },
      }),
    );
    router.use('/panel', express.static(panel, { index: false, redirect: false }));
    router.get('/', async (_request, response) =>
      this.#send(response, join('panel', 'index.html')),
    );
    router.get('/overlays/:name', async (request, response) => {
      await this.#checkOverlay(request.params.name);
      await this.open();
      await this.#send(response, join('overlays', `${request.params.name}.html`));
    });
    router.get('/overlays/layout/:name', async (request, response) => {
      const { name } = request.params;
      if (name !== layoutPreviewName) await this.layouts.get(name);
      await this.open();
      await this.#send(response, 'page.html');
    });
    router.get('/layouts/:file', async (request, response) => {
      const { file } = request.params;
      const name = file.endsWith('.json') ? file.slice(0, -'.json'.length) : '';
      const text = await this.layouts.text(name);
      if (text === null) {
        const known = await this.layouts.files.names();
        // Says why a layout that is there cannot be used.
        if (known.includes(name)) await this.layouts.get(name);
        throw notFound('layout', name, known, (other) => `/layouts/${other}.json`);
      }
      response.set('Cache-Control', 'no-cache').type('json').send(text);
    });
    router.get('/docs', async (_request, response) =>
      this.#send(response, join('docs', 'index.html')),
    );
    router.get('/docs/:name', async (request, response) => {
      const { name } = request.params;
      const known = await this.#documents();
      if (!known.includes(name)) throw notFound('page', name, known, (one) => `/docs/${one}`);
      await this.#send(response, join('docs', `${name}.html`));
    });
    router.get('/watch', async (_request, response) => this.#send(response, 'watch.html'));
    router.get('/watch/:session', async (request, response) => {
      const { session } = request.params;
      if (session !== latestSession) checkedSessionId(session);
      await this.open();
      await this.#send(response, 'watch.html');
    });
    router.get('/themes/:file', async (request, response) => {
      const { file } = request.params;
      const [, pictured = '', kind = ''] = /^([^.]+)\.(png|webp|jpg)$/.exec(file) ?? [];
      const picture = pictured === '' ? null : await this.themes.picture(pictured, kind);
      if (picture !== null) {
        response.set('Cache-Control', 'no-cache').type(picture.type).send(picture.bytes);
        return;
      }
      const name = file.endsWith('.json') ? file.slice(0, -'.json'.length) : '';
      const text = await this.themes.read(name);
      if (text === null) {
        throw notFound('theme', name, await this.themeNames(), (other) => `/themes/${other}.json`);
      }
      response.set('Cache-Control', 'no-cache').type('json').send(text);
    });
    router.get('/api/overlays', async (_request, response) => {
      response.json(await this.overlays());
    });
    router.get('/api/themes', async (_request, response) => {
      response.json(await this.themes.list());
    });
  }

  themeNames(): Promise<string[]> {
    return this.themes.files.names();
  }

  /** What can be a source in OBS: overlays, and layouts as `layout/{name}`. */
  async sources(): Promise<readonly ListedOverlay[]> {
    const layouts = await this.layouts.list();
    return [
      ...(await this.overlays()),
      ...layouts.map(({ name, title, width, height }) => ({
        name: `layout/${name}`,
        title,
        size: { width, height },
      })),
    ];
  }

  /** The overlays of the build; empty before there is one. */
  async overlays(): Promise<ListedOverlay[]> {
    const list = await this.#readJson('overlays.json');
    return Array.isArray(list) ? (list as ListedOverlay[]) : [];
  }

  /** Names of the pages of `/docs`; empty before the build. */
  async #documents(): Promise<string[]> {
    const files = await readdir(join(this.#folder, 'docs')).catch(() => []);
    return files.map((file) => basename(file, '.html')).filter((name) => name !== 'index');
  }

  async #checkOverlay(name: string): Promise<void> {
    const known = (await this.overlays()).map((overlay) => overlay.name);
    if (!known.includes(name)) throw notFound('overlay', name, known, (one) => `/overlays/${one}`);
  }

  async #readJson(file: string): Promise<unknown> {
    try {
      return JSON.parse(await readFile(join(this.#folder, file), 'utf8')) as unknown;
    } catch {
      // Not built, or being built at this moment.
      return null;
    }
  }

  async #send(response: express.Response, file: string): Promise<void> {
    let page: string;
    try {
      page = await readFile(join(this.#folder, file), 'utf8');
    } catch {
      throw new RelayError(
        'not-found',
        'This page is missing.',
        'Install Sequential again, or build it if you run it from its source.',
      );
    }
    response.set('Cache-Control', 'no-cache').type('html').send(page);
  }
}
