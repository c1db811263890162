/** The manifest of a release for winget, as files for microsoft/winget-pkgs (schema 1.6). Pure. */

export interface WingetRelease {
  readonly version: string;
  /** Address of Setup. */
  readonly setupUrl: string;
  /** SHA-256 of Setup, hexadecimal. */
  readonly setupSha256: string;
}

const identifier = 'Sequential.Sequential';
const schema = '1.6.0';

/** @returns text by file name */
export function wingetManifest({
  version,
  setupUrl,
  setupSha256,
}: WingetRelease): Readonly<Record<string, string>> {
  const head = (kind: string) =>
    `# yaml-language-server: $schema=https://aka.ms/winget-manifest.${kind}.${schema}.schema.json
PackageIdentifier: ${identifier}
PackageVersion: ${version}
`;
  const foot = (kind: string) => `ManifestType: ${kind}\nManifestVersion: ${schema}\n`;
  return {
    [`${identifier}.yaml`]: `${head('version')}DefaultLocale: en-US\n${foot('version')}`,
    [`${identifier}.installer.yaml`]: `${head('installer')}InstallerType: nullsoft
Scope: user
InstallModes:
- interactive
- silent
UpgradeBehavior: install
Installers:
- Architecture: x64
  InstallerUrl: ${setupUrl}
  InstallerSha256: ${setupSha256.toUpperCase()}
${foot('installer')}`,
    [`${identifier}.locale.en-US.yaml`]: `${head('defaultLocale')}PackageLocale: en-US
Publisher: Sequential
PackageName: Sequential
License: MIT
ShortDescription: Live telemetry of Assetto Corsa as overlays for OBS.
Tags:
- assetto-corsa
- obs
- overlay
- sim-racing
- telemetry
${foot('defaultLocale')}`,
  };
}
