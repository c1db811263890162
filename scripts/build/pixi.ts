/**
 * Bundles Pixi into one file that all pages share. No overlay uses WebGPU, pointer events, accessibility or filters, a
 * fifth of Pixi's size; its package always imports them, so empty modules replace them here.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { root } from '../root.ts';
import { inputFiles } from './inputs.ts';

interface Replaced {
  /** Path of the module, with either slash. */
  readonly path: RegExp;
  readonly by: string;
  /** The module stays when an overlay imports such a name. */
  readonly unless?: RegExp;
}

/** Paints shapes; sprites need none of it. */
const shapes = /Graphics|Text(?!ure)|Mesh|Particle|Tiling|NineSlice/;

/** An extension for shapes that does nothing. */
function emptyExtension(className: string, type: string, name: string): Replaced {
  return {
    path: new RegExp(`/${className}\\.mjs$`),
    by: `export class ${className} { static extension = { type: ["${type}"], name: "${name}" }; }`,
    unless: shapes,
  };
}

const replaced: readonly Replaced[] = [
  // Our code makes the renderer directly; nothing is detected or loaded later.
  { path: /pixi\.js\/lib\/environment-(browser|webworker)\/\w+All\.mjs$/, by: '' },
  { path: /pixi\.js\/lib\/(accessibility|events|dom|spritesheet|filters)\/init\.mjs$/, by: '' },
  // Browsers inside OBS have no WebGPU.
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
  emptyExtension('GlGraphicsAdaptor', 'webgl-pipes-adaptor', 'graphics'),
  emptyExtension('CanvasGraphicsAdaptor', 'canvas-pipes-adaptor', 'graphics'),
  emptyExtension('GlMeshAdaptor', 'webgl-pipes-adaptor', 'mesh'),
  // Masks made of shapes. Sprite masks use another pipe.
  emptyExtension('CanvasStencilMaskPipe', 'canvas-pipes', 'stencilMask'),
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
 * Names that overlays import from Pixi as values, in order. They come from the sources, so nothing is listed twice.
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
  /** Bundled files, relative to the repository. */
  readonly inputs: readonly string[];
}

/** The latest bundle, by its names: bundling Pixi takes longer than building all pages. */
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
      // The pages' Content-Security-Policy forbids `new Function`; this module does without it.
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

/** Redirects imports of Pixi to the shared file. */
export function sharedPixi(file: string): Plugin {
  return {
    name: 'shared-pixi',
    setup(builder) {
      builder.onResolve({ filter: /^pixi\.js$/ }, () => ({ path: `./${file}`, external: true }));
    },
  };
}
