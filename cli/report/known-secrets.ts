/** The secrets of the settings, which no line of the log may show. It reads nothing. */
import { secretsOfRules } from '../settings/kept-rules.ts';
import type { Settings } from '../settings/setting-list.ts';

/** @param rules as the config file has them now: they are used without a restart */
export function secretsOf(
  { key, adminKey, db, backplane = '', obs, triggers }: Settings,
  rules: unknown,
): string[] {
  const ofRules = [triggers, rules].flatMap(secretsOfRules);
  const ofBackplane = backplane.split(',').flatMap((one) => [...passwordsIn(one), tokenIn(one)]);
  const secrets = [key, adminKey, obs?.password, ...passwordsIn(db), ...ofBackplane, ...ofRules];
  return [...new Set(secrets)].filter((secret): secret is string => !!secret);
}

/** NATS takes a token in place of user and password. */
function tokenIn(address: string): string | undefined {
  return /:\/\/([^:@/]+)@/.exec(address)?.[1];
}

/** The password in the address of a database, as it is written and as it is meant. */
function passwordsIn(db: string): string[] {
  const password = /:\/\/[^:]*:(.*)@/s.exec(db)?.[1];
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
