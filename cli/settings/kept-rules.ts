/**
 * The rules of OBS for the panel: secrets in them are replaced by a mark such as `(kept 1f2e3d4c)`, and put back when the
 * rules are saved. Secret are what follows the host in the address of a web hook, its headers, and every text whose key
 * sounds like one. It reads nothing.
 */
import { createHmac } from 'node:crypto';

const secretKey = /password|secret|token|key|auth/i;
const mark = /\(kept ([0-9a-f]{8})\)/g;

export interface HiddenRules {
  readonly shown: unknown;
  /** The secrets by the code in their mark. */
  readonly kept: ReadonlyMap<string, string>;
}

/** @param salt random for each process, so that a mark tells nothing about its secret */
export function hiddenRules(rules: unknown, salt: string): HiddenRules {
  const kept = new Map<string, string>();
  const hide = (secret: string): string => {
    if (secret === '') return secret;
    const code = createHmac('sha256', salt).update(secret).digest('hex').slice(0, 8);
    kept.set(code, secret);
    return `(kept ${code})`;
  };
  const shown = walked(rules, (text, path) => {
    const key = path.at(-1) ?? '';
    if (key === 'http') {
      const [, host = '', rest = ''] = /^(https?:\/\/[^/]+\/)(.*)$/is.exec(text) ?? [];
      return host === '' ? text : host + hide(rest);
    }
    return path.at(-2) === 'headers' || secretKey.test(key) ? hide(text) : text;
  });
  return { shown, kept };
}

/** @returns the rules with their secrets, and the marks that stand for none */
export function restoredRules(
  rules: unknown,
  kept: HiddenRules['kept'],
): { readonly rules: unknown; readonly unknown: readonly string[] } {
  const unknown: string[] = [];
  const restored = walked(rules, (text) =>
    text.replaceAll(mark, (whole, code: string) => {
      const secret = kept.get(code);
      if (secret === undefined) unknown.push(whole);
      return secret ?? whole;
    }),
  );
  return { rules: restored, unknown };
}

/** A copy of a JSON value with every text changed. */
function walked(
  value: unknown,
  change: (text: string, path: readonly string[]) => string,
  path: readonly string[] = [],
): unknown {
  if (typeof value === 'string') return change(value, path);
  if (Array.isArray(value)) return value.map((one) => walked(one, change, path));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, walked(inner, change, [...path, key])]),
  );
}
