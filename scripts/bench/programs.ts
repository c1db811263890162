/** Starts a built program for measurements and reads what it prints and costs. Ends everything it started. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { steadyFlags } from '../../cli/parts/child-process.ts';
import { root } from '../root.ts';
import { CannotMeasure } from './section.ts';

export const ourProgram = join(root, 'dist', 'sequential.js');

export interface Started {
  readonly pid: number;
  /** ms from the start until the expected line was printed. */
  readonly readyMs: number;
  readonly match: RegExpExecArray;
  /** Everything printed so far. */
  output(): string;
}

export interface StartedRelay extends Started {
  readonly url: string;
  readonly port: number;
  /** Opens the panel. */
  readonly token: string;
}

export class Programs {
  /** A name of shared memory that nobody else uses. */
  readonly pages = `sqbench_${randomBytes(4).toString('hex')}`;
  readonly folder = mkdtempSync(join(tmpdir(), 'sequential-bench-'));
  readonly #program: string;
  readonly #running: { child: ChildProcess; ended: Promise<void> }[] = [];

  constructor(program = ourProgram) {
    this.#program = program;
  }

  /** Starts `sequential WORDS…` and waits until it prints a line that matches. */
  start(words: readonly string[], line: RegExp, flags: readonly string[] = []): Promise<Started> {
    return this.startNode([...flags, this.#program, ...words], line);
  }

  /** Starts Node with these words and waits until it prints a line that matches. */
  async startNode(words: readonly string[], line: RegExp): Promise<Started> {
    const startedMs = performance.now();
    const child = spawn(process.execPath, [...words], {
      cwd: this.folder,
      env: { ...process.env, SEQUENTIAL_PAGES: this.pages, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    this.#running.push({ child, ended });
    let text = '';
    const match = await new Promise<RegExpExecArray>((resolve, reject) => {
      child.stdout.setEncoding('utf8').on('data', (more: string) => {
        text += more;
        const found = line.exec(text);
        if (found) resolve(found);
      });
      child.once('error', reject);
      const late = (): void => reject(new Error(`${words[0]} did not print ${line}:\n${text}`));
      setTimeout(late, 20_000).unref();
      child.once('exit', () => reject(new Error(`${words[0]} ended too early:\n${text}`)));
    });
    const readyMs = performance.now() - startedMs;
    return { pid: child.pid!, readyMs, match, output: () => text };
  }

  /** A relay on a free port, without a database unless the words name one, with the flags of `npm start`. */
  async relay(words: readonly string[] = [], flags: readonly string[] = []): Promise<StartedRelay> {
    const started = await this.start(
      ['relay', '--port', '0', ...(words.includes('--db') ? [] : ['--db', 'none']), ...words],
      /Control panel +(http:\/\/\S+?)\/#token=(\S+)\s/,
      ['--no-memory-reducer', ...flags],
    );
    const [, url, token] = started.match as unknown as [string, string, string];
    return { ...started, url, token, port: Number(new URL(url).port) };
  }

  /** An agent as `npm start` starts it. */
  agent(
    url: string,
    words: readonly string[] = [],
    flags: readonly string[] = [],
  ): Promise<Started> {
    return this.start(
      ['agent', '--relay', url, ...words],
      /Connected to the relay|The relay (?:takes|accepts) frames/,
      [...steadyFlags, ...flags],
    );
  }

  /** Ends all that runs and keeps what it wrote; the last one started ends first. */
  async end(): Promise<void> {
    for (const { child, ended } of this.#running.splice(0).reverse()) {
      child.kill('SIGTERM');
      await ended;
    }
  }

  async stop(): Promise<void> {
    await this.end();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/**
 * Processor time (user and system) of a process so far, ms: the scheduler's count of all threads that still run.
 * @throws CannotMeasure on systems other than Linux
 */
export function cpuMs(pid: number): number {
  if (process.platform !== 'linux')
    throw new CannotMeasure('only Linux reports the processor time of another process');
  const threads = `/proc/${pid}/task`;
  let ns = 0;
  for (const thread of readdirSync(threads)) {
    try {
      ns += Number(readFileSync(`${threads}/${thread}/schedstat`, 'utf8').split(' ')[0]);
    } catch {
      // The thread has ended meanwhile.
    }
  }
  return ns / 1e6;
}

/** Resident memory, MB. */
export function residentMb(pid: number): number {
  const kb = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kb) / 1024;
}

export function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Processor time of each process while `work` runs, ms, and the time that passed. */
export async function cpuDuring(
  pids: readonly number[],
  work: () => Promise<unknown>,
): Promise<{ readonly cpuMs: number[]; readonly wallMs: number }> {
  const before = pids.map(cpuMs);
  const startedMs = performance.now();
  await work();
  return {
    cpuMs: pids.map((pid, i) => cpuMs(pid) - before[i]!),
    wallMs: performance.now() - startedMs,
  };
}

/** A UDP port that nobody uses now. */
export async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}
