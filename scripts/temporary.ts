/**
 * One folder for everything that a run of tests or of the benchmark, and what it starts, writes to the temporary
 * folder. It goes with the run, also with what a killed browser or relay could not clear away. Never the system's own.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** Where programs look for the temporary folder: POSIX, Windows. */
const names = ['TMPDIR', 'TEMP', 'TMP'] as const;
const prefix = 'sequential-run-';

/**
 * From now on `tmpdir()` of this process and of what it starts is a new folder; a run within a run shares it (sockets
 * in it have short addresses). @returns what removes it; may be called twice
 */
export function openTemporaryFolder(): () => void {
  if (basename(tmpdir()).startsWith(prefix)) return () => {};
  const folder = mkdtempSync(join(tmpdir(), prefix));
  // PostgreSQL and others that are started as another user must get through to their own folder.
  chmodSync(folder, 0o711);
  const before = names.map((name) => [name, process.env[name]] as const);
  for (const name of names) process.env[name] = folder;
  let isOpen = true;
  return () => {
    if (!isOpen) return;
    isOpen = false;
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
}

/** The same for a script that ends with its process, on Ctrl+C and on a polite kill too. */
export function openTemporaryFolderUntilExit(): void {
  process.once('exit', openTemporaryFolder());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => process.exit(128 + constants.signals[signal]));
}
