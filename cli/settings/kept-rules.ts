/**
 * The rules of OBS for the panel: secrets in them are replaced by a mark such as `(kept 1f2e3d4c)`, and put back when the
 * rules are saved. Secret are what stands around the host in the address of a web hook, its headers, and every text whose
 * key sounds like one. It reads nothing.
 */
import { createHmac } from 'node:crypto';
import { limits } from '../../protocol/limits.ts';

const secretKey = /pass|pwd|secret|token|(?<!hot)key|auth|credential/i;
/** Host, and what follows it. An `@` may end a password that holds any of `/ ? #`, so nothing of such an address is shown. */
const address = /^(?:https?:\/\/[^\s/\\?#@]+\/?)([^@]*)$/is;
const mark = /\(kept ([0-9a-f]{8})\)/g;

export interface HiddenRules {
  readonly shown: unknown;
  /** The secrets by the code in their mark. */
  readonly kept: ReadonlyMap<string, string>;
}

/** The end of a text that is secret; '' where nothing is. @param path keys that lead to it */
function secretEnd(text: string, path: readonly string[]): string {
  const key = path.at(-1) ?? '';
  if (key === 'http') return address.exec(text)?.[1] ?? text;
  return path.some((part) => part === 'headers' || secretKey.test(part)) ? text : '';
}

/** @param salt random for each process, so that a mark tells nothing about its secret */
export function hiddenRules(rules: unknown, salt: string): HiddenRules {
  const kept = new Map<string, string>();
  const shown = walked(rules, (text, path) => {
    const secret = secretEnd(text, path);
    if (secret === '') return text;
    const code = createHmac('sha256', salt).update(secret).digest('hex').slice(0, 8);
    kept.set(code, secret);
    return `${text.slice(0, text.length - secret.length)}(kept ${code})`;
  });
  return { shown, kept };
}

/** The secrets in the rules, for taking them out of the log. */
export function secretsOfRules(rules: unknown): string[] {
  const secrets: string[] = [];
  walked(rules, (text, path) => {
    const secret = secretEnd(text, path);
    if (path.at(-1) !== 'http' || secret.length >= limits.redactedAddressCharsMin)
      secrets.push(secret);
    return text;
  });
  return secrets;
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
