/**
 * Builds the pages of `/docs`: one for each `docs/*.md`, with `docs/README.md` as the front page. The README's lists are
 * the navigation: a link to a page is an entry, a heading of the second level begins a group. Pages without a link come
 * last.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { marked, type Token } from 'marked';
import { brandPath, iconPaths } from '../../panel/core/icon-paths.ts';
import { docsEntry, navigation } from '../../panel/core/navigation.ts';
import { root } from '../root.ts';
import {
  type DocumentPlace,
  escapeHtml,
  type RenderedDocument,
  renderDocument,
} from './document.ts';

export interface DocumentsOptions {
  /** Of the built pages. `docs/` is written there, and files with a hash in their name to `assets/`. */
  readonly folder: string;
  readonly assetsAddress: string;
  /** HTML that loads style sheet and script. */
  readonly assetTags: string;
}

const frontName = 'README';
const source = join(root, 'docs');

interface PageGroup {
  /** Empty for pages before the first heading. */
  readonly title: string;
  readonly names: readonly string[];
}

/** Names of the pages that tokens link to, in order. */
function linkedNames(tokens: readonly Token[]): string[] {
  const names: string[] = [];
  void marked.walkTokens([...tokens], (token) => {
    const [, name] = token.type === 'link' ? (/^([\w-]+)\.md(#.*)?$/.exec(token.href) ?? []) : [];
    if (name !== undefined) names.push(name);
  });
  return names;
}

/** The order of the pages. @param front Markdown of the front page @param all names of all pages */
export function pageGroups(front: string, all: readonly string[]): PageGroup[] {
  const left = new Set(all);
  const groups: { title: string; names: string[] }[] = [{ title: '', names: [] }];
  for (const token of marked.lexer(front)) {
    if (token.type === 'heading' && token.depth === 2)
      groups.push({ title: token.text, names: [] });
    if (token.type !== 'list') continue;
    const names = linkedNames([token]).filter((name) => left.delete(name));
    groups.at(-1)!.names.push(...names);
  }
  groups.push({ title: 'More', names: [...left] });
  return groups.filter(({ names }) => names.length > 0);
}

/** The repository's address in `package.json`; null: there is none to link to. */
function repositoryAddress(): string | null {
  const { repository } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    repository?: string | { readonly url: string };
  };
  const url = typeof repository === 'object' ? repository.url : repository;
  if (url === undefined) return null;
  return url.replace(/^git\+/, '').replace(/\.git$/, '');
}

/** @param names of all pages @param picture copies a picture and returns its address */
export function placeOfDocument(
  name: string,
  names: ReadonlySet<string>,
  repository: string | null,
  picture: (path: string) => string,
): DocumentPlace {
  const addressOf = (page: string): string =>
    page === frontName ? docsEntry.href : `${docsEntry.href}/${page}`;
  return {
    address: addressOf(name),
    linkTo(target) {
      if (/^([a-z]+:|#|\/)/.test(target)) return target;
      const [path = '', hash] = target.split('#');
      const [, page] = /^([\w-]+)\.md$/.exec(posix.normalize(path)) ?? [];
      const end = hash === undefined ? '' : `#${hash}`;
      if (page === frontName || (page !== undefined && names.has(page)))
        return addressOf(page) + end;
      if (path.startsWith('pictures/')) return picture(path);
      if (repository === null) return null;
      return `${repository}/blob/main/${posix.join('docs', path)}${end}`;
    },
    picture,
  };
}

function icon(name: string): string {
  return `<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d="${iconPaths[name]}"/></svg>`;
}

function roomLinks(): string {
  const link = (name: string, title: string, href: string, isHere: boolean): string =>
    `<a href="${href}"${isHere ? ' aria-current="page"' : ''}>${icon(name)}<span>${title}</span></a>`;
  const rooms = navigation.map(({ name, title }) =>
    link(name, title, name === 'home' ? '/' : `/#/${name}`, false),
  );
  return [...rooms, link(docsEntry.name, docsEntry.title, docsEntry.href, true)].join('');
}

interface WrittenPage extends RenderedDocument {
  readonly name: string;
  readonly address: string;
}

function pageLink({ address, title }: WrittenPage, attributes = ''): string {
  return `<a href="${address}"${attributes}>${escapeHtml(title)}</a>`;
}

/** The list of pages beside the text, with the open page's headings. */
function pageList(
  groups: readonly PageGroup[],
  pages: ReadonlyMap<string, WrittenPage>,
  open: WrittenPage,
): string {
  const headings = open.headings.map(
    ({ id, title }) => `<li><a href="#${id}">${escapeHtml(title)}</a></li>`,
  );
  const item = (name: string): string => {
    const page = pages.get(name)!;
    if (page !== open) return `<li>${pageLink(page)}</li>`;
    const inside =
      headings.length === 0 ? '' : `<ul class="doc-headings">${headings.join('')}</ul>`;
    return `<li>${pageLink(page, ' aria-current="page"')}${inside}</li>`;
  };
  return groups
    .map(({ title, names }) => {
      const head = title === '' ? '' : `<h2>${escapeHtml(title)}</h2>`;
      return `${head}<ul>${names.map(item).join('')}</ul>`;
    })
    .join('');
}

/** A link to the front page, the text, and links to the pages before and after. */
function article(page: WrittenPage, order: readonly WrittenPage[]): string {
  if (page.name === frontName) return page.html;
  const at = order.indexOf(page);
  const [before, after] = [order[at - 1], order[at + 1]];
  const turns = [
    ...(before === undefined ? [] : [pageLink(before, ' rel="prev"')]),
    ...(after === undefined ? [] : [pageLink(after, ' rel="next"')]),
  ];
  const where = `<p class="doc-where"><a href="${docsEntry.href}">All pages</a></p>`;
  return `${where}${page.html}<nav class="doc-turn" aria-label="Page before and after">${turns.join('')}</nav>`;
}

/** A page of the panel's folder inside the frame of all of them, its parts filled in. */
export function panelPage(path: string, parts: Readonly<Record<string, string>>): string {
  const read = (name: string) => readFileSync(join(root, 'panel', name), 'utf8').trimEnd();
  const body = read(path).replaceAll('\n', '\n    ');
  const page = `${read('page.html')}\n`.replace('<!-- body -->', () => body);
  return page.replace(/<!-- (\w+) -->/g, (_, part: string) => parts[part] ?? '');
}

/** Writes a file with the hash of its content in its name. @returns its address */
function writeAsset(options: DocumentsOptions, name: string, content: string | Buffer): string {
  const [, base = '', ending = ''] = /^(.+)(\.\w+)$/.exec(name) ?? [];
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 8).toUpperCase();
  const file = `docs-${base}-${hash}${ending}`;
  writeFileSync(join(options.folder, 'assets', file), content);
  return options.assetsAddress + file;
}

export function buildDocuments(options: DocumentsOptions): void {
  const texts = new Map(
    readdirSync(source)
      .filter((file) => file.endsWith('.md'))
      .sort()
      .map((file) => [file.slice(0, -'.md'.length), readFileSync(join(source, file), 'utf8')]),
  );
  const front = texts.get(frontName) ?? '# Docs\n';
  texts.set(frontName, front);
  const names = new Set([...texts.keys()].filter((name) => name !== frontName));
  const repository = repositoryAddress();
  const picture = (path: string): string => {
    const file = join(source, path);
    if (!existsSync(file)) throw new Error(`A document shows docs/${path}, which does not exist.`);
    return writeAsset(options, posix.basename(path), readFileSync(file));
  };
  const pages = new Map<string, WrittenPage>();
  for (const [name, text] of texts) {
    const place = placeOfDocument(name, names, repository, picture);
    pages.set(name, { name, address: place.address, ...renderDocument(text, place) });
  }
  const groups = pageGroups(front, [...names]);
  const order = groups.flatMap((group) => group.names.map((name) => pages.get(name)!));
  const passages = order.flatMap((page) => page.passages);
  const passagesAddress = writeAsset(options, 'passages.json', JSON.stringify(passages));
  mkdirSync(join(options.folder, 'docs'), { recursive: true });
  for (const page of pages.values()) {
    const isFront = page.name === frontName;
    const html = panelPage('docs/page.html', {
      title: escapeHtml(`${isFront ? docsEntry.title : page.title} · Sequential`),
      assets: options.assetTags,
      brand: `<svg class="brand-sign" viewBox="0 0 16 16" aria-hidden="true"><path d="${brandPath}"/></svg>`,
      passages: passagesAddress,
      scheme: icon('light'),
      rooms: roomLinks(),
      pages: pageList(groups, pages, page),
      document: article(page, order),
    });
    writeFileSync(join(options.folder, 'docs', `${isFront ? 'index' : page.name}.html`), html);
  }
}
