/**
 * `npm run release keys ADDRESS`: makes the pair of keys that signs announcements, puts the public one with the address of
 * `latest.json` into `package.json`, and prints the private one. `npm run release announce`: completes `release/` with
 * `latest.json`, the sums and the winget manifest, once every file has its final bytes. See `docs/releasing.md`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeSigningKeys } from '../cli/updates/signed-manifest.ts';
import {
  announcement,
  announcementName,
  releaseFileNames,
  withUpdateSource,
} from './package/announcement.ts';
import { projectVersion, updatesOfProject } from './package/program.ts';
import { releaseDate, writeSums, writeWinget } from './package.ts';
import { root } from './root.ts';

function makeKeys(address: string | undefined, isReplaced: boolean): void {
  if (address === undefined || !address.startsWith('https://')) {
    throw new Error('Name the https address of latest.json: npm run release keys https://…');
  }
  const { publicKey, privateKey } = makeSigningKeys();
  const file = join(root, 'package.json');
  const text = withUpdateSource(readFileSync(file, 'utf8'), { address, publicKey }, isReplaced);
  writeFileSync(file, text);
  console.log(`package.json names the address and the public key now; commit it.

The private key follows. Keep it as the secret RELEASE_SIGNING_KEY and in a safe place, and nowhere else:
whoever has it can make every installed Sequential offer a program of theirs.

${privateKey}`);
}

function announce(): void {
  const { RELEASE_SIGNING_KEY, RELEASE_URL, RELEASE_PAGE } = process.env;
  if (!RELEASE_URL) throw new Error('RELEASE_URL must name the address of the files.');
  const folder = join(root, 'release');
  const version = projectVersion();
  const text = announcement(
    {
      version,
      date: releaseDate(),
      changelog: readFileSync(join(root, 'CHANGELOG.md'), 'utf8'),
      folder,
      url: RELEASE_URL,
      page: RELEASE_PAGE ?? RELEASE_URL,
    },
    updatesOfProject().updates,
    RELEASE_SIGNING_KEY,
  );
  writeFileSync(join(folder, announcementName), text);
  writeSums(folder);
  writeWinget(folder, join(folder, releaseFileNames(version).installed));
  console.log(`release/${announcementName} announces ${version}.`);
}

const [command, ...words] = process.argv.slice(2);
try {
  if (command === 'keys') {
    const address = words.find((word) => !word.startsWith('--'));
    makeKeys(address, words.includes('--replace'));
  } else if (command === 'announce') announce();
  else throw new Error('npm run release keys ADDRESS, or npm run release announce.');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
