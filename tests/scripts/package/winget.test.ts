import { expect, test } from 'vitest';
import { wingetManifest } from '../../../scripts/package/windows/winget.ts';

const files = wingetManifest({
  version: '1.2.3',
  setupUrl: 'https://example.org/Sequential-Setup-1.2.3.exe',
  setupSha256: 'ab'.repeat(32),
});

test('a winget manifest has its three files, which name one package and one version', () => {
  expect(Object.keys(files)).toEqual([
    'Sequential.Sequential.yaml',
    'Sequential.Sequential.installer.yaml',
    'Sequential.Sequential.locale.en-US.yaml',
  ]);
  for (const text of Object.values(files)) {
    expect(text).toContain('PackageIdentifier: Sequential.Sequential\nPackageVersion: 1.2.3\n');
    expect(text).toMatch(/ManifestType: \w+\nManifestVersion: 1\.6\.0\n$/);
  }
});

test('a winget manifest installs Setup for one user and checks its hash', () => {
  const installer = files['Sequential.Sequential.installer.yaml'];
  expect(installer).toContain('InstallerType: nullsoft\nScope: user\n');
  expect(installer).toContain(`InstallerSha256: ${'AB'.repeat(32)}\n`);
});
