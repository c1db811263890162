/** Shorter forms of a driver's name, as television writes them. Pure. */

/** Words that belong to the family name after them. */
const particles = new Set([
  ...['van', 'von', 'der', 'den', 'ter', 'de', 'del', 'della', 'di', 'da', 'dos', 'du', 'la', 'le'],
  ...['al', 'el', 'bin', 'ibn', 'mac', 'st.', 'zu'],
]);

/**
 * The name itself, then shorter ones: `Łukasz Żółkiewski`, `Ł. Żółkiewski`, `Żółkiewski`. A nickname of one word has one form.
 * Scripts without spaces have one form too.
 */
export function nameForms(name: string): string[] {
  const words = name.trim().split(/\s+/);
  if (words.length < 2) return words[0] === '' ? [] : words;
  const family = familyOf(words);
  const [first] = Array.from(words[0]!);
  const rest = words.slice(1).join(' ');
  return [...new Set([words.join(' '), `${first}. ${rest}`, `${first}. ${family}`, family])];
}

/** The last word with the particles before it; at least the first word is left for the given name. */
function familyOf(words: readonly string[]): string {
  let from = words.length - 1;
  while (from > 1 && particles.has(words[from - 1]!.toLowerCase())) from -= 1;
  return words.slice(from).join(' ');
}
