/** A bare Debian in a folder: no Node, no desktop, one user. Needs root and Debian's `debootstrap`. */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { madeOnce } from '../../made-once.ts';
import { root as repository } from '../../root.ts';

const run = promisify(execFile);
const suite = 'bookworm';
const user = 'driver';

/** Makes the system once; takes a minute and downloads some 60 MB. @returns its folder, which must stay as it is */
function bareSystem(): Promise<string> {
  const folder = join(repository, '.cache', 'package', `debian-${suite}`);
  return madeOnce(folder, async (unfinished) => {
    await run('debootstrap', ['--variant=minbase', suite, unfinished], { maxBuffer: 10_000_000 });
  });
}

export class BareDebian {
  readonly #root: string;
  #started: ChildProcess | null = null;

  private constructor(root: string) {
    this.#root = root;
  }

  static async open(): Promise<BareDebian> {
    const system = await bareSystem();
    const root = mkdtempSync(join(tmpdir(), 'sequential-debian-'));
    await run('cp', ['-a', `${system}/.`, root]);
    const debian = new BareDebian(root);
    await run('mount', ['-t', 'proc', 'proc', join(root, 'proc')]);
    debian.asRoot('useradd', '--create-home', user);
    return debian;
  }

  asRoot(...command: readonly string[]): string {
    return execFileSync('chroot', [this.#root, ...command], { encoding: 'utf8' });
  }

  /** @param deb path on this machine */
  install(deb: string): void {
    cpSync(deb, join(this.#root, 'tmp', basename(deb)));
    this.asRoot('dpkg', '--install', `/tmp/${basename(deb)}`);
  }

  /** Starts a command line as the user, as systemd does. @returns its end: the exit code */
  start(line: string): Promise<number | null> {
    const child = spawn('chroot', this.#asUser(line), { stdio: 'inherit' });
    this.#started = child;
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', resolve);
    });
  }

  runAsUser(line: string): string {
    return execFileSync('chroot', this.#asUser(line), { encoding: 'utf8' });
  }

  #asUser(line: string): string[] {
    const home = `/home/${user}`;
    const environment = ['env', '-i', '-C', home, `HOME=${home}`, 'PATH=/usr/bin:/bin'];
    return ['--userspec', `${user}:${user}`, this.#root, ...environment, ...line.split(' ')];
  }

  has(path: string): boolean {
    return existsSync(join(this.#root, path));
  }

  read(path: string): string {
    return readFileSync(join(this.#root, path), 'utf8');
  }

  /** Path of a file of the user. */
  ofUser(path: string): string {
    return join('home', user, path);
  }

  /** Ends what was started, and removes everything. */
  async close(): Promise<void> {
    if (this.#started?.exitCode === null && this.#started.kill('SIGKILL')) {
      await once(this.#started, 'exit');
    }
    await run('umount', [join(this.#root, 'proc')]);
    rmSync(this.#root, { recursive: true, force: true });
  }
}
