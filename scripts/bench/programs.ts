/** Starts the built program for measurements and reads what it prints and costs. Ends everything it started. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { steadyFlags } from '../../cli/parts/child-process.ts';
import { root } from '../processes.ts';
import { CannotMeasure } from './section.ts';

/** Another build may be measured against this one: the path of its `sequential.js`. */
export const program = process.env.BENCH_PROGRAM ?? join(root, 'dist', 'sequential.js');

export interface Started {
  readonly pid: number;
  /** ms from the start until the line was printed. */
  readonly readyMs: number;
  /** The match of the line that was waited for. */
  readonly match: RegExpExecArray;
  /** All that it has printed so far. */
  output(): string;
}

/** Clock ticks a second in /proc: 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;

export class Programs {
  /** Names of pages that nobody else uses. */
  readonly pages = `sqbench_${randomBytes(4).toString('hex')}`;
  readonly #folder = mkdtempSync(join(tmpdir(), 'sequential-bench-'));
  readonly #running: { child: ChildProcess; ended: Promise<void> }[] = [];

  /** Starts `sequential WORDS…` and waits until it prints a line that matches. */
  start(words: readonly string[], line: RegExp): Promise<Started> {
    return this.startNode([program, ...words], line);
  }

  /** Starts Node with these words and waits until it prints a line that matches. */
  async startNode(words: readonly string[], line: RegExp): Promise<Started> {
    const startedMs = performance.now();
    const child = spawn(process.execPath, [...words], {
      cwd: this.#folder,
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

  /** A relay on a free port, without a database, with the flags of `npm start`. @returns its address and the panel's token. */
  async relay(
    words: readonly string[] = [],
    { db = 'none', node = [] }: { db?: string; node?: readonly string[] } = {},
  ): Promise<Started & { url: string; token: string }> {
    const started = await this.startNode(
      ['--no-memory-reducer', ...node, program, 'relay', '--port', '0', '--db', db, ...words],
      /Control panel +(http:\/\/\S+?)\/#token=(\S+)\s/,
    );
    return { ...started, url: started.match[1]!, token: started.match[2]! };
  }

  /** As `npm start` starts it. */
  agent(
    url: string,
    words: readonly string[] = [],
    node: readonly string[] = [],
  ): Promise<Started> {
    return this.startNode(
      [...steadyFlags, ...node, program, 'agent', '--relay', url, ...words],
      /Connected to the relay|The relay takes frames/,
    );
  }

  async stop(): Promise<void> {
    for (const { child, ended } of this.#running.reverse()) {
      child.kill('SIGTERM');
      await ended;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/**
 * Processor time (user and system) of a process so far, ms, as the scheduler counts it: of the threads that still
 * run, far finer than the clock ticks of `cpuMs`.
 * @throws CannotMeasure where the system does not tell
 */
export function exactCpuMs(pid: number): number {
  mustBeLinux();
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

function mustBeLinux(): void {
  if (process.platform !== 'linux')
    throw new CannotMeasure('only Linux tells this of another process');
}

/** Processor time of a process so far, ms. @throws CannotMeasure where the system does not tell. */
export function cpuMs(pid: number): number {
  mustBeLinux();
  // After the name in brackets, which may hold anything: user and system time are fields 14 and 15 (proc(5)).
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond;
}

/** Resident memory, MB. */
export function residentMb(pid: number): number {
  const kb = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kb) / 1024;
}
