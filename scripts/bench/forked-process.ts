/** A child process of the benchmark that answers one order at a time. It ends with its parent. */
import { type ChildProcess, fork } from 'node:child_process';

const answerMs = 120_000;

export class ForkedProcess<Order, Answer> {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** @param file a script of this folder that sends a message when it is ready */
  static async start<Order, Answer>(
    file: string,
    words: readonly string[] = [],
  ): Promise<ForkedProcess<Order, Answer>> {
    const execArgv = ['--import', import.meta.resolve('tsx')];
    const started = new ForkedProcess<Order, Answer>(
      fork(new URL(file, import.meta.url), [...words], { execArgv }),
    );
    await started.#nextMessage();
    return started;
  }

  ask(order: Order): Promise<Answer> {
    const answer = this.#nextMessage();
    this.#child.send(order as object);
    return answer as Promise<Answer>;
  }

  #nextMessage(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('A forked process is silent.')), answerMs);
      const ended = (): void => done(() => reject(new Error('A forked process has ended.')));
      const done = (act: () => void): void => {
        clearTimeout(timer);
        this.#child.off('exit', ended);
        act();
      };
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
