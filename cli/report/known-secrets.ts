/** The secrets of the settings, which no line of the log may show. Pure. */
import type { Settings } from '../settings/setting-list.ts';

export function secretsOf({ key, adminKey, db, obs, triggers }: Settings): string[] {
  const hooks = triggers.flatMap((rule) =>
    rule.do.flatMap((action) => {
      if (!('http' in action)) return [];
      const path = /^https?:\/\/[^/]+\/(.{8,})$/i.exec(action.http)?.[1];
      return [path, ...Object.values(action.headers ?? {})];
    }),
  );
  return [key, adminKey, obs?.password, ...passwordsIn(db), ...hooks].filter(
    (secret) => secret !== undefined,
  );
}

/** The password in the address of a database, as it is written and as it is meant. */
function passwordsIn(db: string): string[] {
  const user = /:\/\/(.*)@/s.exec(db)?.[1];
  const password = user?.slice(user.indexOf(':') + 1);
  const parameter = /[?&]password=([^&]+)/i.exec(db)?.[1];
  return [password, parameter].flatMap((text) => {
    if (text === undefined) return [];
    try {
      return [text, decodeURIComponent(text)];
    } catch {
      return [text];
    }
  });
}
