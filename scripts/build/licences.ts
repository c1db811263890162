/** Collects the npm packages inside what is built, with their licences. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../root.ts';

/**
 * The npm packages that these files belong to, as folders below `node_modules`: `a/node_modules/b` is the version of `b`
 * that only `a` has.
 */
export function packagesOf(inputs: readonly string[]): string[] {
  const folders = inputs.flatMap((input) => {
    const path = input.replaceAll('\\', '/');
    const [, folder] =
      /(?:^|\/)node_modules\/((?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+)\//.exec(path) ?? [];
    return folder ?? [];
  });
  return [...new Set(folders)].sort();
}

interface AboutPackage {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

/** @param folder as `packagesOf` names it */
export function aboutFolder(folder: string): AboutPackage {
  const file = join(root, 'node_modules', folder, 'package.json');
  return JSON.parse(readFileSync(file, 'utf8')) as AboutPackage;
}

/** @throws Error when a package has neither a licence file nor a licence in its `package.json`. */
export function licenceTexts(packages: readonly string[]): string {
  return packages
    .map((folder) => {
      const { name, version, license } = aboutFolder(folder);
      const place = join(root, 'node_modules', folder);
      const file = readdirSync(place).find((entry) => /^licen[cs]e/i.test(entry));
      if (file === undefined && license === undefined) throw new Error(`${name} names no licence.`);
      const text = file ? readFileSync(join(place, file), 'utf8').trim() : license;
      return `${name} ${version}\n\n${text}\n`;
    })
    .join(`\n${'-'.repeat(100)}\n\n`);
}

const listEnding = '-packages.json';

/**
 * Writes the licences of one kind of page for its readers, and the list of its packages for `pagePackages`.
 * @param assets folder
 */
export function writePageLicences(
  assets: string,
  kind: 'overlay' | 'panel',
  packages: readonly string[],
): void {
  const text = kind === 'panel' ? 'PANEL-LICENSES.txt' : 'LICENSES.txt';
  writeFileSync(join(assets, text), licenceTexts(packages));
  writeFileSync(join(assets, `${kind}${listEnding}`), JSON.stringify(packages));
}

/** The packages inside all built pages. @param assets folder */
export function pagePackages(assets: string): string[] {
  if (!existsSync(assets)) return [];
  return readdirSync(assets)
    .filter((name) => name.endsWith(listEnding))
    .flatMap((name) => JSON.parse(readFileSync(join(assets, name), 'utf8')) as string[]);
}
