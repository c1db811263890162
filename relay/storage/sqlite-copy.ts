/** Copies a SQLite database to another file while the relay writes to it. */
import { existsSync } from 'node:fs';
import { chooseSqlite } from './choose-sqlite.ts';
import { sqliteProblem } from './sqlite-errors.ts';
import { inspectFile } from './sqlite-file-check.ts';

/**
 * The copy holds what was committed at one moment.
 * @param isOurs the file is in use by this process, where reading its header would drop SQLite's locks
 * @returns false: there is no such file
 * @throws StoreProblem
 */
export async function copySqlite(file: string, target: string, isOurs: boolean): Promise<boolean> {
  if (!existsSync(file)) return false;
  if (!isOurs) await inspectFile(file);
  const { library } = await chooseSqlite();
  try {
    await library.copy(file, target);
  } catch (cause) {
    throw await sqliteProblem(cause, file);
  }
  return true;
}
