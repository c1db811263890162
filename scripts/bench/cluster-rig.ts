/** A NATS server, a PostgreSQL server and relays of a built program, each of which can be killed and started again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestPostgres } from '../../tests/support/postgres.ts';
import { freePort } from '../processes.ts';
import { tools } from '../tools.ts';
import { CannotMeasure } from './section.ts';

/** A process of a server that prints a line when it is ready. */
class Server {
  readonly #command: string;
  readonly #words: readonly string[];
  readonly #ready: RegExp;
  readonly #folder: string;
  #child: ChildProcess | null = null;
  #output = '';

  constructor(command: string, words: readonly string[], ready: RegExp, folder: string) {
    this.#command = command;
    this.#words = words;
    this.#ready = ready;
    this.#folder = folder;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  get output(): string {
    return this.#output;
  }

  async start(): Promise<void> {
    const clean = Object.entries(process.env).filter(
      ([name]) => !/^(SEQUENTIAL_|DATABASE_URL$|NODE_OPTIONS$|VITEST)/.test(name),
    );
    const child = spawn(this.#command, [...this.#words], {
      cwd: this.#folder,
      env: { ...Object.fromEntries(clean), NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.#output = '';
    await new Promise<void>((resolve, reject) => {
      const read = (text: string): void => {
        this.#output = (this.#output + text).slice(-100_000);
        if (this.#ready.test(this.#output)) resolve();
      };
      child.stdout.setEncoding('utf8').on('data', read);
      child.stderr.setEncoding('utf8').on('data', read);
      child.once('error', reject);
      child.once('exit', () => reject(new Error(`It did not start:\n${this.#output}`)));
    });
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  /** Ends it with this signal, and waits for its end. */
  async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }
}

export interface RigRelay {
  readonly port: number;
  readonly url: string;
  readonly server: Server;
}

export interface RigOptions {
  /** Path of the `sequential.js`. */
  readonly program: string;
  readonly relays: number;
  /** False: a single relay without a backplane. */
  readonly hasBackplane?: boolean;
  /** False: nothing is stored. */
  readonly isStoring?: boolean;
}

export class ClusterRig {
  readonly nats: Server;
  readonly natsPort: number;
  /** null: nothing is stored. */
  readonly postgres: TestPostgres | null;
  readonly database: string;
  readonly relays: RigRelay[] = [];
  readonly #folder: string;

  private constructor(
    folder: string,
    natsPort: number,
    postgres: TestPostgres | null,
    database: string,
  ) {
    this.#folder = folder;
    this.natsPort = natsPort;
    this.postgres = postgres;
    this.database = database;
    const words = ['-a', '127.0.0.1', '-p', String(natsPort)];
    this.nats = new Server(tools.nats.find()!, words, /Server is ready/, folder);
  }

  /** @throws CannotMeasure when the machine lacks one of the servers */
  static async start(options: RigOptions): Promise<ClusterRig> {
    const { program, relays, hasBackplane = true, isStoring = true } = options;
    if (tools.nats.find() === null) throw new CannotMeasure('there is no nats-server');
    if (tools.postgres.find() === null) throw new CannotMeasure('there is no PostgreSQL');
    const folder = mkdtempSync(join(tmpdir(), 'sequential-cluster-'));
    const postgres = isStoring ? await TestPostgres.create() : null;
    const database = (await postgres?.database()) ?? 'none';
    const rig = new ClusterRig(folder, await freePort(), postgres, database);
    try {
      await rig.nats.start();
      for (let i = 0; i < relays; i++) await rig.#addRelay(program, i, hasBackplane);
    } catch (error) {
      await rig.stop();
      throw error;
    }
    return rig;
  }

  async #addRelay(program: string, number: number, hasBackplane: boolean): Promise<void> {
    const port = await freePort();
    const data = join(this.#folder, `relay-${number}`);
    mkdirSync(data);
    const words = [
      ...['--no-memory-reducer', program, 'relay', '--port', String(port), '--data', data],
      ...['--db', this.database],
      ...(hasBackplane ? ['--backplane', `nats://127.0.0.1:${this.natsPort}`] : []),
    ];
    const server = new Server(process.execPath, words, /Control panel +http/, data);
    this.relays.push({ port, url: `http://127.0.0.1:${port}`, server });
    await server.start();
  }

  get ports(): number[] {
    return this.relays.map(({ port }) => port);
  }

  /** Rows of the database, values separated by `|`. */
  async rows(sql: string): Promise<string[][]> {
    const text = (await this.postgres?.psql(this.database, sql)) ?? '';
    return text === '' ? [] : text.split('\n').map((line) => line.split('|'));
  }

  /** Frames of each published session in the database: all, and different ones. */
  async stored(): Promise<Map<string, { frames: number; different: number }>> {
    const rows = await this.rows(
      `SELECT s.published_id, count(*), count(DISTINCT (s.run, (f->>'packetId')::int))
        FROM sessions s JOIN telemetry_chunks c USING (session_uuid),
          jsonb_array_elements(c.data) f GROUP BY s.published_id`,
    );
    return new Map(
      rows.map(([id, frames, different]) => [
        id!,
        { frames: Number(frames), different: Number(different) },
      ]),
    );
  }

  async health(relay: RigRelay): Promise<Record<string, unknown> | null> {
    try {
      const response = await fetch(`${relay.url}/health`, { signal: AbortSignal.timeout(1_000) });
      return (await response.json()) as Record<string, unknown>;
    } catch {
      return null;
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.relays.map(({ server }) => server.end('SIGTERM')));
    await this.nats.end('SIGKILL');
    await this.postgres?.remove();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
