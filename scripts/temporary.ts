/**
 * One temporary folder for a run of tests or benchmarks and all programs that it starts. The folder is removed with the
 * run, including what a killed browser or relay left in it.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** Variables that name the temporary folder on POSIX and Windows. */
const names = ['TMPDIR', 'TEMP', 'TMP'] as const;
const prefix = 'sequential-run-';

/**
 * Makes a new folder the `tmpdir()` of this process and of the programs that it starts. A run within a run shares the
 * folder, because addresses of sockets in it must stay short. @returns removes the folder; may be called twice
 */
export function openTemporaryFolder(): () => void {
  if (basename(tmpdir()).startsWith(prefix)) return () => {};
  const folder = mkdtempSync(join(tmpdir(), prefix));
  // PostgreSQL runs as another user and must reach its own folder.
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

/** Removes the folder when this process exits, also after Ctrl+C and SIGTERM. */
export function openTemporaryFolderUntilExit(): void {
  process.once('exit', openTemporaryFolder());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => process.exit(128 + constants.signals[signal]));
}
