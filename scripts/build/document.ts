/** Turns a Markdown document into HTML, headings for the table of contents, and passages for the search. */
import { Marked, type Token, type Tokens } from 'marked';
import type { DocumentPassage } from '../../panel/docs/search.ts';

export interface DocumentPlace {
  /** Address of its page, for instance `/docs/settings`. */
  readonly address: string;
  /** Address that a link leads to; null: there is none, and the link becomes plain text. */
  linkTo(target: string): string | null;
  /** Address of a picture. */
  picture(target: string): string;
}

export interface RenderedDocument {
  readonly title: string;
  readonly html: string;
  /** Of the second level. */
  readonly headings: readonly { readonly id: string; readonly title: string }[];
  readonly passages: readonly DocumentPassage[];
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Ids of headings as on GitHub, so that links work in both places. The second heading of one name ends in `-1`. */
function makeIds(): (title: string) => string {
  const uses = new Map<string, number>();
  return (title) => {
    const id = title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_\- ]/gu, '')
      .replaceAll(' ', '-');
    const count = uses.get(id) ?? 0;
    uses.set(id, count + 1);
    return count === 0 ? id : `${id}-${count}`;
  };
}

/** A token's text without markup. */
function plainText(token: Token): string {
  if (token.type === 'table') {
    const { header, rows } = token as Tokens.Table;
    return [header, ...rows].map(rowText).join(' ');
  }
  if (token.type === 'list') return (token as Tokens.List).items.map(plainText).join(' ');
  if (token.type === 'br') return ' ';
  if (token.type === 'html') return '';
  const inner = 'tokens' in token ? token.tokens : undefined;
  if (inner !== undefined) return inner.map(plainText).join(token.type === 'list_item' ? ' ' : '');
  const text = 'text' in token ? String(token.text) : '';
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

function rowText(row: readonly Tokens.TableCell[]): string {
  return row.map(({ tokens }) => tokens.map(plainText).join('')).join(' · ');
}

/** A row whose first cell is code, such as an error code, gets that code as its id. */
function rowCode([first]: readonly Tokens.TableCell[]): string | null {
  const [only, ...others] = first?.tokens ?? [];
  if (only?.type !== 'codespan' || others.length > 0) return null;
  const code = plainText(only);
  return /^[\w.-]+$/.test(code) ? code : null;
}

/** @param source GitHub's Markdown */
export function renderDocument(source: string, place: DocumentPlace): RenderedDocument {
  const marked = new Marked({ gfm: true });
  const tokens = marked.lexer(source);
  const idOf = makeIds();
  const ids = new Map<Token, string>();
  const headings = tokens.filter((token): token is Tokens.Heading => token.type === 'heading');
  for (const heading of headings) ids.set(heading, idOf(plainText(heading)));
  const taken = new Set(ids.values());
  const rowIds = new Map<readonly Tokens.TableCell[], string>();
  for (const row of tokens.flatMap((token) => (token.type === 'table' ? token.rows : []))) {
    const code = rowCode(row);
    if (code === null || taken.has(code)) continue;
    taken.add(code);
    rowIds.set(row, code);
  }
  // Regions of one page need different names.
  const tableNames = new Map<string, number>();
  const tableName = (header: readonly Tokens.TableCell[]): string => {
    const columns = header.map(({ tokens: inside }) => inside.map(plainText).join(''));
    const name = `Table: ${columns.filter((column) => column !== '').join(', ')}`;
    const count = (tableNames.get(name) ?? 0) + 1;
    tableNames.set(name, count);
    return escapeHtml(count === 1 ? name : `${name} (${count})`);
  };
  marked.use({
    renderer: {
      heading(token) {
        const text = this.parser.parseInline(token.tokens);
        const id = ids.get(token);
        if (id === undefined || token.depth === 1)
          return `<h${token.depth}>${text}</h${token.depth}>\n`;
        const label = escapeHtml(`Link to “${plainText(token)}”`);
        const anchor = `<a class="anchor" href="#${id}" aria-label="${label}">#</a>`;
        return `<h${token.depth} id="${id}">${text}${anchor}</h${token.depth}>\n`;
      },
      codespan({ text }) {
        const html = escapeHtml(text).replace(
          /(^|\s)([-?]+[\w-]*)/g,
          '$1<span class="unbroken">$2</span>',
        );
        return `<code>${html}</code>`;
      },
      code({ text }) {
        return `<div class="code"><pre tabindex="0"><code>${escapeHtml(text)}</code></pre></div>\n`;
      },
      table({ header, rows }) {
        const cells = (row: readonly Tokens.TableCell[], tag: 'td' | 'th'): string =>
          row.map((cell) => `<${tag}>${this.parser.parseInline(cell.tokens)}</${tag}>`).join('');
        const body = rows.map((row) => {
          const id = rowIds.get(row);
          return `<tr${id === undefined ? '' : ` id="${id}"`}>${cells(row, 'td')}</tr>`;
        });
        const head = `<thead><tr>${cells(header, 'th')}</tr></thead>`;
        return `<div class="wide" role="region" aria-label="${tableName(header)}" tabindex="0"><table>${head}<tbody>${body.join('\n')}</tbody></table></div>\n`;
      },
      link({ href, tokens: inside }) {
        const text = this.parser.parseInline(inside);
        const address = place.linkTo(href);
        if (address === null) return text;
        const isForeign = /^https?:/.test(address);
        const extra = isForeign ? ' target="_blank" rel="noreferrer"' : '';
        return `<a href="${escapeHtml(address)}"${extra}>${text}</a>`;
      },
      image({ href, text }) {
        const address = /^(https?|data):/.test(href) ? href : place.picture(href);
        return `<img src="${escapeHtml(address)}" alt="${escapeHtml(text)}">`;
      },
    },
  });
  const [first] = headings;
  const title = first === undefined ? '' : plainText(first);
  return {
    title,
    html: marked.parser(tokens),
    headings: headings
      .filter(({ depth }) => depth === 2)
      .map((heading) => ({ id: ids.get(heading)!, title: plainText(heading) })),
    passages: passagesOf(tokens, { title, address: place.address, ids, rowIds }),
  };
}

interface PassagePlace {
  readonly title: string;
  readonly address: string;
  readonly ids: ReadonlyMap<Token, string>;
  readonly rowIds: ReadonlyMap<readonly Tokens.TableCell[], string>;
}

function passagesOf(tokens: readonly Token[], place: PassagePlace): DocumentPassage[] {
  const { title, address, ids, rowIds } = place;
  const passages: DocumentPassage[] = [];
  let heading = '';
  let at = address;
  let texts: string[] = [];
  const finish = (): void => {
    const text = texts.join(' ').replace(/\s+/g, ' ').trim();
    if (text !== '' || heading !== '') passages.push({ address: at, page: title, heading, text });
    texts = [];
  };
  for (const token of tokens) {
    if (token.type === 'heading') {
      finish();
      heading = token.depth === 1 ? '' : plainText(token);
      at = token.depth === 1 ? address : `${address}#${ids.get(token)}`;
    } else if (token.type === 'table') {
      for (const row of (token as Tokens.Table).rows) {
        const id = rowIds.get(row);
        const text = rowText(row);
        if (id === undefined) texts.push(text);
        else passages.push({ address: `${address}#${id}`, page: title, heading: id, text });
      }
    } else {
      texts.push(plainText(token));
    }
  }
  finish();
  return passages;
}
