/**
 * The layouts that come with the program and the user's own: lists, reads, checks and saves them. `layout-schema.ts` decides
 * whether a file is a layout.
 */
import { join } from 'node:path';
import type { FileProblem } from '../../../protocol/file-schema.ts';
import {
  type CheckedLayout,
  type Layout,
  type LayoutMetadata,
  layoutPreviewName,
} from '../../../protocol/layout.ts';
import { limits } from '../../../protocol/limits.ts';
import type { Log } from '../../../protocol/log.ts';
import { RelayError } from '../../errors.ts';
import { FileLibrary, type LibraryFile } from '../../files/file-library.ts';
import { notFound } from '../not-found.ts';
import { checkLayout, type LayoutContext, layoutProblemsText } from './layout-schema.ts';

const schemaName = 'layout.schema';

export interface LayoutsParts {
  /** Folder of the layouts that come with the program. */
  readonly builtIn: string;
  readonly userFolder: string;
  readonly known: () => Promise<LayoutContext>;
  readonly log: Log;
}

export class Layouts {
  readonly files: FileLibrary;
  readonly #known: () => Promise<LayoutContext>;

  constructor({ builtIn, userFolder, known, log }: LayoutsParts) {
    this.#known = known;
    this.files = new FileLibrary({
      kind: 'layout',
      builtIn,
      own: join(userFolder, 'layouts'),
      bytesMax: limits.layoutBytesMax,
      filesMax: limits.layoutsMax,
      check: async (name, value) => {
        const { layout, problems } = await this.check(name, value);
        return layout === null ? layoutProblemsText(problems) : null;
      },
      reservedName: layoutPreviewName,
      log,
    });
  }

  async check(name: string, value: unknown): Promise<CheckedLayout> {
    return checkLayout(name, value, await this.#known());
  }

  /** @returns null: there is none that can be used */
  async read(name: string): Promise<Layout | null> {
    const file = await this.files.read(name);
    return file === null ? null : (await this.#checkFile(file)).layout;
  }

  /** @throws RelayError `not-found` with the nearest name, `bad-layout` */
  async get(name: string): Promise<Layout> {
    const layout = await this.read(name);
    if (layout !== null) return layout;
    const file = await this.files.read(name);
    if (file !== null) {
      throw new RelayError('bad-layout', `The layout ${name} cannot be used: ${file.problem}`);
    }
    const known = await this.files.names();
    throw notFound('layout', name, known, (other) => `/overlays/layout/${other}`);
  }

  /** The text of a layout file, or of the schema (`layout.schema`), for editors and to export; null: there is none. */
  async text(name: string): Promise<string | null> {
    if (name === schemaName) return this.files.schema();
    return (await this.files.read(name))?.text ?? null;
  }

  async list(): Promise<LayoutMetadata[]> {
    const files = await this.files.list();
    return Promise.all(files.map((file) => this.#metadata(file)));
  }

  async #metadata(file: LibraryFile): Promise<LayoutMetadata> {
    const { name, isBuiltIn: builtIn, problem } = file;
    const { layout, problems } = await this.#checkFile(file);
    const remark = problems.length === 0 ? null : layoutProblemsText(problems);
    return {
      name,
      title: layout?.title ?? name,
      author: layout?.author ?? '',
      description: layout?.description ?? '',
      width: layout?.width ?? 0,
      height: layout?.height ?? 0,
      theme: layout?.theme ?? null,
      overlays: layout?.items.map(({ overlay }) => overlay) ?? [],
      builtIn,
      problem: problem ?? remark,
    };
  }

  async #checkFile({ name, text }: LibraryFile): Promise<CheckedLayout> {
    if (text === null) return { layout: null, problems: [] };
    return this.check(name, JSON.parse(text));
  }

  /**
   * Saves a layout of the user's own.
   * @returns the layout, completed
   * @throws RelayError `bad-parameter`, `built-in`, `bad-layout`, `too-large`, `too-many`, `not-saved`
   */
  async save(name: string, value: unknown): Promise<Layout> {
    await this.files.checkName(name, 'changed');
    const { layout, problems } = await this.check(name, value);
    if (layout === null || problems.length > 0) throw badLayout(problems);
    await this.files.write(name, value);
    return layout;
  }
}

function badLayout(problems: readonly FileProblem[]): RelayError {
  return new RelayError(
    'bad-layout',
    `The layout cannot be saved: ${layoutProblemsText(problems)}`,
  );
}
