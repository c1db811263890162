/**
 * The browser inside a development dependency, for Linux machines where none is installed: unpacked once into the
 * repository's own cache, with the libraries and fonts that such a machine may lack.
 */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface RunnableBrowser {
  readonly path: string;
  /** Besides the environment that there is. */
  readonly env: Readonly<Record<string, string>>;
}

/** Under `node_modules`, so that nothing of it is ever committed and `npm ci` cleans it away. */
const cache = fileURLToPath(new URL('../node_modules/.cache/sequential/', import.meta.url));

/** Only on Linux x64, and when the dependency is installed. */
export function hasBundledBrowser(): boolean {
  return packageFolder() !== null;
}

function packageFolder(): string | null {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null;
  try {
    const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
    const name = join('@sparticuz', 'chromium');
    return entry.slice(0, entry.indexOf(name) + name.length);
  } catch {
    return null;
  }
}

/** Unpacks it the first time (some seconds, 200 MB). Rejects where there is none. */
export async function bundledBrowser(): Promise<RunnableBrowser> {
  const source = packageFolder();
  if (source === null) throw new Error('There is no browser in the development dependencies.');
  const folder = join(cache, 'browser');
  const path = join(folder, 'chromium');
  if (!existsSync(path)) await unpack(join(source, 'bin'), folder);
  const env = {
    LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'),
    FONTCONFIG_PATH: join(folder, 'fonts'),
  };
  return { path, env };
}

async function unpack(from: string, to: string): Promise<void> {
  mkdirSync(cache, { recursive: true });
  // Somewhere else first: a browser that was unpacked by half must never look like a whole one.
  const folder = mkdtempSync(join(cache, 'unpacking-'));
  const { TMPDIR, LD_LIBRARY_PATH, FONTCONFIG_PATH, AWS_LAMBDA_JS_RUNTIME } = process.env;
  try {
    // The package unpacks into the temporary folder, and its libraries only where it takes itself to be at its home.
    process.env.TMPDIR = folder;
    process.env.AWS_LAMBDA_JS_RUNTIME = 'nodejs20.x';
    const { default: bundled } = await import('@sparticuz/chromium');
    await bundled.executablePath(from);
    rmSync(to, { recursive: true, force: true });
    mkdirSync(dirname(to), { recursive: true });
    renameSync(folder, to);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    const before = { TMPDIR, LD_LIBRARY_PATH, FONTCONFIG_PATH, AWS_LAMBDA_JS_RUNTIME };
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}
