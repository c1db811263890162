/**
 * The layouts: those that come with the program and the user's own in `layouts/`. Lists, gives, saves and deletes them.
 * Must never open a file by a name that is not a layout's, nor write over a layout that comes with the program.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isOwnName, ownNameRule } from '../../../protocol/file-name.ts';
import type { FileProblem } from '../../../protocol/file-schema.ts';
import {
  type CheckedLayout,
  type Layout,
  type LayoutMetadata,
  layoutPreviewName,
} from '../../../protocol/layout.ts';
import { limits } from '../../../protocol/limits.ts';
import type { Log } from '../../../protocol/log.ts';
import { nearest } from '../../../protocol/nearest.ts';
import { RelayError } from '../../errors.ts';
import { type FolderChange, KeptFolder } from '../../files/kept-folder.ts';
import { readSmallFile } from '../../files/small-file.ts';
import { checkLayout, type LayoutContext, layoutProblemsText } from './layout-schema.ts';

const suffix = '.json';
const schemaName = 'layout.schema';

export interface LayoutsParts {
  /** Folder of the layouts that come with the program. */
  readonly builtIn: string;
  readonly userFolder: string;
  readonly known: () => Promise<LayoutContext>;
  readonly log: Log;
}

export class Layouts {
  readonly #parts: LayoutsParts;
  readonly #own: KeptFolder;

  constructor(parts: LayoutsParts) {
    this.#parts = parts;
    this.#own = new KeptFolder({
      folder: join(parts.userFolder, 'layouts'),
      kind: 'layout',
      bytesMax: limits.layoutBytesMax,
      filesMax: limits.layoutsMax,
      check: async (name, value) => {
        const { layout, problems } = await this.check(name, value);
        return layout === null ? layoutProblemsText(problems) : null;
      },
      except: () => this.#builtInNames(),
      log: parts.log,
    });
  }

  /** Damaged files of the user's give way to their last good ones. */
  open(): Promise<void> {
    return this.#own.open();
  }

  /** Files in the user's folder were written by somebody. @returns names of the layouts that are other ones now */
  changed(change: FolderChange): Promise<string[]> {
    return this.#own.changed(change);
  }

  /** Keeps nothing. */
  async check(name: string, value: unknown): Promise<CheckedLayout> {
    return checkLayout(name, value, await this.#parts.known());
  }

  async names(): Promise<string[]> {
    const own = await this.#own.names();
    return [...new Set([...(await this.#builtInNames()), ...own])];
  }

  /** The user's file wins never over one that comes with the program. @returns null: there is none that can be used */
  async read(name: string): Promise<Layout | null> {
    const text = await this.#text(name);
    return text === null ? null : (await this.check(name, JSON.parse(text))).layout;
  }

  /** @throws RelayError `not-found` with the nearest name */
  async get(name: string): Promise<Layout> {
    const layout = await this.read(name);
    if (layout !== null) return layout;
    const kept = await this.#own.read(name);
    if (kept !== null) {
      throw new RelayError('bad-layout', `The layout ${name} cannot be used: ${kept.problem}`);
    }
    const known = await this.names();
    const sentence = `There is no layout ${JSON.stringify(name.slice(0, 40))}.`;
    if (known.length === 0) throw new RelayError('not-found', sentence);
    const hint = `Did you mean /overlays/layout/${nearest(name.slice(0, 40), known)}? There are: ${known.join(', ')}.`;
    throw new RelayError('not-found', sentence, hint);
  }

  /** The text of a file as it is used, or of the schema; null: there is none. */
  async #text(name: string): Promise<string | null> {
    if (!isOwnName(name) || name === layoutPreviewName) return null;
    if ((await this.#builtInNames()).includes(name)) return this.#builtInText(name);
    return (await this.#own.read(name))?.text ?? null;
  }

  /** A layout file as it is written, or the schema (`layout.schema`), for editors and to export. */
  async file(name: string): Promise<string | null> {
    return name === schemaName ? this.#builtInText(schemaName) : this.#text(name);
  }

  async list(): Promise<LayoutMetadata[]> {
    const found: LayoutMetadata[] = [];
    const builtIn = await this.#builtInNames();
    for (const name of builtIn) {
      found.push(await this.#facts(name, true, await this.#builtInText(name), null));
    }
    for (const name of await this.#own.names()) {
      if (builtIn.includes(name)) continue;
      const kept = await this.#own.read(name);
      if (kept !== null) found.push(await this.#facts(name, false, kept.text, kept.problem));
    }
    return found;
  }

  async #facts(
    name: string,
    builtIn: boolean,
    text: string | null,
    problem: string | null,
  ): Promise<LayoutMetadata> {
    const checked: CheckedLayout =
      text === null ? { layout: null, problems: [] } : await this.check(name, JSON.parse(text));
    const { layout, problems } = checked;
    const remark = problems.length === 0 ? null : layoutProblemsText(problems);
    return {
      name,
      title: layout?.title ?? name,
      author: layout?.author ?? '',
      description: layout?.description ?? '',
      width: layout?.width ?? 0,
      height: layout?.height ?? 0,
      overlays: layout?.items.map(({ overlay }) => overlay) ?? [],
      builtIn,
      problem: problem ?? remark,
    };
  }

  /**
   * Saves a layout of the user's own; from then on a crash does not lose it.
   * @returns the layout, completed
   * @throws RelayError `bad-parameter`, `built-in`, `bad-layout`, `too-large`, `too-many`
   */
  async save(name: string, value: unknown): Promise<Layout> {
    await this.#checkOwn(name, 'changed');
    const { layout, problems } = await this.check(name, value);
    if (layout === null || problems.length > 0) throw badLayout(problems);
    await this.#own.write(name, `${JSON.stringify(value, null, 2)}\n`);
    return layout;
  }

  /** @throws RelayError `bad-parameter`, `built-in`, `not-found` */
  async remove(name: string): Promise<void> {
    await this.#checkOwn(name, 'deleted');
    if (await this.#own.remove(name)) return;
    throw new RelayError('not-found', `There is no layout ${JSON.stringify(name)} of your own.`);
  }

  async #checkOwn(name: string, what: string): Promise<void> {
    if (!isOwnName(name) || name === layoutPreviewName) {
      const sentence = `A layout’s name ${ownNameRule}.`;
      const hint = `At most 40 characters, and not \`${layoutPreviewName}\`.`;
      throw new RelayError('bad-parameter', sentence, hint);
    }
    if (!(await this.#builtInNames()).includes(name)) return;
    const sentence = `The layout ${name} comes with the program and is not ${what}.`;
    throw new RelayError('built-in', sentence, 'Save it under another name.');
  }

  async #builtInNames(): Promise<string[]> {
    const files = await readdir(this.#parts.builtIn).catch(() => []);
    return files
      .filter((file) => file.endsWith(suffix))
      .map((file) => file.slice(0, -suffix.length))
      .filter((name) => isOwnName(name))
      .sort();
  }

  async #builtInText(name: string): Promise<string | null> {
    const file = join(this.#parts.builtIn, name + suffix);
    const bytesMax = limits.layoutBytesMax;
    const found = await readSmallFile(file, { bytesMax, links: 'follow' });
    return found.kind === 'text' ? found.text : null;
  }
}

function badLayout(problems: readonly FileProblem[]): RelayError {
  return new RelayError('bad-layout', `The layout cannot be kept: ${layoutProblemsText(problems)}`);
}
