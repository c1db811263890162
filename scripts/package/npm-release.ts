/** Makes the npm package, for people who have Node: `npx sequential-overlays demo` runs it in any folder. */
import { execFile } from 'node:child_process';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../root.ts';
import { setDates } from './archive.ts';
import {
  aboutPackage,
  emptied,
  projectVersion,
  type Release,
  type ReleaseOptions,
  updatesOfProject,
  writeProgram,
} from './program.ts';

const run = promisify(execFile);

export async function releaseForNpm({ work, release, date }: ReleaseOptions): Promise<Release> {
  emptied(work);
  const version = projectVersion();
  const packages = await writeProgram(work, 'npm');
  const project = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    description: string;
    engines: object;
  };
  const about = {
    name: 'sequential-overlays',
    version,
    description: project.description,
    license: 'MIT',
    type: 'module',
    distribution: 'npm',
    ...updatesOfProject(),
    engines: project.engines,
    bin: { 'sequential-overlays': 'dist/sequential.js', sequential: 'dist/sequential.js' },
    files: ['dist', 'LICENSES.txt'],
    dependencies: { koffi: aboutPackage('koffi').version },
    // Where it does not compile, Node's own SQLite replaces it.
    optionalDependencies: { sqlite3: aboutPackage('sqlite3').version },
  };
  writeFileSync(join(work, 'package.json'), `${JSON.stringify(about, null, 2)}\n`);
  const entry = join(work, 'dist', 'sequential.js');
  writeFileSync(entry, `#!/usr/bin/env node\n${readFileSync(entry, 'utf8')}`, { mode: 0o755 });
  setDates(work, date);
  const words = ['pack', '--json', '--ignore-scripts', '--pack-destination', release];
  const { stdout } = await run('npm', words, { cwd: work });
  const [packed] = JSON.parse(stdout) as { filename: string }[];
  const file = join(release, `sequential-${version}-npm.tgz`);
  renameSync(join(release, packed!.filename), file);
  return { files: [file], packages };
}
