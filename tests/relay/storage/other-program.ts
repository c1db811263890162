/** Another program that uses the same SQLite file. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { expect } from 'vitest';

/**
 * Executes SQL in a file and keeps the file open. It is a process of its own, because two SQLite libraries in one process
 * undo each other's locks.
 */
export class OtherProgram {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;

  private constructor(child: ChildProcessByStdio<Writable, Readable, null>) {
    this.#child = child;
  }

  static async execute(file: string, sql: string): Promise<OtherProgram> {
    const script = `
      const database = new (require('sqlite3').Database)(${JSON.stringify(file)});
      database.exec(${JSON.stringify(sql)}, (cause) => console.log(cause ?? 'done'));
      process.stdin.on('end', () => database.close()).resume();`;
    const child = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
    const [answer] = (await once(child.stdout, 'data')) as [Buffer];
    expect(answer.toString().trim()).toBe('done');
    return new OtherProgram(child);
  }

  async end(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.stdin.end();
    await ended;
  }
}
