/**
 * Chunks for a page that may never need them: what fetches and plays them is loaded with the first use. Calls wait for it and
 * stay in order. If it does not come because the relay is away, the relay's next answer loads it again.
 */
import type { LatestLiveChunk } from '../../../../protocol/live-chunk.ts';
import type { ChunkConnection, ChunkConnectionOptions } from './chunk-connection.ts';

export class LoadedChunks {
  readonly #options: ChunkConnectionOptions;
  #connection: Promise<ChunkConnection> | null;
  #stepMs: number | null;
  #isVisible = true;

  constructor(options: ChunkConnectionOptions) {
    this.#options = options;
    this.#stepMs = options.stepMs;
    this.#connection = this.#load();
  }

  async #load(): Promise<ChunkConnection> {
    try {
      const { ChunkConnection } = await import('./chunk-connection.ts');
      const connection = new ChunkConnection({ ...this.#options, stepMs: this.#stepMs });
      connection.setVisible(this.#isVisible);
      return connection;
    } catch (error) {
      this.#connection = null;
      this.#options.onProblem(`The player of chunks could not be loaded: ${error}`);
      throw error;
    }
  }

  latest(latest: LatestLiveChunk): void {
    this.#connection ??= this.#load();
    this.#with((connection) => connection.latest(latest));
  }

  failed(): void {
    this.#with((connection) => connection.failed());
  }

  setStep(stepMs: number | null): void {
    this.#stepMs = stepMs;
    this.#with((connection) => connection.setStep(stepMs));
  }

  setVisible(visible: boolean): void {
    this.#isVisible = visible;
    this.#with((connection) => connection.setVisible(visible));
  }

  stop(): void {
    this.#with((connection) => connection.stop());
  }

  #with(work: (connection: ChunkConnection) => void): void {
    this.#connection?.then(work, () => {});
  }
}
