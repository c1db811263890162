/**
 * Decides whether `DATABASE_URL` is used. Many programs read it, so its value may be meant for another one: every setting of
 * our own takes precedence, and a database that Sequential does not know is ignored. Also says how an address may be
 * printed. Pure.
 */
import { settingSchema } from './setting-list.ts';

export const databaseVariable = 'DATABASE_URL';

/** A value and its place, as in `settings-merge.ts`. */
interface Given {
  readonly name: string;
  readonly value: unknown;
  readonly place: string;
}

export interface DatabaseChoice {
  /** Only that variable names the database, so it may be meant for another program. */
  readonly isFound: boolean;
  /** A sentence on why the variable is ignored; null: it is used, or not set. */
  readonly notice: string | null;
}

/** Names of databases and drivers. They may be printed: they cannot be part of a password. */
const kinds =
  /^(file|mysql2?|mariadb|mongodb(\+srv)?|rediss?|libsql|sqlserver|mssql|oracle|cockroachdb|prisma|sqlite3?|jdbc|postgres|postgresql|(prisma|postgres|postgresql|sqlite|mysql)\+\w{1,20}):/i;

const isOfVariable = ({ place }: Given): boolean => place === databaseVariable;

/** @param layers weakest first */
export function databaseChoice(layers: readonly (readonly Given[])[]): DatabaseChoice {
  const all = layers.flat().filter(({ name }) => name === 'db');
  const found = all.find(isOfVariable);
  if (found === undefined) return { isFound: false, notice: null };
  const named = all.filter((given) => !isOfVariable(given)).at(-1);
  if (named !== undefined) {
    const notice = `${databaseVariable} is set too; it is not used, because ${named.place} names the database.`;
    return { isFound: false, notice: named.value === found.value ? null : notice };
  }
  if (settingSchema('db').safeParse(found.value).success) return { isFound: true, notice: null };
  const kind = kinds.exec(String(found.value))?.[0];
  const holds =
    kind === undefined
      ? 'is not the address of a database that Sequential knows'
      : `begins with ${kind}, which Sequential does not know`;
  return {
    isFound: false,
    notice: `${databaseVariable} ${holds}; it is not used. Name a database with --db.`,
  };
}

/** Removes the variable where it is not used. @param layers weakest first */
export function withoutUnusedDatabase<T extends Given>(
  layers: readonly (readonly T[])[],
): readonly (readonly T[])[] {
  if (databaseChoice(layers).isFound) return layers;
  return layers.map((layer) => layer.filter((given) => !isOfVariable(given)));
}

/** The address of a database in a sentence: complete only when it cannot contain a password. @returns null: it may be one */
export function shownDatabase(value: unknown): string | null {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (/^((sqlite|file):)?[^:@=?]{0,60}$/i.test(text)) return JSON.stringify(value);
  const kind = kinds.exec(text)?.[0];
  return kind === undefined ? null : `"${kind}…"`;
}
