/** Names of drivers as tables show them. Pure. */
import { lettersOf } from '../../theme/name-faces.ts';

export const nameForms = ['short', 'full', 'code'] as const;
export type NameForm = (typeof nameForms)[number];

/** A tag of a team or league before or behind a name: `[ABC] Jo Doe`, `Jo Doe | ABC`. */
const tags = /\[[^\]]*\]|\([^)]*\)|\{[^}]*\}|[|#].*$/gu;

function wordsOf(driver: string): string[] {
  const bare = driver.replace(tags, ' ').trim();
  return (bare === '' ? driver : bare).split(/\s+/u).filter((word) => word !== '');
}

const begins = /^\p{L}/u;

/**
 * The forms of a name, the wanted one first; the others are for places without room for it.
 * - `short`: `M. van der Berg`, `van der Berg`, `BER`; without tags of teams
 * - `full`: as it is, then the short forms
 * - `code`: three letters, `BER`
 */
export function driverNames(driver: string, form: NameForm): readonly string[] {
  const words = wordsOf(driver);
  const [first = '', ...rest] = words;
  const code = lettersOf(words.at(-1) ?? '')
    .slice(0, 3)
    .join('')
    .toUpperCase();
  if (form === 'code') return [code];
  const short =
    rest.length === 0 || !begins.test(first)
      ? [words.join(' ')]
      : [`${lettersOf(first)[0]}. ${rest.join(' ')}`, rest.join(' ')];
  return form === 'full' ? [driver.trim(), ...short, code] : [...short, code];
}
