/** Collects the licences of all packages inside the built pages in one file. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../root.ts';

/** Names of the npm packages that these files belong to. */
export function packagesOf(inputs: readonly string[]): string[] {
  const names = inputs.flatMap((input) => {
    const inside = input.replaceAll('\\', '/').split('node_modules/').at(-1)!;
    if (inside === input) return [];
    const parts = inside.split('/');
    return [inside.startsWith('@') ? `${parts[0]}/${parts[1]}` : parts[0]!];
  });
  return [...new Set(names)].sort();
}

/** @throws Error when a package has neither a licence file nor a licence in its `package.json`. */
export function licenceTexts(packages: readonly string[]): string {
  return packages
    .map((name) => {
      const folder = join(root, 'node_modules', name);
      const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
        version: string;
        license?: string;
      };
      const file = existsSync(folder)
        ? readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
        : undefined;
      if (file === undefined && about.license === undefined) {
        throw new Error(`${name} names no licence.`);
      }
      const text = file ? readFileSync(join(folder, file), 'utf8').trim() : about.license;
      return `${name} ${about.version}\n\n${text}\n`;
    })
    .join(`\n${'-'.repeat(100)}\n\n`);
}
