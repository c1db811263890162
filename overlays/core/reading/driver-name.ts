/** Names of drivers as tables and strips write them, for the room there is. Pure. */
import { lettersOf } from '../theme/name-faces.ts';

/** Which form of a name a table begins with. */
const nameForms = ['short', 'full', 'code'] as const;
export type NameForm = (typeof nameForms)[number];

/** A tag of a team or league before or behind a name: `[ABC] Jo Doe`, `Jo Doe | ABC`. */
const tags = /\[[^\]]*\]|\([^)]*\)|\{[^}]*\}|[|#].*$/gu;

/** Words that belong to the family name after them. */
const particles = new Set([
  ...['van', 'von', 'der', 'den', 'ter', 'de', 'del', 'della', 'di', 'da', 'dos', 'du', 'la', 'le'],
  ...['al', 'el', 'bin', 'ibn', 'mac', 'st.', 'zu'],
]);

const begins = /^\p{L}/u;

function wordsOf(text: string): string[] {
  return text.split(/\s+/u).filter((word) => word !== '');
}

function wordsWithoutTags(driver: string): string[] {
  const words = wordsOf(driver.replace(tags, ' '));
  return words.length === 0 ? wordsOf(driver) : words;
}

/** The last word with the particles before it; at least the first word is left for the given name. */
function familyOf(words: readonly string[]): string {
  let from = words.length - 1;
  while (from > 1 && particles.has(words[from - 1]!.toLowerCase())) from -= 1;
  return words.slice(from).join(' ');
}

/** `Ł. Żółkiewski van der Straaten`, `Ł. van der Straaten`, `van der Straaten`. A name of one word has one form. */
function shortForms(words: readonly string[]): string[] {
  const [first = '', ...rest] = words;
  if (rest.length === 0 || !begins.test(first)) return [words.join(' ')];
  const initial = `${lettersOf(first)[0]}.`;
  const family = familyOf(words);
  return [...new Set([`${initial} ${rest.join(' ')}`, `${initial} ${family}`, family])];
}

/** The name as it is, then its short forms without tags of teams, the longest first; empty: there is no name. */
export function fullToShort(driver: string): string[] {
  const words = wordsOf(driver);
  if (words.length === 0) return [];
  return [...new Set([words.join(' '), ...shortForms(wordsWithoutTags(driver))])];
}

/** `Straaten` for `Łukasz van der Straaten`, which says more than `van der S…`. */
export function bareFamilyName(driver: string): string {
  return wordsWithoutTags(driver).at(-1) ?? '';
}

/**
 * The forms of a name in a table, the wanted one first; the others are for places without room for it. All names of two
 * words and more have the same steps, because the rows of a table take the same one.
 * - `short`: `M. van der Berg`, `van der Berg`, `BER`; without tags of teams
 * - `full`: as it is, then the short forms
 * - `code`: three letters, `BER`
 */
export function driverNames(driver: string, form: NameForm): readonly string[] {
  const words = wordsWithoutTags(driver);
  const last = words.at(-1) ?? '';
  // `ELA` for El-Amin.
  const code = lettersOf(last.replace(/\p{P}/gu, '') || last)
    .slice(0, 3)
    .join('')
    .toUpperCase();
  if (form === 'code') return [code];
  const shorter = shortForms(words);
  const steps = [...new Set([shorter[0]!, shorter.at(-1)!]), code];
  return form === 'full' ? [wordsOf(driver).join(' '), ...steps] : steps;
}
