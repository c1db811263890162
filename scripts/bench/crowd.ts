/** Viewers for the benchmark, in processes of their own: opens and closes them and adds up what they counted. */
import type { ViewerWish } from './counting-viewer.ts';
import { OrderChannel } from './order-channel.ts';
import type { CrowdAnswer, CrowdOrder } from './viewer-crowd.ts';

type Worker = OrderChannel<CrowdOrder, CrowdAnswer>;

export class Crowd {
  readonly #workers: Worker[];

  private constructor(workers: Worker[]) {
    this.#workers = workers;
  }

  /** @param processes the viewers are shared out among them */
  static async start(processes: number): Promise<Crowd> {
    const entry = new URL('./viewer-crowd.ts', import.meta.url);
    const start = (): Promise<Worker> => OrderChannel.start(entry);
    return new Crowd(await Promise.all(Array.from({ length: processes }, start)));
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
