/** What is ended when a test is over, or, where a whole file shares it, after its last test. */
import { onTestFinished } from 'vitest';

/** Says what is done at the end. */
export type AtEnd = (end: () => unknown) => void;

/** With the test that is running. */
export const withTest: AtEnd = (end) =>
  onTestFinished(async () => {
    await end();
  });

/** Things that are begun in `beforeAll`: `afterAll(() => ends.come())` ends them, newest first. */
export class Ends {
  readonly #list: (() => unknown)[] = [];

  readonly add: AtEnd = (end) => {
    this.#list.push(end);
  };

  async come(): Promise<void> {
    for (const end of this.#list.splice(0).reverse()) await end();
  }
}
