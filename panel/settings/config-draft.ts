/** The settings form: what its fields show, and which values their texts stand for. Pure. */
import type { SettingNow, SettingValue } from '../../protocol/program-answers.ts';

/** Texts of changed fields by name. Those of secrets begin empty. */
export type ConfigDraft = Readonly<Record<string, string>>;

/** @returns what has been changed since a draft was sent, so that saving that one does not discard it */
export function changedSince(sent: ConfigDraft, now: ConfigDraft): ConfigDraft {
  return Object.fromEntries(Object.entries(now).filter(([name, text]) => sent[name] !== text));
}

/** The text of a value in its field. */
export function fieldText(value: SettingValue | null): string {
  if (value === null) return '';
  return typeof value === 'object' ? value.join(', ') : String(value);
}

/** @returns the value to save; null: the field is empty, so the default holds */
export function fieldValue(
  { control }: Pick<SettingNow, 'control'>,
  text: string,
): SettingValue | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  if (control.kind === 'number') {
    return /^-?\d+([.,]\d+)?$/.test(trimmed) ? Number(trimmed.replace(',', '.')) : trimmed;
  }
  // The relay reads JSON, and says where a mistake is.
  if (control.kind !== 'list') return trimmed;
  return trimmed
    .split(/[\s,]+/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** What differs from the config file. */
export function changesOf(
  settings: readonly SettingNow[],
  draft: ConfigDraft,
): Record<string, SettingValue | null> {
  const changes: Record<string, SettingValue | null> = {};
  for (const setting of settings) {
    const text = draft[setting.name];
    if (text === undefined) continue;
    const value = fieldValue(setting, text);
    // An empty secret in the draft removes it.
    const before =
      setting.control.kind === 'secret' ? (setting.isInFile ? undefined : null) : setting.inFile;
    if (JSON.stringify(value) !== JSON.stringify(before)) changes[setting.name] = value;
  }
  return changes;
}

/** Where the value comes from, and what is in use until a restart. */
export function originSentence(setting: SettingNow): string | null {
  const { fixedBy, isWaiting, value, control, source } = setting;
  if (fixedBy !== null) {
    const what = source === 'flag' ? 'the flag' : 'the environment variable';
    return `Sequential was started with ${what} ${fixedBy}, so it cannot be changed here.`;
  }
  if (!isWaiting) return null;
  if (control.kind === 'secret') return 'A new value is saved and waits for a restart.';
  const before = value === null ? 'none' : fieldText(value);
  return `Saved. Sequential uses ${before} until it restarts.`;
}
