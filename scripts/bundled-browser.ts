/**
 * The browser inside a development dependency, for Linux machines without an installed one. It is unpacked once, with
 * the libraries and fonts that such a machine may lack.
 */
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { madeOnce } from './made-once.ts';

export interface RunnableBrowser {
  readonly path: string;
  /** Added to this process' environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** Git ignores `node_modules`, and `npm ci` empties it. */
const cache = fileURLToPath(new URL('../node_modules/.cache/sequential/', import.meta.url));

/** True on Linux x64 with the dependency installed. */
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

/** Unpacks the browser the first time, which takes seconds and 200 MB. @throws Error where there is none */
export async function bundledBrowser(): Promise<RunnableBrowser> {
  const source = packageFolder();
  if (source === null) throw new Error('There is no browser in the development dependencies.');
  const folder = join(cache, 'browser');
  const path = join(folder, 'chromium');
  await madeOnce(folder, (unfinished) => unpack(join(source, 'bin'), unfinished));
  const env = {
    LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'),
    FONTCONFIG_PATH: join(folder, 'fonts'),
  };
  return { path, env };
}

async function unpack(from: string, folder: string): Promise<void> {
  mkdirSync(folder);
  const { TMPDIR, LD_LIBRARY_PATH, FONTCONFIG_PATH, AWS_LAMBDA_JS_RUNTIME } = process.env;
  try {
    // The package unpacks into the temporary folder; it unpacks its libraries only on a host that it recognises.
    process.env.TMPDIR = folder;
    process.env.AWS_LAMBDA_JS_RUNTIME = 'nodejs20.x';
    const { default: bundled } = await import('@sparticuz/chromium');
    await bundled.executablePath(from);
  } finally {
    const before = { TMPDIR, LD_LIBRARY_PATH, FONTCONFIG_PATH, AWS_LAMBDA_JS_RUNTIME };
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}
