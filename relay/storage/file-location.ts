/**
 * Where a database file lies: on a local disk, in a folder that a cloud service synchronises, or on a network share.
 * SQLite needs a local disk: synchronising programs lock or replace files in use, and shares do not lock them.
 */
import { realpath, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

export type FileLocation =
  | { kind: 'disk' }
  | { kind: 'cloud'; service: string }
  | { kind: 'share' };

/** Folder names and their services. */
const folders: readonly (readonly [RegExp, string])[] = [
  [/^OneDrive( - .+)?$/i, 'OneDrive'],
  [/^Dropbox( ?\(.+)?$/i, 'Dropbox'],
  [/^Google ?Drive( ?\(.+)?$/i, 'Google Drive'],
  // On Windows, Google Drive's disk has only this folder, named in the user's language.
  [
    /^(My Drive|Meine Ablage|Mon Drive|Mi unidad|Il mio Drive|Meu Drive|Mijn Drive)$/i,
    'Google Drive',
  ],
  [/^(iCloud ?Drive|Mobile Documents|com~apple~CloudDocs)$/i, 'iCloud'],
  [/^(Nextcloud|ownCloud)\d*$/i, 'Nextcloud or ownCloud'],
  [/^pCloud ?Drive$/i, 'pCloud'],
  [/^MEGA ?sync$/i, 'MEGA'],
  [/^Box ?Sync$/i, 'Box'],
  [/^Synology ?Drive$/i, 'Synology Drive'],
];

/** Network file systems of Linux, by the type that `statfs` gives. */
const networkTypes: ReadonlySet<number> = new Set([
  0x6969, // NFS
  0x517b, // SMB
  0xff534d42, // CIFS
  0xfe534d42, // SMB2
  0x01021997, // 9P: also the disks of Windows under WSL
  0x5346414f, // AFS
  0x00c36400, // Ceph
]);

/** The service that synchronises a path, by its folder names; null: none. Pure. */
export function cloudOf(
  path: string,
  environment: Readonly<Record<string, string | undefined>>,
): string | null {
  const parts = path.split(/[\\/]+/);
  // macOS keeps all services in one folder, with names like `OneDrive-Personal`.
  const inMac = parts[parts.indexOf('CloudStorage') + 1];
  for (const [pattern, service] of folders) {
    if (parts.some((part) => pattern.test(part))) return service;
  }
  if (inMac !== undefined && parts.includes('CloudStorage')) return inMac.split('-')[0] || null;
  const isInside = (folder: string | undefined) =>
    folder !== undefined &&
    folder !== '' &&
    `${path}\\`.toLowerCase().startsWith(`${folder}\\`.toLowerCase());
  const { OneDrive, OneDriveConsumer, OneDriveCommercial } = environment;
  return [OneDrive, OneDriveConsumer, OneDriveCommercial].some(isInside) ? 'OneDrive' : null;
}

/** Whether a path is `\\server\share\…`. `\\?\` and `\\.\` are this machine's own. Pure. */
export function isSharePath(path: string): boolean {
  return /^\\\\(?![?.]\\)|^\\\\\?\\UNC\\/i.test(path);
}

/** Pure. @param type from `statfs` */
export function isShareType(type: number): boolean {
  return networkTypes.has(type);
}

export async function locationOf(file: string): Promise<FileLocation> {
  const folder = dirname(file);
  // This resolves links, and drive letters of shares.
  const real = await realpath(folder).catch(() => folder);
  const service = cloudOf(folder, process.env) ?? cloudOf(real, process.env);
  if (service !== null) return { kind: 'cloud', service };
  const type = process.platform === 'linux' ? await statfs(real).catch(() => null) : null;
  const isShare = isSharePath(folder) || isSharePath(real) || isShareType(type?.type ?? 0);
  return isShare ? { kind: 'share' } : { kind: 'disk' };
}

/** What is wrong with the location and what to do; null: nothing. */
export function locationWarning(location: FileLocation): { sentence: string; hint: string } | null {
  const hint =
    'Keep it in a folder of this PC that nothing synchronises: name one with --db sqlite:FILE.';
  if (location.kind === 'disk') return null;
  if (location.kind === 'share') {
    return { sentence: 'It lies on a network share, where SQLite cannot lock it.', hint };
  }
  const sentence = `It lies in a folder that ${location.service} synchronises, which may hold or replace it.`;
  return { sentence, hint };
}
