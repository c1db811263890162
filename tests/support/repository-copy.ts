/** A copy of the repository that a test may change: all that is tracked or new, and a link to the installed packages. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/root.ts';
import { type AtEnd, temporaryFolder, withTest } from './clean-up.ts';

/** @returns its folder, which is removed at the end */
export function copyRepository(atEnd: AtEnd = withTest): string {
  const folder = temporaryFolder(atEnd);
  const words = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const listed = execFileSync('git', words, { cwd: root, encoding: 'utf8' }).split('\0');
  for (const file of listed.filter((one) => one !== '' && existsSync(join(root, one)))) {
    cpSync(join(root, file), join(folder, file), { recursive: true });
  }
  // A junction needs no rights of an administrator on Windows; other systems make a symbolic link of it.
  symlinkSync(realpathSync(join(root, 'node_modules')), join(folder, 'node_modules'), 'junction');
  return folder;
}
