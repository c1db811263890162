/** What the documents must say and where their links must lead, held by a test: codes, settings, overlays, themes. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandErrors } from '../cli/errors.ts';
import { settingMetadata, settingNames } from '../cli/settings.ts';
import { closeCodes } from '../protocol/close-codes.ts';
import { errorCodes } from '../protocol/error-codes.ts';
import { storeProblems } from '../relay/storage/problem.ts';
import { filesUnder, readText, root } from '../scripts/sources.ts';

describe('the documents', () => {
  test('every error code is explained in the README', () => {
    const readme = readText('README.md');
    const missing = [...Object.keys(errorCodes), ...Object.keys(commandErrors)].filter(
      (code) => !readme.includes(`\`${code}\``),
    );
    expect(missing).toEqual([]);
  });

  test('every close code is explained in the protocol document', () => {
    const document = readText('protocol/PROTOCOL.md');
    const missing = Object.values(closeCodes).filter(
      ({ code }) => !document.includes(String(code)),
    );
    expect(missing).toEqual([]);
  });

  test('every error code of the database and of the demo car is explained in the README', () => {
    const readme = readText('README.md');
    const missing = [...Object.keys(storeProblems), 'pages-taken', 'no-pages-here'].filter(
      (code) => !readme.includes(`\`${code}\``),
    );
    expect(missing).toEqual([]);
  });

  test('every overlay and theme is in the README', () => {
    const readme = readText('README.md');
    const overlays = filesUnder('overlays', 'about.ts')
      .map((path) => path.split('/')[1]!)
      .filter((folder) => folder !== 'core')
      .map((folder) => `/overlays/${folder}`);
    const themes = filesUnder('themes', '.json')
      .filter((path) => !path.endsWith('.schema.json'))
      .map((path) => path.slice('themes/'.length, -'.json'.length));
    expect(overlays.length).toBeGreaterThan(2);
    expect([...overlays, ...themes].filter((name) => !readme.includes(name))).toEqual([]);
  });

  test('every link of a document leads to a file, or to a heading of its own', () => {
    const documents = [
      'README.md',
      'ARCHITECTURE.md',
      'BENCHMARKS.md',
      'CONTRIBUTING.md',
      'CHANGELOG.md',
      'protocol/PROTOCOL.md',
    ];
    const broken = documents.flatMap((document) => {
      const text = readText(document);
      // As GitHub names them.
      const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(
        ([, title]) =>
          `#${title!
            .toLowerCase()
            .replace(/[^\w\- ]/g, '')
            .replaceAll(' ', '-')}`,
      );
      const leads = (target: string): boolean =>
        target.startsWith('#')
          ? headings.includes(target)
          : existsSync(join(root, dirname(document), target.replace(/#.*$/, '')));
      return [...text.matchAll(/\]\((?!https?:)([^)]+)\)/g)]
        .map((match) => match[1]!)
        .filter((target) => !leads(target))
        .map((target) => `${document}: ${target}`);
    });
    expect(broken).toEqual([]);
  });

  test('every setting is in the README', () => {
    const readme = readText('README.md');
    const missing = settingNames.filter(
      (name) => !readme.includes(`\`--${settingMetadata(name).flag}`),
    );
    expect(missing).toEqual([]);
  });
});
