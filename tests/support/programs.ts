/**
 * Runs the built program as a user does, in separate processes with captured output, and ends every one of them.
 * Each runs in its own folder, so that it never touches a database or config of the developer.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { buildIfStale } from '../../scripts/build.ts';
import { root } from '../../scripts/root.ts';
import { type AtEnd, temporaryFolder, withTest } from './clean-up.ts';
import { rememberToken } from './panel-tokens.ts';
import { patienceMs } from './until.ts';

export const program = join(root, 'dist', 'sequential.js');
export const builtPages = join(root, 'dist', 'pages');

/** Builds `dist/` when a source has changed since the last build. For `beforeAll`. */
export function built(): Promise<void> {
  return buildIfStale();
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export class Program {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  stdout = '';
  stderr = '';
  readonly #child: ChildProcess;
  readonly #listeners = new Set<() => void>();

  constructor(child: ChildProcess) {
    this.#child = child;
    this.pid = child.pid!;
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
      this.#changed();
    });
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
      this.#changed();
    });
    this.ended = new Promise((resolve) => {
      child.on('close', (code, signal) => {
        resolve({ code, signal });
        this.#changed();
      });
    });
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }

  /** The first match in what the program has printed so far or prints until the time is over. */
  async printed(pattern: RegExp, withinMs = patienceMs): Promise<RegExpExecArray> {
    const find = (): RegExpExecArray | null =>
      pattern.exec(this.stdout) ?? pattern.exec(this.stderr);
    return new Promise((resolve, reject) => {
      const finish = (complete: () => void): void => {
        clearTimeout(timer);
        this.#listeners.delete(check);
        complete();
      };
      const check = (): void => {
        const match = find();
        if (match) finish(() => resolve(match));
        else if (!this.running) finish(() => reject(this.#missing(pattern, 'it ended')));
      };
      const timer = setTimeout(() => {
        finish(() => reject(this.#missing(pattern, `${withinMs} ms went by`)));
      }, withinMs);
      this.#listeners.add(check);
      check();
    });
  }

  #missing(pattern: RegExp, why: string): Error {
    return new Error(`Waited for ${pattern}, but ${why}.\n${this.stdout}\n${this.stderr}`);
  }

  /** Address of the relay in this program, from its output; remembers the token. */
  async url(): Promise<string> {
    const printed = await this.printed(/Control panel +(http:\/\/\S+?)\/#token=(\S+)\s/);
    const [, url = '', token = ''] = printed;
    rememberToken(url, token);
    return url;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Asks it to end as a closed channel does, by force after 10 s. May be called twice. */
  async stop(): Promise<Ended> {
    if (this.running) {
      const force = setTimeout(() => this.signal('SIGKILL'), 10_000);
      this.signal('SIGTERM');
      await this.ended;
      clearTimeout(force);
    }
    return this.ended;
  }
}

/** Names of pages that no game and no other test on this machine uses. */
export function ownPages(): string {
  return `sqtest_${randomBytes(4).toString('hex')}`;
}

export interface RunOptions {
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Absent: it ends with the test. */
  readonly atEnd?: AtEnd;
  /** What Node runs; absent: the built program. */
  readonly entry?: readonly string[];
}

/** Starts `sequential WORDS…`; ended at the end of the test at the latest. */
export function run(words: readonly string[], options: RunOptions = {}): Program {
  const { atEnd = withTest, entry = [program] } = options;
  const clean = Object.entries(process.env).filter(
    ([name]) => !/^(SEQUENTIAL_|DATABASE_URL$|NODE_OPTIONS$|VITEST)/.test(name),
  );
  const child = spawn(process.execPath, [...entry, ...words], {
    cwd: options.folder ?? temporaryFolder(atEnd),
    env: {
      ...Object.fromEntries(clean),
      NO_COLOR: '1',
      SEQUENTIAL_PAGES: ownPages(),
      ...options.environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const running = new Program(child);
  atEnd(() => running.stop());
  return running;
}

/** Whether a process with this id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
