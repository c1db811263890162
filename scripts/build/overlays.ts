/**
 * Finds the overlays (folders with `about.ts` and `view.ts`) and reads each `about.ts` without loading Pixi. A wrong
 * `about.ts` ends the build with a sentence.
 */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import type { OverlayAbout } from '../../overlays/core/overlay.ts';
import { channelByName } from '../../protocol/channels.ts';
import { root } from '../root.ts';

export interface FoundOverlay {
  readonly folder: string;
  readonly about: OverlayAbout;
}

function aboutProblem(about: Partial<OverlayAbout> | undefined, name: string): string | null {
  if (about === undefined) return 'it exports no `about`';
  if (about.name !== name) return `its name is \`${about.name}\`, not that of the folder`;
  if (!/^[a-z][a-z0-9-]*$/.test(name)) return 'a name is made of a-z, 0-9 and -';
  if (!about.title || !about.description) return 'it has no title or no description';
  if (!(about.size && about.size.width > 0 && about.size.height > 0)) return 'it has no size';
  if (!Array.isArray(about.parameters)) return 'it has no list of parameters';
  const unknown = about.channels?.find((channel) => !channelByName.has(channel));
  if (unknown !== undefined) return `there is no channel \`${unknown}\``;
  return about.channels ? null : 'it has no list of channels';
}

async function readAbout(folder: string): Promise<OverlayAbout> {
  const result = await build({
    entryPoints: [join(folder, 'about.ts')],
    bundle: true,
    format: 'esm',
    write: false,
    logLevel: 'warning',
  });
  const code = Buffer.from(result.outputFiles[0]!.contents).toString('base64');
  const module = (await import(`data:text/javascript;base64,${code}`)) as {
    about?: OverlayAbout;
  };
  const problem = aboutProblem(module.about, basename(folder));
  if (problem !== null) throw new Error(`${join(folder, 'about.ts')}: ${problem}.`);
  return module.about!;
}

function ownFolders(): string[] {
  const home = join(root, 'overlays');
  return readdirSync(home)
    .sort()
    .map((name) => join(home, name))
    .filter((folder) => ['about.ts', 'view.ts'].every((file) => existsSync(join(folder, file))));
}

/** @param folders those in `overlays/` when left out */
export function findOverlays(folders: readonly string[] = ownFolders()): Promise<FoundOverlay[]> {
  return Promise.all(folders.map(async (folder) => ({ folder, about: await readAbout(folder) })));
}

/** Provides `virtual:overlays`: the `about` of each overlay and how to load its view. */
export function overlayList(found: readonly FoundOverlay[]): Plugin {
  const name = 'virtual:overlays';
  const lines = found.map(
    ({ folder, about }) =>
      `${JSON.stringify(about.name)}: { about: ${JSON.stringify(about)},\n` +
      `  load: () => import(${JSON.stringify(join(folder, 'view.ts'))}) },`,
  );
  return {
    name: 'overlay-list',
    setup(builder) {
      builder.onResolve({ filter: /^virtual:overlays$/ }, () => ({ path: name, namespace: name }));
      builder.onLoad({ filter: /.*/, namespace: name }, () => ({
        contents: `export const overlays = {\n${lines.join('\n')}\n};\n`,
        resolveDir: root,
      }));
    },
  };
}
