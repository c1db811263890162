/** Makes JSON text acceptable to PostgreSQL's JSONB. Pure. */

/** Replaces the character 0 and single surrogates, which JSON allows and JSONB refuses, by U+FFFD. */
export function forJsonb(json: string): string {
  // Both are always escaped, so most text needs no parsing.
  return json.includes('\\u') ? JSON.stringify(cleaned(JSON.parse(json))) : json;
}

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [cleanText(name), cleaned(inner)]),
  );
}

/** The same for text columns. */
export function cleanText(text: string): string {
  // UTF-8 has no single surrogates.
  return Buffer.from(text, 'utf8').toString('utf8').replaceAll('\0', '\ufffd');
}
