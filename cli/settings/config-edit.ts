/**
 * Changes values in the parsed JSON of the config file, and writes it as text again. Keys that no change names stay as they
 * are. `config-file.ts` reads and writes the file. Pure.
 */

import { isObject } from '../../protocol/value-checks.ts';

/** New values by name; null removes one, so that its default holds. `obs.url` is the key `url` of the section `obs`. */
export type ConfigChanges = Readonly<Record<string, unknown>>;

type Section = Record<string, unknown>;

/** @param config the file's JSON; null: there is no file */
export function changedConfig(config: Section | null, changes: ConfigChanges): Section {
  const changed: Section = structuredClone(config ?? {});
  for (const [name, value] of Object.entries(changes)) {
    const [key, inner] = name.split('.') as [string, string | undefined];
    if (inner === undefined) {
      put(changed, key, value);
      continue;
    }
    const section = isObject(changed[key]) ? changed[key] : {};
    put(section, inner, value);
    put(changed, key, Object.keys(section).length === 0 ? null : section);
  }
  return changed;
}

function put(section: Section, key: string, value: unknown): void {
  if (value === null) delete section[key];
  else section[key] = value;
}

/** The file's text, indented like the one before. */
export function configText(config: Section, before: string | null): string {
  const indent = /^([ \t]+)"/m.exec(before ?? '')?.[1] ?? '  ';
  return `${JSON.stringify(config, null, indent)}\n`;
}
