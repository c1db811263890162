/**
 * A separate real PostgreSQL for tests: in a temporary folder, on a free port of this machine, removed afterwards.
 * It refuses to run as root, so as root it is started as `nobody`. Never touches an installed server.
 */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll } from 'vitest';
import { madeOnce } from '../../scripts/made-once.ts';
import { freePort } from '../../scripts/processes.ts';
import { tools } from '../../scripts/tools.ts';

const run = promisify(execFile);
/** The user `nobody` of Debian and most others. */
const nobody = { uid: 65_534, gid: 65_534 };
const password = 'only-for-tests';

/** The user that runs the server: nobody when we are root. */
export function runAs(): { uid?: number; gid?: number } {
  return process.getuid?.() === 0 ? nobody : {};
}

/** Gives a folder to the user that runs the server. */
function ownFolder(folder: string): string {
  const { uid, gid } = runAs();
  if (uid !== undefined) chownSync(folder, uid, gid!);
  return folder;
}

/** The files of a server without databases, made once for all files of a run. @returns their folder, to be copied */
function emptyCluster(programs: string): Promise<string> {
  return madeOnce(join(tmpdir(), 'postgres-empty'), async (folder) => {
    mkdirSync(folder, { mode: 0o700 });
    const passwordFile = `${folder}.password`;
    writeFileSync(passwordFile, password, { mode: 0o644 });
    const words = [
      ...['-D', ownFolder(folder), '-U', 'sequential', `--pwfile=${passwordFile}`],
      ...['--auth-host=scram-sha-256', '--auth-local=reject'],
      ...['--encoding=UTF8', '--locale=C', '--no-sync'],
    ];
    await run(join(programs, 'initdb'), words, { ...runAs(), cwd: folder });
  });
}

export class TestPostgres {
  readonly port: number;
  readonly #folder: string;
  readonly #programs: string;
  #server: ChildProcess | null = null;
  /** Settings of the server besides those of all tests. */
  #more: readonly string[] = [];
  #databases = 0;

  constructor(folder: string, programs: string, port: number) {
    this.#folder = folder;
    this.#programs = programs;
    this.port = port;
  }

  /**
   * Makes a server and starts it.
   * @param tls the server refuses connections without TLS; its certificate is for `localhost`, of its own authority
   */
  static async create({ tls = false } = {}): Promise<TestPostgres> {
    const found = tools.postgres.find();
    if (found === null) throw new Error('There is no PostgreSQL on this machine.');
    const programs = dirname(found);
    const folder = ownFolder(mkdtempSync(join(tmpdir(), 'sequential-postgres-')));
    // Copied with its owner: a server wants a folder of its own.
    await run('cp', ['-a', await emptyCluster(programs), join(folder, 'data')]);
    const server = new TestPostgres(folder, programs, await freePort());
    if (tls) server.#askForTls();
    await server.start();
    return server;
  }

  /** File with the certificate of the authority of a TLS-only server. */
  get authority(): string {
    return join(this.#folder, 'authority.crt');
  }

  #askForTls(): void {
    const file = (name: string) => join(this.#folder, name);
    const openssl = (...words: string[]) =>
      execFileSync('openssl', words, { cwd: this.#folder, stdio: 'ignore' });
    const key = (name: string) => ['-newkey', 'rsa:2048', '-nodes', '-keyout', file(`${name}.key`)];
    openssl('req', '-x509', ...key('authority'), '-out', this.authority, '-subj', '/CN=Own');
    openssl('req', ...key('server'), '-out', file('server.csr'), '-subj', '/CN=localhost');
    writeFileSync(file('names'), 'subjectAltName=DNS:localhost');
    openssl(
      'x509',
      '-req',
      '-in',
      file('server.csr'),
      '-CA',
      this.authority,
      '-CAkey',
      file('authority.key'),
      '-CAcreateserial',
      '-extfile',
      file('names'),
      '-out',
      file('server.crt'),
    );
    const { uid, gid } = runAs();
    for (const name of ['server.key', 'server.crt']) {
      chmodSync(file(name), 0o600);
      if (uid !== undefined) chownSync(file(name), uid, gid!);
    }
    this.#more = [
      'ssl=on',
      `ssl_cert_file=${file('server.crt')}`,
      `ssl_key_file=${file('server.key')}`,
    ];
    writeFileSync(
      join(this.#folder, 'data', 'pg_hba.conf'),
      'hostssl all all 127.0.0.1/32 scram-sha-256\nhostssl all all ::1/128 scram-sha-256\n',
    );
  }

  /** Starts it again after `stop` or `kill`, on the same port with the same data. */
  async start(): Promise<void> {
    if (this.#server !== null) return;
    const server = spawn(
      join(this.#programs, 'postgres'),
      [
        '-D',
        join(this.#folder, 'data'),
        '-p',
        String(this.port),
        '-k',
        this.#folder,
        '-c',
        'listen_addresses=127.0.0.1',
        '-c',
        'fsync=off',
        '-c',
        'log_min_messages=log',
        ...this.#more.flatMap((one) => ['-c', one]),
      ],
      { ...runAs(), cwd: this.#folder, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    this.#server = server;
    let output = '';
    await new Promise<void>((resolve, reject) => {
      server.stderr!.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-8000);
        if (/ready to accept connections/.test(output)) resolve();
      });
      server.once('exit', () => reject(new Error(`PostgreSQL did not start:\n${output}`)));
      server.once('error', reject);
    });
  }

  /** Stops it as an administrator does: closes connections and writes data. */
  stop(): Promise<void> {
    return this.#end('SIGINT');
  }

  /** Kills it, as a crash does. */
  kill(): Promise<void> {
    return this.#end('SIGQUIT');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const server = this.#server;
    if (server === null) return;
    this.#server = null;
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill(signal);
    await ended;
  }

  /** @param name of a database, which need not exist */
  address(name = 'postgres', secret = password): string {
    return `postgres://sequential:${secret}@127.0.0.1:${this.port}/${name}`;
  }

  /** Makes an empty database. @returns its address */
  async database(): Promise<string> {
    const name = `test${++this.#databases}`;
    await this.psql('postgres', `CREATE DATABASE ${name}`);
    return this.address(name);
  }

  /** Runs SQL with PostgreSQL's own tool. @returns what it prints, values separated by `|` */
  async psql(database: string, sql: string): Promise<string> {
    const address = database.includes('://') ? database : this.address(database);
    const { stdout } = await run(
      join(this.#programs, 'psql'),
      ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-c', sql, address],
      { maxBuffer: 256 * 1024 * 1024 },
    );
    return stdout.trim();
  }

  /** Ends it and removes its folder. May be called twice. */
  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** A server for the tests of a suite; it is there once they run. */
export function suitePostgres(options: { readonly tls?: boolean } = {}): { server: TestPostgres } {
  const suite = {} as { server: TestPostgres };
  beforeAll(async () => {
    suite.server = await TestPostgres.create(options);
  });
  afterAll(() => suite.server?.remove());
  return suite;
}
