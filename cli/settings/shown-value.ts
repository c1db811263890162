/** Which settings are secret, and what of them may be shown. Pure. */
import type { SettingValue } from '../../protocol/program-answers.ts';
import { type SettingName, settingMetadata, settingSchema } from './setting-list.ts';

export interface ShownValue {
  /** null: a secret, or nothing. */
  readonly value: SettingValue | null;
  readonly isSecret: boolean;
  /** A secret without its secret part; null: nothing of it may be shown. */
  readonly shown: string | null;
}

const hiddenWholly: ShownValue = { value: null, isSecret: true, shown: null };

const nothing: ShownValue = { value: null, isSecret: false, shown: null };

/** @param value as the file has it, which may be of a wrong kind; undefined: not set */
export function shownValue(name: SettingName, value: unknown): ShownValue {
  if (settingMetadata(name).secret) return hiddenWholly;
  if (value === undefined || value === null) return nothing;
  // What is not an address of a database or of NATS may still hold its password.
  const isAddress = name === 'db' || name === 'backplane';
  if (isAddress && !settingSchema(name).safeParse(value).success) return hiddenWholly;
  if (typeof value === 'string') return shownText(value);
  const isShown =
    typeof value === 'number' ||
    (Array.isArray(value) && value.every((one) => typeof one === 'string'));
  return isShown ? { ...nothing, value: value as SettingValue } : nothing;
}

export function shownText(text: string): ShownValue {
  const open = withoutSecrets(text);
  return open === null ? { ...nothing, value: text } : { ...hiddenWholly, shown: open };
}

/**
 * An address without user, password and parameters.
 * @returns null: the text is not an address, or has none of them
 */
export function withoutSecrets(address: string): string | null {
  const [, scheme, rest = ''] = /^([a-z][a-z0-9+]*:\/\/)(.*)$/is.exec(address) ?? [];
  if (scheme === undefined) return null;
  // A password may hold any of `/ ? # @`, so the host begins after the last `@`.
  const place = rest.slice(rest.lastIndexOf('@') + 1);
  const [open = ''] = place.split(/[?#]/);
  if (open === rest) return null;
  return `${scheme}${place === rest ? '' : '…@'}${open}${open === place ? '' : '?…'}`;
}
