/**
 * `npm start` and `npm run demo`: builds when something changed since the last build, then becomes the built program.
 * In this same process, so that signals, Ctrl+C and the exit code need no passing on.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isFresh } from './build.ts';
import { root, runNode } from './processes.ts';

const program = join(root, 'dist', 'sequential.js');

if (!isFresh() || !existsSync(program)) {
  process.stdout.write('Building, because something changed since the last time …\n');
  // In a process of its own: the bundler's helper process is gone when the program runs.
  const exitCode = await runNode(['--import', 'tsx', 'scripts/build.ts']);
  if (exitCode !== 0) {
    process.stderr.write('Error not-built: The build failed; what it printed above says why.\n');
    process.exit(1);
  }
}
process.argv.splice(1, 1, program);
await import(pathToFileURL(program).href);
