/**
 * The program's entry. Libraries ask for the folder of start while they load, so whether it is there is found before.
 * Node remembers the answer: a folder that is deleted later does no harm.
 */
import { CommandError, exitCodeOf, explain } from './console/errors.ts';

try {
  process.cwd();
} catch {
  const problem = new CommandError(
    'folder-gone',
    'The folder in which Sequential was started has been deleted or renamed.',
    'Change to a folder that is there, and start it again.',
  );
  process.stderr.write(explain(problem), () => process.exit(exitCodeOf(problem)));
  // Nothing may load before the sentence is written.
  await new Promise(() => {});
}

await import('./main.ts');
