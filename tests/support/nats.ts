/** A NATS server of one test file, on a free port of this machine; it can be killed, stopped for a while and started again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { freePort } from '../../scripts/processes.ts';
import { tools } from '../../scripts/tools.ts';

export class TestNats {
  readonly port: number;
  readonly #words: readonly string[];
  #server: ChildProcess | null = null;

  private constructor(port: number, words: readonly string[]) {
    this.port = port;
    this.#words = words;
  }

  /** @param words further options of `nats-server` */
  static async create(words: readonly string[] = []): Promise<TestNats> {
    return new TestNats(await freePort(), words);
  }

  get address(): string {
    return `nats://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const words = ['-a', '127.0.0.1', '-p', String(this.port), ...this.#words];
    const server = spawn(tools.nats.find()!, words, { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      let output = '';
      server.stderr.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (output.includes('Server is ready')) resolve();
      });
      server.once('error', reject);
      server.once('exit', () => reject(new Error(`nats-server did not start:\n${output}`)));
    });
  }

  signal(signal: NodeJS.Signals): void {
    this.#server?.kill(signal);
  }

  async kill(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null || server.exitCode !== null || server.signalCode !== null) return;
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGKILL');
    await ended;
  }
}
