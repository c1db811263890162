/** Makes the Linux release: a Debian package with a systemd user unit, and the same program as `.tar.xz`. */
import { execFile } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { setDates, sizeOf, writeTarXz } from '../archive.ts';
import type { ReleasedPackage } from '../bill-of-materials.ts';
import { beginRelease, type Release, type ReleaseOptions, writeApp } from '../program.ts';

const run = promisify(execFile);

/** `sequential` in the archive runs the Node beside it, also through a symbolic link. */
const script = `#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
exec "$here/bin/node" "$here/app/dist/sequential.js" "$@"
`;

const unit = `[Unit]
Description=Sequential, live telemetry for OBS

[Service]
ExecStart=/usr/bin/sequential start
Restart=on-failure

[Install]
WantedBy=default.target
`;

const desktopEntry = `[Desktop Entry]
Type=Application
Name=Sequential
Comment=Live telemetry for OBS
Exec=/usr/bin/sequential open
Icon=sequential
Terminal=false
Categories=Game;AudioVideo;
`;

function control(version: string, installedKb: number): string {
  return `Package: sequential
Version: ${version}
Architecture: amd64
Maintainer: Sequential <sequential@localhost>
Installed-Size: ${installedKb}
Depends: libc6 (>= 2.28)
Recommends: xdg-utils
Section: games
Priority: optional
Description: live telemetry of Assetto Corsa as overlays for OBS
 Reads the game's shared memory and shows it on pages that OBS
 takes as browser sources. Keeps laps for replay and comparison.
`;
}

export async function releaseForLinux(options: ReleaseOptions): Promise<Release> {
  const { work, release, date, isFast = false } = options;
  const { version, addon } = await beginRelease('linux', options);

  const folder = join(work, `sequential-${version}`);
  const packages = await writeLinuxFolder(folder, addon);
  const root = join(work, 'debian');
  cpSync(folder, join(root, 'opt/sequential'), { recursive: true });
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  put('usr/bin/sequential', '#!/bin/sh\nexec /opt/sequential/sequential "$@"\n');
  chmodSync(join(root, 'usr/bin/sequential'), 0o755);
  put('usr/lib/systemd/user/sequential.service', unit);
  put('usr/share/applications/sequential.desktop', desktopEntry);
  const icon = 'usr/share/icons/hicolor/scalable/apps/sequential.svg';
  mkdirSync(dirname(join(root, icon)), { recursive: true });
  cpSync(join(import.meta.dirname, '..', 'sequential.svg'), join(root, icon));
  mkdirSync(join(root, 'usr/share/doc/sequential'), { recursive: true });
  renameSync(
    join(root, 'opt/sequential/LICENSES.txt'),
    join(root, 'usr/share/doc/sequential/copyright'),
  );
  put('DEBIAN/control', control(version, Math.ceil(sizeOf(root) / 1024)));
  setDates(root, date);
  const deb = join(release, `sequential_${version}_amd64.deb`);
  await run(
    'dpkg-deb',
    [
      '--root-owner-group',
      ...(isFast ? ['-Znone'] : ['-Zxz', '-z9']),
      '--threads-max=1',
      '-b',
      root,
      deb,
    ],
    {
      env: { ...process.env, SOURCE_DATE_EPOCH: String(date.getTime() / 1000) },
    },
  );

  writeFileSync(
    join(folder, 'sequential.service'),
    unit.replace('/usr/bin/sequential', '%h/.local/bin/sequential'),
  );
  const tar = join(release, `sequential-${version}-linux-x64.tar.xz`);
  await writeTarXz(folder, tar, { date, isFast });
  return { files: [deb, tar], packages };
}

/** Writes what a user of Linux has after unpacking. @param addon the compiled `node_sqlite3.node` */
export async function writeLinuxFolder(
  folder: string,
  addon: string,
): Promise<readonly ReleasedPackage[]> {
  const { packages, node } = await writeApp(folder, 'linux', 'debian', addon);
  mkdirSync(join(folder, 'bin'));
  cpSync(join(node, 'node'), join(folder, 'bin', 'node'));
  chmodSync(join(folder, 'bin', 'node'), 0o755);
  writeFileSync(join(folder, 'sequential'), script);
  chmodSync(join(folder, 'sequential'), 0o755);
  return packages;
}
