/**
 * `npm run new -- overlay|theme|game NAME`: writes the files that docs/developing.md describes, tests included, and
 * names the next steps. Never overwrites a file.
 */
import { relative } from 'node:path';
import { type Kind, kinds, newFiles, nextSteps, writeNew } from './new/scaffold.ts';
import { root } from './root.ts';

const [kind = '', name = ''] = process.argv.slice(2);

function isKind(word: string): word is Kind {
  return (kinds as readonly string[]).includes(word);
}

try {
  if (!isKind(kind)) throw new Error(`Usage: npm run new -- ${kinds.join('|')} NAME`);
  const files = newFiles(kind, name, root);
  writeNew(files);
  for (const { path } of files) console.log(`wrote ${relative(root, path)}`);
  console.log(
    `\nNext:\n${nextSteps(kind, name)
      .map((step) => `  ${step}\n`)
      .join('')}`,
  );
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
