/**
 * Chunks for a page that may never need them: what fetches and plays them is loaded with the first use. Calls wait for it and
 * stay in order. If it does not come because the relay is away, the relay's next answer loads the page again.
 */
import type { LatestLiveChunk } from '../../../../protocol/live-chunk.ts';
import { loadCode, reloadForCode } from '../page-code.ts';
import type { ChunkConnection, ChunkConnectionOptions } from './chunk-connection.ts';

export class LoadedChunks {
  readonly #connection: Promise<ChunkConnection>;

  constructor(options: ChunkConnectionOptions) {
    this.#connection = loadCode(import('./chunk-connection.ts')).then(
      (loaded) => new loaded.ChunkConnection(options),
    );
    this.#connection.catch((error) =>
      options.onProblem(`The player of chunks could not be loaded: ${error}`),
    );
  }

  latest(latest: LatestLiveChunk): void {
    reloadForCode();
    this.#with((connection) => connection.latest(latest));
  }

  failed(): void {
    this.#with((connection) => connection.failed());
  }

  setStep(stepMs: number | null): void {
    this.#with((connection) => connection.setStep(stepMs));
  }

  setVisible(visible: boolean): void {
    this.#with((connection) => connection.setVisible(visible));
  }

  stop(): void {
    this.#with((connection) => connection.stop());
  }

  #with(work: (connection: ChunkConnection) => void): void {
    this.#connection.then(work, () => {});
  }
}
