/**
 * A separate real PgBouncer in front of a test's PostgreSQL, in transaction mode as hosting services run it. Like
 * PostgreSQL, it refuses to run as root.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../scripts/processes.ts';
import { tools } from '../../scripts/tools.ts';
import { runAs, type TestPostgres } from './postgres.ts';

export class TestPgBouncer {
  readonly port: number;
  readonly #folder: string;
  readonly #process: ChildProcess;

  constructor(port: number, folder: string, process: ChildProcess) {
    this.port = port;
    this.#folder = folder;
    this.#process = process;
  }

  static async create(server: TestPostgres): Promise<TestPgBouncer> {
    const found = tools.pgbouncer.find();
    if (found === null) throw new Error('There is no PgBouncer on this machine.');
    const folder = mkdtempSync(join(tmpdir(), 'sequential-pgbouncer-'));
    const port = await freePort();
    const { username, password } = new URL(server.address());
    writeFileSync(join(folder, 'users'), `"${username}" "${password}"\n`);
    writeFileSync(
      join(folder, 'pgbouncer.ini'),
      `[databases]
* = host=127.0.0.1 port=${server.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${join(folder, 'users')}
pool_mode = transaction
default_pool_size = 3
`,
    );
    const { uid, gid } = runAs();
    if (uid !== undefined) chownSync(folder, uid, gid!);
    const child = spawn(found, [join(folder, 'pgbouncer.ini')], {
      ...runAs(),
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let output = '';
    await new Promise<void>((resolve, reject) => {
      child.stderr!.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-8000);
        if (/process up/.test(output)) resolve();
      });
      child.once('exit', () => reject(new Error(`PgBouncer did not start:\n${output}`)));
      child.once('error', reject);
    });
    return new TestPgBouncer(port, folder, child);
  }

  /** @param address of a database of the server behind it */
  through(address: string): string {
    const url = new URL(address);
    url.port = String(this.port);
    return url.href;
  }

  async remove(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const ended = new Promise((resolve) => this.#process.once('exit', resolve));
      this.#process.kill('SIGKILL');
      await ended;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
