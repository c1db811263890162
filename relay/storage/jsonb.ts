/** JSON text as PostgreSQL's JSONB takes it. Pure. */

/** The character 0 and halves of surrogate pairs are legal in JSON and refused by JSONB: they become U+FFFD. */
export function forJsonb(json: string): string {
  // Both are always written as escapes, so most text is not looked at twice.
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

/** Plain text columns cannot hold the character 0 either. */
export function cleanText(text: string): string {
  // Through UTF-8, which has no halves of surrogate pairs.
  return Buffer.from(text, 'utf8').toString('utf8').replaceAll('\0', '\ufffd');
}
