/**
 * Finds the programs that tests, benchmarks and screenshots need besides Node: a browser, Wine, OBS, PostgreSQL, … Each
 * has the name of its Debian package. Nothing is installed or started here.
 */
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { bundledBrowser, hasBundledBrowser, type RunnableBrowser } from './bundled-browser.ts';

export type Tool =
  | 'python'
  | 'luajit'
  | 'curl'
  | 'chromium'
  | 'firefox'
  | 'wine'
  | 'mingw'
  | 'mingwCpp'
  | 'nsis'
  | 'obs'
  | 'xvfb'
  | 'postgres'
  | 'pgbouncer'
  | 'nats'
  | 'openssl'
  | 'caddy'
  | 'nginx';

export interface ToolFacts {
  /** Its name in a sentence. */
  readonly title: string;
  /** Its Debian packages. */
  readonly debian: readonly string[];
  /** Path of the program, or null when this machine has none. */
  readonly find: () => string | null;
}

/** Path of a program on the PATH, or null. */
export function onPath(name: string): string | null {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const ending of endings) {
      const file = join(folder, name + ending);
      if (folder !== '' && existsSync(file)) return file;
    }
  }
  return null;
}

function firstOf(files: readonly (string | null | undefined)[]): string | null {
  for (const file of files) if (file && existsSync(file)) return file;
  return null;
}

/** An installed browser of the Chromium family; `CHROME_PATH` takes precedence. */
export function installedBrowser(): string | null {
  const { CHROME_PATH, PROGRAMFILES, LOCALAPPDATA } = process.env;
  const x86 = process.env['PROGRAMFILES(X86)'];
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const windows = [PROGRAMFILES, x86, LOCALAPPDATA].flatMap((folder) =>
    folder
      ? [
          join(folder, 'Google/Chrome/Application/chrome.exe'),
          join(folder, 'Chromium/Application/chrome.exe'),
          join(folder, 'Microsoft/Edge/Application/msedge.exe'),
        ]
      : [],
  );
  const mac = ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
    (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
  );
  return firstOf([
    CHROME_PATH,
    ...names.map(onPath),
    onPath('microsoft-edge'),
    ...(process.platform === 'win32' ? windows : []),
    ...(process.platform === 'darwin' ? mac : []),
  ]);
}

function postgresServer(): string | null {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  return firstOf([
    ...versions.map((version) => join(root, version, 'bin', 'pg_ctl')),
    onPath('pg_ctl'),
  ]);
}

export const tools: Readonly<Record<Tool, ToolFacts>> = {
  python: {
    title: 'Python 3 with terminals of its own',
    debian: ['python3'],
    // Python for Windows has no terminals of its own.
    find: () => (process.platform === 'win32' ? null : onPath('python3')),
  },
  luajit: {
    title: 'LuaJIT',
    debian: ['luajit'],
    find: () => onPath('luajit'),
  },
  curl: { title: 'curl', debian: ['curl'], find: () => onPath('curl') },
  chromium: {
    title: 'Chrome, Chromium or Edge',
    debian: ['chromium'],
    find: () => installedBrowser() ?? (hasBundledBrowser() ? 'bundled' : null),
  },
  firefox: {
    title: 'Firefox',
    debian: ['firefox-esr'],
    find: () => onPath('firefox') ?? onPath('firefox-esr'),
  },
  wine: {
    title: 'Wine',
    debian: ['wine', 'wine64'],
    find: () => onPath('wine'),
  },
  mingw: {
    title: 'the Windows C compiler of MinGW-w64',
    debian: ['gcc-mingw-w64-x86-64'],
    find: () => onPath('x86_64-w64-mingw32-gcc'),
  },
  mingwCpp: {
    title: 'the Windows C++ compiler of MinGW-w64',
    debian: ['g++-mingw-w64-x86-64-posix'],
    find: () => onPath('x86_64-w64-mingw32-g++-posix'),
  },
  nsis: { title: 'NSIS', debian: ['nsis'], find: () => onPath('makensis') },
  obs: { title: 'OBS Studio', debian: ['obs-studio'], find: () => onPath('obs') },
  xvfb: { title: 'Xvfb', debian: ['xvfb'], find: () => onPath('Xvfb') },
  postgres: { title: 'PostgreSQL', debian: ['postgresql'], find: postgresServer },
  pgbouncer: {
    title: 'PgBouncer',
    debian: ['pgbouncer'],
    find: () => firstOf([onPath('pgbouncer'), '/usr/sbin/pgbouncer']),
  },
  nats: {
    title: 'nats-server',
    debian: ['nats-server'],
    find: () => firstOf([onPath('nats-server'), '/usr/sbin/nats-server']),
  },
  openssl: { title: 'OpenSSL', debian: ['openssl'], find: () => onPath('openssl') },
  caddy: { title: 'Caddy', debian: ['caddy'], find: () => onPath('caddy') },
  nginx: {
    title: 'nginx',
    debian: ['nginx-light'],
    find: () => firstOf([onPath('nginx'), '/usr/sbin/nginx']),
  },
};

/** The installed browser, else the bundled one. */
export async function findBrowser(): Promise<RunnableBrowser> {
  const installed = installedBrowser();
  return installed === null ? bundledBrowser() : { path: installed, env: {} };
}
