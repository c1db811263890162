/** Full-text search in the documents: the best passages for a query, each with an excerpt. */
import MiniSearch from 'minisearch';

/** A section of a document, or a table row with an address of its own. */
export interface DocumentPassage {
  /** For instance `/docs/settings#ports`. */
  readonly address: string;
  /** Title of the document. */
  readonly page: string;
  /** Empty: the text before the first heading. */
  readonly heading: string;
  readonly text: string;
}

export interface FoundPassage extends DocumentPassage {
  /** The part of the text that matches, split at the matches. */
  readonly excerpt: readonly { readonly text: string; readonly isMatch: boolean }[];
}

const resultsShown = 12;
/** Characters of the excerpt: before the first match, and in total. */
const leadChars = 50;
const excerptChars = 180;

export function makeDocumentSearch(
  passages: readonly DocumentPassage[],
): (query: string) => readonly FoundPassage[] {
  const index = new MiniSearch<{ id: number } & DocumentPassage>({
    fields: ['heading', 'page', 'text'],
    searchOptions: {
      boost: { heading: 4, page: 2 },
      prefix: true,
      // Too many words resemble a short one.
      fuzzy: (term) => (term.length > 4 ? 0.2 : false),
    },
  });
  index.addAll(passages.map((passage, id) => ({ id, ...passage })));
  return (query) => {
    const all = index.search(query, { combineWith: 'AND' });
    const found = all.length > 0 ? all : index.search(query);
    return found.slice(0, resultsShown).map(({ id, terms }) => {
      const passage = passages[id as number]!;
      return { ...passage, excerpt: excerptOf(passage.text, terms) };
    });
  };
}

/** @param terms words of the text, in lower case */
function excerptOf(text: string, terms: readonly string[]): FoundPassage['excerpt'] {
  const words = terms.map((term) => term.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(${words.join('|')})`, 'giu');
  const first = Math.max(text.search(pattern), 0);
  const from = first <= leadChars ? 0 : text.lastIndexOf(' ', first - leadChars) + 1;
  const end = from + excerptChars;
  const to = end >= text.length ? text.length : Math.max(text.lastIndexOf(' ', end), first);
  const cut = `${from > 0 ? '… ' : ''}${text.slice(from, to)}${to < text.length ? ' …' : ''}`;
  // Every second part is a match.
  return cut
    .split(pattern)
    .map((part, at) => ({ text: part, isMatch: at % 2 === 1 }))
    .filter((part) => part.text !== '');
}
