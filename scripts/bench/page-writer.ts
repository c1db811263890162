/** Starts and ends the process that plays the game for measurements, and fetches when it wrote what. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { WriterMode, WriterReport } from './writer.ts';

export class PageWriter {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static async start(prefix: string, mode: WriterMode): Promise<PageWriter> {
    const entry = fileURLToPath(new URL('./writer.ts', import.meta.url));
    const child = fork(entry, [prefix, mode], { execArgv: ['--import', 'tsx'] });
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve());
      child.once('exit', (code) => reject(new Error(`The page writer ended with code ${code}.`)));
    });
    return new PageWriter(child);
  }

  report(): Promise<WriterReport> {
    return new Promise((resolve, reject) => {
      this.#child.once('message', (message) => resolve(message as WriterReport));
      this.#child.once('exit', () => reject(new Error('The page writer ended.')));
      this.#child.send('report');
    });
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    if (this.#child.connected) this.#child.disconnect();
    await ended;
  }
}

/** When each packet was written: null for one that was not. */
export function writtenAt(report: WriterReport, packetId: number): number | null {
  return report.writtenAtMs[packetId - report.firstPacketId] ?? null;
}
