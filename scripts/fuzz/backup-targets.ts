/** Files that a stranger may have made: back-ups, and pictures that are to be a logo. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ZipFile } from 'yazl';
import { createRandom, type Random } from '../../agent/demo/random.ts';
import { type ListedFile, listName, listText } from '../../cli/backup/backup-list.ts';
import { unpackBackup } from '../../cli/backup/read-backup.ts';
import { RelayError } from '../../relay/errors.ts';
import { checkPng } from '../../relay/pages/logo/png-check.ts';
import { madePng } from '../../tests/support/made-png.ts';
import { changeText, mutateBytes, mutateJsonText, pick } from './mutations.ts';
import { type FuzzParser, type FuzzTarget, pure } from './target.ts';

const contents: readonly (readonly [name: string, bytes: Buffer])[] = [
  ['settings/settings.json', Buffer.from('{"theme":"apex"}\n')],
  ['themes/mine.json', Buffer.from(JSON.stringify({ name: 'Mine', colors: {} }))],
  ['laps/000001.jsonl.gz', Buffer.alloc(300, 7)],
];

/** Names that lead out of the folder, or that a system keeps for itself. */
const foreignNames = [
  '../out.json',
  '/tmp/out.json',
  'themes\\..\\out.json',
  'settings/nul',
  'a/../../b',
];

function listedFile(name: string, bytes: Buffer): ListedFile {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { name, bytes: bytes.length, sha256 };
}

async function zipOf(files: readonly (readonly [string, Buffer])[], list: string): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, bytes] of files) zip.addBuffer(bytes, name);
  zip.addBuffer(Buffer.from(list), listName);
  zip.end();
  const parts: Buffer[] = [];
  for await (const part of zip.outputStream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** Archives whose list fits, or not; bytes are changed afterwards, too. */
async function archives(random: Random): Promise<readonly Buffer[]> {
  const files = contents.map(([name, bytes]) => listedFile(name, bytes));
  const about = { program: '0.1.0', createdAt: 1_764_000_000_000, sessions: 1 };
  const good = listText({ ...about, files });
  const made = [await zipOf(contents, good)];
  for (let i = 0; i < 30; i++) {
    made.push(await zipOf(contents, mutateJsonText(random, JSON.parse(good))));
  }
  for (const name of foreignNames) {
    // The archive's own names are checked when it is written, so a name of the same length is put in afterwards.
    const placeholder = 'x'.repeat(name.length);
    const more = [...contents, [placeholder, Buffer.from('out')] as const];
    const list = { ...about, files: [...files, listedFile(name, Buffer.from('out'))] };
    const bytes = await zipOf(more, listText(list));
    made.push(Buffer.from(bytes.toString('latin1').replaceAll(placeholder, name), 'latin1'));
  }
  return made;
}

async function openBackups(): Promise<FuzzParser> {
  const folder = mkdtempSync(join(tmpdir(), 'sequential-fuzz-'));
  const file = join(folder, 'backup.zip');
  const into = join(folder, 'into');
  const made = await archives(createRandom(1, 'archives'));
  return {
    next(random) {
      const valid = pick(random, made);
      const bytes = random.chance(0.2) ? valid : mutateBytes(random, valid, made);
      return async () => {
        writeFileSync(file, bytes);
        mkdirSync(into);
        try {
          await unpackBackup(file, into);
        } catch (error) {
          if (!(error instanceof RelayError)) throw error;
        } finally {
          rmSync(into, { recursive: true, force: true });
        }
        const left = readdirSync(folder);
        if (left.length !== 1) throw new Error(`It wrote ${left.join(' and ')}.`);
      };
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const pictures = [madePng(), madePng(40, 30)];

export const backupTargets: readonly FuzzTarget[] = [
  { name: 'backups', open: openBackups },
  pure('pictures', (random) => {
    const valid = pick(random, pictures);
    const bytes = random.chance(0.1)
      ? Buffer.from(changeText(random, valid.toString('latin1')), 'latin1')
      : mutateBytes(random, valid, pictures);
    return () => void checkPng(bytes);
  }),
];
