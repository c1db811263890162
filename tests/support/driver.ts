/**
 * A publisher for tests of pages: sends the demo car's drive over the agent's socket, past laps at once, then in real
 * time, and stops on request. A test compares what a page shows with the frames that were sent.
 */
import { timeLapse } from '../../agent/demo/time-lapse.ts';
import type { Frame } from '../../protocol/frame.ts';
import type { SessionInfo } from '../../protocol/session.ts';
import type { TestRelay, TestSocket } from './test-relay.ts';

/** What a test tells of the demo's car on its circuit. */
export const demoFacts = {
  ...{ driverName: 'Niki', track: 'sq_hollowmere', car: 'sq_gt' },
  ...{ trackLengthM: 4_383, sectorCount: 3 },
};

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
  #originMs: number | null = null;
  /** What the car drove since `start`: the time of this machine's clock, ms, and the speed then, km/h. */
  readonly driven: { readonly atMs: number; readonly speed: number }[] = [];
  info: SessionInfo = {};
  /** The newest frame that was sent. */
  newest: Frame;

  constructor(agent: TestSocket, sessionID: string, driver: string) {
    this.#agent = agent;
    this.#sessionID = sessionID;
    const options = { seed: 6, pitEveryLaps: 0, spoiltLap: 2, driver };
    this.#moments = timeLapse(options, 36_000, 60);
    const first = this.#moments.next().value!;
    this.info = first.info() ?? {};
    this.#next = first.frame;
    this.newest = first.frame;
  }

  static async join(relay: TestRelay, sessionID: string, driver: string): Promise<Driver> {
    const one = new Driver(await relay.agent(), sessionID, driver);
    one.#send({ type: 'session', facts: one.info });
    one.status('driving');
    return one;
  }

  #send(message: object): void {
    this.#agent.send({ sessionID: this.#sessionID, run: 'r1', ...message });
  }

  status(status: string): void {
    this.#send({ type: 'status', status });
  }

  /** Sends frames at once until the car is a little way into the lap. */
  async skipTo(lap: number, trackPosition = 0.05): Promise<void> {
    const isThere = ({ lap: at = 0, trackPosition: along = 0 }: Frame) =>
      at > lap || (at === lap && along >= trackPosition && along < 0.9);
    while (!isThere(this.#next)) {
      this.#addNext();
      if (this.#batch.length < 300) continue;
      this.#sendBatch();
      // Wait for the relay to receive each batch: otherwise newer batches replace older ones.
      await this.#agent.next('received');
    }
    this.#sendBatch();
  }

  /** Sends in real time from now on. */
  start(): void {
    const originMs = now() - this.#next.t!;
    this.#originMs = originMs;
    this.#send({ type: 'clock', originMs });
    this.#timer = setInterval(() => {
      while (this.#next.t! <= now() - originMs) this.#addNext();
      this.#sendBatch();
    }, 16);
  }

  /** Sends no more. */
  stop(): void {
    clearInterval(this.#timer);
  }

  #addNext(): void {
    const frame = this.#next;
    if (frame.lap !== this.#lap) this.#sendBatch();
    this.#lap = frame.lap ?? 1;
    this.#batch.push(frame);
    this.newest = frame;
    if (this.#originMs !== null)
      this.driven.push({ atMs: this.#originMs + frame.t!, speed: frame.speedKmh! });
    const { value, done } = this.#moments.next();
    if (done === true) throw new Error('The drive is over.');
    this.#next = value.frame;
  }

  #sendBatch(): void {
    if (this.#batch.length === 0) return;
    this.#send({ type: 'batch', seq: ++this.#seq, lap: this.#lap, data: this.#batch });
    this.#batch = [];
  }
}
