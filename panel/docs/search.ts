/** Searches the documents: finds the passages that answer a few words, and what to show of each. */
import MiniSearch from 'minisearch';

/** A section of a document: what stands under one heading, or one row of a table that has an address. */
export interface DocumentPassage {
  /** For instance `/docs/settings#ports`. */
  readonly address: string;
  /** Title of the document. */
  readonly page: string;
  /** Empty for what stands before the first heading of the document. */
  readonly heading: string;
  readonly text: string;
}

export interface FoundPassage extends DocumentPassage {
  /** The part of its text that matches, cut where matches begin and end. */
  readonly excerpt: readonly { readonly text: string; readonly isMatch: boolean }[];
}

/** More results than this are no help. */
const mostResults = 12;
/** Of the excerpt: before the first match, and in all, characters. */
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
      // Short words have too many neighbours.
      fuzzy: (term) => (term.length > 4 ? 0.2 : false),
    },
  });
  index.addAll(passages.map((passage, id) => ({ id, ...passage })));
  return (query) => {
    const all = index.search(query, { combineWith: 'AND' });
    const found = all.length > 0 ? all : index.search(query);
    return found.slice(0, mostResults).map(({ id, terms }) => {
      const passage = passages[id as number]!;
      return { ...passage, excerpt: excerptOf(passage.text, terms) };
    });
  };
}

/** @param terms words of the text, in small letters */
function excerptOf(text: string, terms: readonly string[]): FoundPassage['excerpt'] {
  const words = terms.map((term) => term.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(${words.join('|')})`, 'giu');
  const first = Math.max(text.search(pattern), 0);
  const from = first <= leadChars ? 0 : text.lastIndexOf(' ', first - leadChars) + 1;
  const end = from + excerptChars;
  const to = end >= text.length ? text.length : Math.max(text.lastIndexOf(' ', end), first);
  const cut = `${from > 0 ? '… ' : ''}${text.slice(from, to)}${to < text.length ? ' …' : ''}`;
  // Each second part is what the pattern holds in brackets.
  return cut
    .split(pattern)
    .map((part, at) => ({ text: part, isMatch: at % 2 === 1 }))
    .filter((part) => part.text !== '');
}
