/**
 * Pixi as one file that all pages share, without the parts that no overlay uses. Pixi's own entry brings WebGPU,
 * pointer events, accessibility, filters and more, about a fifth of its size; its package does not let one import
 * around them, so they are replaced by empty modules here.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { root } from '../root.ts';
import { inputFiles } from './inputs.ts';

interface Replaced {
  /** Of the module; matched with either slash. */
  readonly path: RegExp;
  readonly by: string;
  /** Kept when an overlay imports a name like this. */
  readonly unless?: RegExp;
}

/** What paints shapes; sprites do without. */
const shapes = /Graphics|Text(?!ure)|Mesh|Particle|Tiling|NineSlice/;

function emptyExtension(className: string, type: string, name: string): string {
  return `export class ${className} { static extension = { type: ["${type}"], name: "${name}" }; }`;
}

const replaced: readonly Replaced[] = [
  // The renderers are made directly, so nothing is detected or loaded later.
  { path: /pixi\.js\/lib\/environment-(browser|webworker)\/\w+All\.mjs$/, by: '' },
  { path: /pixi\.js\/lib\/(accessibility|events|dom|spritesheet|filters)\/init\.mjs$/, by: '' },
  // WebGPU, which the browsers inside OBS do not have.
  { path: /\/WebGPURenderer\.mjs$/, by: 'export class WebGPURenderer {}' },
  { path: /\/GpuUboSystem\.mjs$/, by: 'export class GpuUboSystem {}' },
  { path: /\/GpuStencilModesToPixi\.mjs$/, by: 'export const GpuStencilModesToPixi = [];' },
  { path: /pixi\.js\/lib\/.*\.wgsl\.mjs$/, by: 'export default "";' },
  {
    path: /\/VideoSource\.mjs$/,
    by: 'export class VideoSource { static extension = "texture-source"; static test() { return false; } }',
  },
  {
    path: /\/SVGParser\.mjs$/,
    by: 'export function SVGParser() { throw new Error("Pixi is built without SVG here."); }',
  },
  { path: /\/ParticleBuffer\.mjs$/, by: 'export class ParticleBuffer {}', unless: shapes },
  {
    path: /\/GlGraphicsAdaptor\.mjs$/,
    by: emptyExtension('GlGraphicsAdaptor', 'webgl-pipes-adaptor', 'graphics'),
    unless: shapes,
  },
  {
    path: /\/CanvasGraphicsAdaptor\.mjs$/,
    by: emptyExtension('CanvasGraphicsAdaptor', 'canvas-pipes-adaptor', 'graphics'),
    unless: shapes,
  },
  {
    path: /\/GlMeshAdaptor\.mjs$/,
    by: emptyExtension('GlMeshAdaptor', 'webgl-pipes-adaptor', 'mesh'),
    unless: shapes,
  },
  // Masks that are shapes; a sprite as a mask is another pipe.
  {
    path: /\/CanvasStencilMaskPipe\.mjs$/,
    by: emptyExtension('CanvasStencilMaskPipe', 'canvas-pipes', 'stencilMask'),
    unless: shapes,
  },
];

function withoutUnused(names: readonly string[]): Plugin {
  const modules = replaced.filter(({ unless }) => !names.some((name) => unless?.test(name)));
  return {
    name: 'pixi-without-unused-parts',
    setup(builder) {
      builder.onLoad({ filter: /[\\/]pixi\.js[\\/]lib[\\/].*\.mjs$/ }, ({ path }) => {
        const found = modules.find((module) => module.path.test(path.replaceAll('\\', '/')));
        return found ? { contents: found.by } : undefined;
      });
    },
  };
}

/**
 * The names that the overlays import from Pixi as values, in order. Read from the sources, so that the shared
 * file holds what is used and nothing has to be listed twice.
 * @throws Error when a file imports Pixi in another form than `import { … } from 'pixi.js'`.
 */
export function pixiNames(files: readonly string[]): string[] {
  const names = new Set<string>();
  for (const file of files.filter((name) => name.endsWith('.ts'))) {
    const text = readFileSync(file, 'utf8');
    const imports = [...text.matchAll(/^(?:import|export)\s+([^;]*?)\s+from\s+'pixi\.js[^']*';/gm)];
    for (const [statement, what] of imports) {
      if (what!.startsWith('type ')) continue;
      const list = /^\{([^}]*)\}$/.exec(what!);
      if (list === null || !statement.endsWith("'pixi.js';")) {
        throw new Error(
          `${file}: write \`import { … } from 'pixi.js';\` instead of \`${statement}\`.`,
        );
      }
      for (const part of list[1]!.split(',')) {
        const name = part.trim().split(/\s+as\s+/)[0]!;
        if (name !== '' && !name.startsWith('type ')) names.add(name);
      }
    }
  }
  return [...names].sort();
}

/** TypeScript sources of all overlays, with full paths. */
export function overlaySources(): string[] {
  return inputFiles(['overlays']).map((file) => join(root, file));
}

export interface BuiltFile {
  /** Name in the assets folder, with its hash. */
  readonly file: string;
  /** Files that went in, as esbuild names them (relative to the repository). */
  readonly inputs: readonly string[];
}

/** What was bundled last, by the names in it: bundling Pixi takes longer than all the other pages together. */
let latest: {
  readonly names: string;
  readonly file: BuiltFile;
  readonly bytes: Uint8Array;
} | null = null;

/** Writes `pixi-{hash}.js` into `assets`. */
export async function buildPixi(assets: string, sources: readonly string[]): Promise<BuiltFile> {
  const names = pixiNames(sources);
  if (latest?.names !== names.join()) {
    latest = { names: names.join(), ...(await bundlePixi(assets, names)) };
  }
  writeFileSync(join(assets, latest.file.file), latest.bytes);
  return latest.file;
}

async function bundlePixi(assets: string, names: readonly string[]) {
  const result = await build({
    absWorkingDir: root,
    stdin: {
      // Uniforms and shaders without `new Function`, which the pages' Content-Security-Policy forbids.
      contents: `import 'pixi.js/unsafe-eval';\nexport { ${names.join(', ')} } from 'pixi.js';\n`,
      resolveDir: root,
      sourcefile: 'pixi.js',
    },
    outdir: assets,
    entryNames: 'pixi-[hash]',
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'chrome103',
    legalComments: 'none',
    metafile: true,
    write: false,
    logLevel: 'warning',
    plugins: [withoutUnused(names)],
  });
  const [path, output] = Object.entries(result.metafile.outputs)[0]!;
  const file = { file: path.slice(path.lastIndexOf('/') + 1), inputs: Object.keys(output.inputs) };
  return { file, bytes: result.outputFiles[0]!.contents };
}

/** Leaves imports of Pixi to the shared file. */
export function sharedPixi(file: string): Plugin {
  return {
    name: 'shared-pixi',
    setup(builder) {
      builder.onResolve({ filter: /^pixi\.js$/ }, () => ({ path: `./${file}`, external: true }));
    },
  };
}
