/** Makes the Windows release: the portable zip, and Setup from the same files with NSIS. */
import { execFile } from 'node:child_process';
import { cpSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { setDates, writeZip } from '../archive.ts';
import type { ReleasedPackage } from '../bill-of-materials.ts';
import { beginRelease, type Release, type ReleaseOptions, writeApp } from '../program.ts';

const run = promisify(execFile);
const here = import.meta.dirname;

/** Batch files of the portable folder: the command, and the one for a double click. Windows needs CRLF. */
const consoleScript = '@"%~dp0node.exe" "%~dp0app\\dist\\sequential.js" %*\r\n';
const startScript = '@start "" /min "%~dp0node.exe" "%~dp0app\\dist\\sequential.js" open\r\n';

export async function releaseForWindows(options: ReleaseOptions): Promise<Release> {
  const { work, release, date, isFast = false } = options;
  const { version, addon } = await beginRelease('windows', options);
  const folder = join(work, 'installed');
  const packages = await writeWindowsFolder(folder, 'installed', addon);
  setDates(folder, date);
  const setup = join(release, `Sequential-Setup-${version}.exe`);
  await writeSetup(folder, setup, { version, date, isFast });

  const portable = join(work, 'Sequential');
  await writeWindowsFolder(portable, 'portable', addon);
  writeFileSync(join(portable, 'Start Sequential.cmd'), startScript);
  const zip = join(release, `Sequential-${version}-windows.zip`);
  await writeZip(portable, zip, { date, isFast });
  return { files: [setup, zip], packages };
}

async function writeWindowsFolder(
  folder: string,
  distribution: 'installed' | 'portable',
  addon: string,
): Promise<readonly ReleasedPackage[]> {
  const { packages, node } = await writeApp(folder, 'windows', distribution, addon);
  // Unmodified: it has the OpenJS Foundation's signature, and addons import from it by this name.
  cpSync(join(node, 'node.exe'), join(folder, 'node.exe'));
  cpSync(join(here, 'sequential.ico'), join(folder, 'sequential.ico'));
  writeFileSync(join(folder, 'sequential.cmd'), consoleScript);
  return packages;
}

/** Under another name until it is whole: NSIS leaves a file that is cut off when it is ended. */
async function writeSetup(
  files: string,
  setup: string,
  { version, date, isFast }: { version: string; date: Date; isFast: boolean },
): Promise<void> {
  const unfinished = `${setup}.part`;
  try {
    await run(
      'makensis',
      [
        ...['-V2', '-NOCD', `-DVERSION=${version}`, `-DFILES=${files}`, `-DOUT=${unfinished}`],
        ...[`-DHERE=${here}`, ...(isFast ? ['-DFAST'] : [])],
        join(here, 'setup.nsi'),
      ],
      { env: { ...process.env, SOURCE_DATE_EPOCH: String(date.getTime() / 1000) } },
    );
    renameSync(unfinished, setup);
  } finally {
    rmSync(unfinished, { force: true });
  }
}
