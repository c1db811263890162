/** Viewers for the benchmark, in processes of their own: opens and closes them and adds up what they counted. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ViewerWish } from './counting-viewer.ts';

export type CrowdOrder =
  | { readonly type: 'open'; readonly count: number; readonly wish: ViewerWish }
  /** Those that were opened first. */
  | { readonly type: 'close'; readonly count: number }
  | { readonly type: 'report' };

/** Of the viewers that were not closed by an order. */
export interface CrowdAnswer {
  readonly open: number;
  readonly messages: number;
  readonly bytes: number;
  readonly frames: number;
  /** Messages of the viewer that got fewest, and most. */
  readonly fewest: number;
  readonly most: number;
}

const answerMs = 60_000;

class Worker {
  readonly #child: ChildProcess;

  constructor(child: ChildProcess) {
    this.#child = child;
  }

  static async start(): Promise<Worker> {
    const entry = fileURLToPath(new URL('./viewer-crowd.ts', import.meta.url));
    const worker = new Worker(fork(entry, [], { execArgv: ['--import', 'tsx'] }));
    await worker.#heard();
    return worker;
  }

  ask(order: CrowdOrder): Promise<CrowdAnswer> {
    const answer = this.#heard();
    this.#child.send(order);
    return answer as Promise<CrowdAnswer>;
  }

  #heard(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('The viewers do not answer.')), answerMs);
      const done = (act: () => void): void => {
        clearTimeout(timer);
        this.#child.off('exit', ended);
        act();
      };
      const ended = (): void => done(() => reject(new Error('The viewers have ended.')));
      this.#child.once('exit', ended);
      this.#child.once('message', (message) => done(() => resolve(message)));
    });
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    if (this.#child.connected) this.#child.disconnect();
    await ended;
  }
}

export class Crowd {
  readonly #workers: Worker[];

  private constructor(workers: Worker[]) {
    this.#workers = workers;
  }

  /** @param processes the viewers are shared out among them */
  static async start(processes: number): Promise<Crowd> {
    return new Crowd(await Promise.all(Array.from({ length: processes }, () => Worker.start())));
  }

  /** Resolves when all of them watch. */
  open(count: number, wish: ViewerWish): Promise<CrowdAnswer> {
    return this.#each((share) => ({ type: 'open', count: share, wish }), count);
  }

  close(count: number): Promise<CrowdAnswer> {
    return this.#each((share) => ({ type: 'close', count: share }), count);
  }

  report(): Promise<CrowdAnswer> {
    return this.#each(() => ({ type: 'report' }), 0);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.stop()));
  }

  async #each(order: (share: number) => CrowdOrder, count: number): Promise<CrowdAnswer> {
    const { length } = this.#workers;
    const answers = await Promise.all(
      this.#workers.map((worker, i) => worker.ask(order(Math.floor((count + i) / length)))),
    );
    const sum = (read: (answer: CrowdAnswer) => number): number =>
      answers.reduce((total, answer) => total + read(answer), 0);
    return {
      open: sum((one) => one.open),
      messages: sum((one) => one.messages),
      bytes: sum((one) => one.bytes),
      frames: sum((one) => one.frames),
      fewest: Math.min(...answers.map((one) => one.fewest)),
      most: Math.max(...answers.map((one) => one.most)),
    };
  }
}
