/** Documents name every code, setting, overlay and theme, and their links lead somewhere. */
import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandErrors } from '../cli/console/errors.ts';
import { settingMetadata, settingNames } from '../cli/settings/setting-list.ts';
import { updateProblemCodes } from '../cli/updates/update-problem.ts';
import { closeCodes } from '../protocol/close-codes.ts';
import { errorCodes } from '../protocol/error-codes.ts';
import { storeProblems } from '../relay/storage/store-problem.ts';
import { root } from '../scripts/root.ts';
import { filesUnder, readText } from '../scripts/sources.ts';

const documents = filesUnder('.', '.md').filter((path) => !path.startsWith('docs/benchmarks/'));

/** Another sentence follows on the line. Cells of tables may have several short ones. */
const sentenceEnd = /[a-z)`*”][.!?] +[A-Z`*“]/;

function withoutCode(text: string): string {
  return text.replace(/^```[\s\S]*?^```$/gm, (code) => code.replace(/[^\n]/g, ''));
}

/** Lines of paragraphs and lists. */
function proseLines(text: string): { text: string; number: number }[] {
  return withoutCode(text)
    .split('\n')
    .map((line, index) => ({ text: line, number: index + 1 }))
    .filter(({ text }) => /^\s*[^\s|#<!>]/.test(text));
}

/** A heading's anchor on GitHub. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_\- ]/gu, '')
    .replaceAll(' ', '-');
}

function leads(document: string, target: string): boolean {
  const [path, anchor] = target.split('#') as [string, string?];
  const file = path === '' ? document : posix.join(posix.dirname(document), path);
  if (!existsSync(join(root, file))) return false;
  if (anchor === undefined || !file.endsWith('.md')) return true;
  const headings = withoutCode(readText(file)).matchAll(/^#+ (.*)$/gm);
  return [...headings].some(([, heading]) => anchorOf(heading!) === anchor);
}

describe('the documents', () => {
  test('every error code has a heading in docs/error-codes.md', () => {
    const page = readText('docs/error-codes.md');
    const codes = [
      ...Object.keys(errorCodes),
      ...Object.keys(commandErrors),
      ...Object.keys(storeProblems),
      ...updateProblemCodes,
      'pages-taken',
      'no-pages-here',
    ];
    expect(codes.filter((code) => !page.includes(`\n### \`${code}\`\n`))).toEqual([]);
  });

  test('every close code is explained in the protocol document', () => {
    const document = readText('protocol/PROTOCOL.md');
    const missing = Object.values(closeCodes).filter(
      ({ code }) => !document.includes(String(code)),
    );
    expect(missing).toEqual([]);
  });

  test('every overlay and theme is in its guide', () => {
    const guides = readText('docs/overlays.md') + readText('docs/themes.md');
    const overlays = filesUnder('overlays', 'about.ts')
      .map((path) => path.split('/')[1]!)
      .filter((folder) => folder !== 'core')
      .map((folder) => `/overlays/${folder}`);
    const themes = filesUnder('themes', '.json')
      .filter((path) => !path.endsWith('.schema.json'))
      .map((path) => path.slice('themes/'.length, -'.json'.length));
    expect(overlays.length).toBeGreaterThan(2);
    const listed = (name: string) => guides.includes(`\`${name}\``);
    expect([...overlays, ...themes].filter((name) => !listed(name))).toEqual([]);
  });

  test('the guide to overlays gives each its size and parameters', () => {
    const guide = readText('docs/overlays.md');
    const wrong = filesUnder('overlays', 'about.ts').flatMap((path) => {
      const folder = path.split('/')[1]!;
      const about = readText(path);
      const size = /size: \{ width: (\d+), height: (\d+) \}/.exec(about);
      if (size === null) return folder === 'core' ? [] : [`${path} has no size`];
      const row = guide.split('\n').find((line) => line.startsWith(`| \`/overlays/${folder}\` |`));
      const parameters = [...about.matchAll(/\b(?:number|toggle|choice)\('(\w+)'/g)];
      return [`| ${size[1]} × ${size[2]} |`, ...parameters.map(([, name]) => `\`${name}`)]
        .filter((text) => row?.includes(text) !== true)
        .map((text) => `${folder}: ${text}`);
    });
    expect(wrong).toEqual([]);
  });

  test('every link of a document leads to a file, and to a heading of it', () => {
    const broken = documents.flatMap((document) =>
      [...withoutCode(readText(document)).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)]
        .map((match) => match[1]!)
        .filter((target) => !leads(document, target))
        .map((target) => `${document}: ${target}`),
    );
    expect(broken).toEqual([]);
  });

  test('every guide is in the list of guides', () => {
    const list = readText('docs/README.md');
    const guides = documents.filter((path) => /^docs\/[^/]+\.md$/.test(path));
    const missing = guides
      .map((path) => path.slice('docs/'.length))
      .filter((page) => page !== 'README.md' && !list.includes(`](${page})`));
    expect(missing).toEqual([]);
  });

  test('the README has at most 150 lines', () => {
    expect(readText('README.md').split('\n').length - 1).toBeLessThanOrEqual(150);
  });

  test('paragraphs and lists have one sentence a line, of at most 220 characters', () => {
    const wrong = documents.flatMap((document) =>
      proseLines(readText(document))
        .filter(({ text }) => text.length > 220 || sentenceEnd.test(text))
        .map(({ number }) => `${document}:${number}`),
    );
    expect(wrong).toEqual([]);
  });

  test('every setting is in docs/settings.md', () => {
    const page = readText('docs/settings.md');
    const missing = settingNames.filter(
      (name) => !page.includes(`\`--${settingMetadata(name).flag}`),
    );
    expect(missing).toEqual([]);
  });
});
