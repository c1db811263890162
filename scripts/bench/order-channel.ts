/** A child process of the benchmark that obeys orders, one at a time, and answers each. Ends with its parent. */
import { type ChildProcess, fork } from 'node:child_process';

const answerMs = 120_000;

export class OrderChannel<Order extends object, Answer> {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** @param entry a script that says `ready` first */
  static async start<Order extends object, Answer>(
    entry: URL,
  ): Promise<OrderChannel<Order, Answer>> {
    const child = fork(entry, [], { execArgv: ['--import', import.meta.resolve('tsx')] });
    const channel = new OrderChannel<Order, Answer>(child);
    await channel.#heard();
    return channel;
  }

  ask(order: Order): Promise<Answer> {
    const answer = this.#heard();
    this.#child.send(order);
    return answer as Promise<Answer>;
  }

  #heard(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('A helper does not answer.')), answerMs);
      const done = (act: () => void): void => {
        clearTimeout(timer);
        this.#child.off('exit', ended);
        act();
      };
      const ended = (): void => done(() => reject(new Error('A helper has ended.')));
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
