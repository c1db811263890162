/**
 * A driver for tests of what watches: publishes the demo car's drive over the agent's own socket, laps of the past at
 * once, then in real time, and stops on request, so that what a page shows can be held against what was sent.
 */
import { timeLapse } from '../../agent/demo/time-lapse.ts';
import type { Frame } from '../../protocol/frame.ts';
import type { SessionInfo } from '../../protocol/session.ts';
import type { TestRelay, TestSocket } from './test-relay.ts';

const now = () => performance.timeOrigin + performance.now();

export class Driver {
  readonly #agent: TestSocket;
  readonly #sessionID: string;
  readonly #moments: ReturnType<typeof timeLapse>;
  #batch: Frame[] = [];
  #seq = 0;
  #lap = 0;
  #next: Frame;
  #timer: NodeJS.Timeout | undefined;
  facts: SessionInfo = {};
  /** The newest frame that was sent. */
  newest: Frame;

  constructor(agent: TestSocket, sessionID: string, driver: string) {
    this.#agent = agent;
    this.#sessionID = sessionID;
    const options = { seed: 6, pitEveryLaps: 0, spoiltLap: 2, driver };
    this.#moments = timeLapse(options, 36_000, 60);
    const first = this.#moments.next().value!;
    this.facts = first.info() ?? {};
    this.#next = first.frame;
    this.newest = first.frame;
  }

  static async join(relay: TestRelay, sessionID: string, driver: string): Promise<Driver> {
    const one = new Driver(await relay.agent(), sessionID, driver);
    one.#say({ type: 'session', facts: one.facts });
    one.status('driving');
    return one;
  }

  #say(message: object): void {
    this.#agent.send({ sessionID: this.#sessionID, run: 'r1', ...message });
  }

  status(status: string): void {
    this.#say({ type: 'status', status });
  }

  /** Drives without waiting until a lap is begun, and a little on. */
  async skipTo(lap: number, trackPosition = 0.05): Promise<void> {
    const isThere = ({ lap: at = 0, trackPosition: along = 0 }: Frame) =>
      at > lap || (at === lap && along >= trackPosition && along < 0.9);
    while (!isThere(this.#next)) {
      this.#take();
      if (this.#batch.length < 300) continue;
      this.#send();
      // The relay takes each before the next is made: the newest win otherwise.
      await this.#agent.next('received');
    }
    this.#send();
  }

  /** From now on in real time. */
  start(): void {
    const originMs = now() - this.#next.t!;
    this.#say({ type: 'clock', originMs });
    this.#timer = setInterval(() => {
      while (this.#next.t! <= now() - originMs) this.#take();
      this.#send();
    }, 16);
  }

  /** Sends no more. */
  stop(): void {
    clearInterval(this.#timer);
  }

  #take(): void {
    const frame = this.#next;
    if (frame.lap !== this.#lap) this.#send();
    this.#lap = frame.lap ?? 1;
    this.#batch.push(frame);
    this.newest = frame;
    const { value, done } = this.#moments.next();
    if (done === true) throw new Error('The drive is over.');
    this.#next = value.frame;
  }

  #send(): void {
    if (this.#batch.length === 0) return;
    this.#say({ type: 'batch', seq: ++this.#seq, lap: this.#lap, data: this.#batch });
    this.#batch = [];
  }
}
