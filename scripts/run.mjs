/**
 * `npm start` and `npm run demo`: builds when something changed since the last build, then becomes the built program.
 * In this same process, so that signals, Ctrl+C and the exit code need no passing on. Not TypeScript, because loading
 * its compiler would take longer than all the rest.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const built = (name) => join(root, 'dist', name);

async function isFresh() {
  try {
    const { isFreshIn } = await import(pathToFileURL(built('fresh.js')).href);
    return isFreshIn(root);
  } catch {
    return false;
  }
}

if (!(await isFresh())) {
  const why = existsSync(built('sequential.js'))
    ? ', because something changed since the last time'
    : '';
  process.stdout.write(`Building${why} …\n`);
  const build = ['--import', 'tsx', join(root, 'scripts', 'build.ts')];
  const { status } = spawnSync(process.execPath, build, { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    process.stderr.write('Error not-built: The build failed; what it printed above says why.\n');
    process.exit(1);
  }
}
process.argv.splice(1, 1, built('sequential.js'));
await import(pathToFileURL(built('sequential.js')).href);
