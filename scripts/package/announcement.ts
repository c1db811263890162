/**
 * The announcement of a release, `latest.json`, which installed programs read. `docs/releasing.md` describes it. It is signed
 * with the key of the environment and refuses to be made when no program would believe it.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { UpdateSource } from '../../cli/command.ts';
import type { ReleaseFile, ReleaseManifest } from '../../cli/updates/release-manifest.ts';
import { publicPart, sealManifest } from '../../cli/updates/signed-manifest.ts';
import { limits } from '../../protocol/limits.ts';

/** Of the announcement, beside the files it names. */
export const announcementName = 'latest.json';

export interface AnnouncedRelease {
  readonly version: string;
  readonly date: Date;
  /** Text of CHANGELOG.md. */
  readonly changelog: string;
  /** Folder with the files. */
  readonly folder: string;
  /** Address of the folder with the files, and of the page that people read. */
  readonly url: string;
  readonly page: string;
}

/** The section of a version, without its heading. @throws Error when there is none */
export function releaseNotes(changelog: string, version: string): string {
  const lines = changelog.split('\n');
  const begin = lines.findIndex((line) => line.startsWith('## ') && line.split(' ')[1] === version);
  if (begin < 0) throw new Error(`CHANGELOG.md has no section "## ${version}".`);
  const rest = lines.slice(begin + 1);
  const end = rest.findIndex((line) => line.startsWith('## '));
  const notes = rest
    .slice(0, end < 0 ? undefined : end)
    .join('\n')
    .trim();
  if (notes === '') throw new Error(`The section "## ${version}" of CHANGELOG.md is empty.`);
  return notes;
}

const moreNotes = '\n\nThe page of this version has the other changes.';

/** The first whole lines of the notes, and where the others are. @param charsMax of the result */
export function notesThatFit(notes: string, charsMax: number): string {
  if (notes.length <= charsMax) return notes;
  const end = notes.lastIndexOf('\n', charsMax - moreNotes.length);
  return notes.slice(0, Math.max(end, 0)).trimEnd() + moreNotes;
}

/** Names of the files by the kind of installation. */
export function releaseFileNames(
  version: string,
): Readonly<Record<keyof ReleaseManifest['files'], string>> {
  return {
    installed: `Sequential-Setup-${version}.exe`,
    portable: `Sequential-${version}-windows.zip`,
    debian: `sequential_${version}_amd64.deb`,
    npm: `sequential-${version}-npm.tgz`,
  };
}

/** @throws Error when Setup is missing; the others may be */
function filesOf({ version, folder, url }: AnnouncedRelease): ReleaseManifest['files'] {
  const base = url.replace(/\/$/, '');
  const found = Object.entries(releaseFileNames(version)).flatMap(([kind, name]) => {
    const path = join(folder, name);
    if (!existsSync(path)) return [];
    const file: ReleaseFile = {
      url: `${base}/${name}`,
      size: statSync(path).size,
      sha256: createHash('sha256').update(readFileSync(path)).digest('hex'),
    };
    return [[kind, file] as const];
  });
  const files: ReleaseManifest['files'] = Object.fromEntries(found);
  if (files.installed === undefined) throw new Error(`${folder} has no Setup of ${version}.`);
  return files;
}

/**
 * @param source `updates` of `package.json`: what installed programs believe
 * @param privateKey PKCS #8 in base64; undefined: the environment has none
 * @returns the text of `latest.json`
 * @throws Error that says what is missing
 */
export function announcement(
  release: AnnouncedRelease,
  source: UpdateSource | undefined,
  privateKey: string | undefined,
): string {
  if (source === undefined) {
    throw new Error(
      'package.json has no "updates": make the keys first, with npm run release keys.',
    );
  }
  if (!privateKey) throw new Error('RELEASE_SIGNING_KEY is not set, so nothing can be signed.');
  if (publicPart(privateKey) !== source.publicKey) {
    throw new Error(
      'RELEASE_SIGNING_KEY is not the key that package.json names: no installed program would believe it.',
    );
  }
  for (const address of [source.address, release.url, release.page]) {
    if (!address.startsWith('https://')) throw new Error(`${address} must be an https address.`);
  }
  const { version, date, page } = release;
  const notes = notesThatFit(releaseNotes(release.changelog, version), limits.updateNotesCharsMax);
  return sealManifest(
    {
      program: 'sequential',
      version,
      date: date.toISOString(),
      notes,
      page,
      files: filesOf(release),
    },
    privateKey,
  );
}

/**
 * `package.json` with the address of announcements and the public key in it.
 * @throws Error when it has a key already: programs that are out there believe that one only
 */
export function withUpdateSource(
  packageJson: string,
  source: UpdateSource,
  mayReplace: boolean,
): string {
  const about = JSON.parse(packageJson) as { updates?: UpdateSource };
  if (about.updates !== undefined && !mayReplace) {
    throw new Error(
      'package.json has a public key already. Programs that are installed believe that one only; --replace makes a new one all the same.',
    );
  }
  return `${JSON.stringify({ ...about, updates: source }, null, 2)}\n`;
}
