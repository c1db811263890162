/** Publishes runs over a test's socket, frame by frame or batch by batch, and reads what viewers received of them. */
import { timeLapse } from '../../agent/demo/time-lapse.ts';
import type { TimingSummary } from '../../protocol/timing-summary.ts';
import type { MadeFrame } from './made-drive.ts';
import type { TestRelay, TestSocket } from './test-relay.ts';

/** A frame and its lap. */
export type LapFrame = Pick<MadeFrame, 'frame' | 'lap'>;

/** The run of `batch`. */
export const run = 'run-1';

/** A message of an agent with frames of the session `A`. */
export function batch(seq: number, data: unknown, more: object = {}): object {
  return { type: 'batch', sessionID: 'A', run, seq, lap: 1, data, ...more };
}

/** What an agent tells of the drive of `cleanLaps`. */
export const cleanFacts = {
  ...{ driverName: 'Ana', car: 'sq_kestrel_gt', sectorCount: 3 },
  ...{ track: 'sq_hollowmere', trackConfiguration: 'gp' },
};

/** The demo car's first laps, without a stop and all of them valid, at 20 Hz. */
export function cleanLaps(seed: number, laps: number): LapFrame[] {
  const made: LapFrame[] = [];
  for (const { frame } of timeLapse({ seed, spoiltLap: 0, pitEveryLaps: 0 }, 3_600, 20)) {
    if (frame.lap! > laps) break;
    made.push({ frame, lap: frame.lap! });
  }
  return made;
}

/** A drive in batches of one lap each. @param most frames of a batch */
export function* lapBatches(made: readonly LapFrame[], most: number) {
  for (let from = 0, to = 0; from < made.length; from = to) {
    const { lap } = made[from]!;
    while (to < made.length && to - from < most && made[to]!.lap === lap) to++;
    yield { lap, data: made.slice(from, to).map(({ frame }) => ({ ...frame, lap })) };
  }
}

/** An agent that publishes one run, and waits for each answer. */
export class Publisher {
  readonly socket: TestSocket;
  readonly #key: { readonly sessionID: string; readonly run: string };
  #seq = 0;

  constructor(socket: TestSocket, run: string, sessionID = 'A') {
    this.socket = socket;
    this.#key = { sessionID, run };
  }

  /** It has described its run, and drives. */
  static async on(
    relay: TestRelay,
    run: string,
    facts: object = {},
    sessionID = 'A',
  ): Promise<Publisher> {
    const publisher = new Publisher(await relay.agent(), run, sessionID);
    publisher.report({ type: 'session', facts });
    await publisher.status('driving');
    return publisher;
  }

  /** A message about the run, without an answer. */
  report(message: object): void {
    this.socket.send({ ...this.#key, ...message });
  }

  async send(data: readonly object[], lap = 1, more: object = {}): Promise<void> {
    this.report({ type: 'batch', seq: ++this.#seq, lap, data, ...more });
    await this.socket.next('received');
  }

  /** @param most frames of a batch */
  async sendDrive(made: readonly LapFrame[], most: number, more: object = {}): Promise<void> {
    for (const { lap, data } of lapBatches(made, most)) await this.send(data, lap, more);
  }

  async status(status: string): Promise<void> {
    this.report({ type: 'status', status });
    await this.socket.answered();
  }
}

/** Packet ids of a message with frames. */
export function packetsOf(message: Record<string, unknown>): number[] {
  return (message.data as { packetId: number }[]).map(({ packetId }) => packetId);
}

/** Packet ids of all plain messages with frames that a viewer has received, in order. */
export function heardPackets(viewer: TestSocket): number[] {
  return viewer.heard.flatMap((one) =>
    Buffer.isBuffer(one) || !('data' in one) ? [] : packetsOf(one),
  );
}

/** The timing that a page has received, in order. */
export function boardsOf({ heard }: TestSocket): TimingSummary[] {
  return heard.flatMap((one) =>
    Buffer.isBuffer(one) || !one.board ? [] : [one.board as TimingSummary],
  );
}

/** The newest timing that a page has received. */
export const boardOf = (page: TestSocket): TimingSummary | undefined => boardsOf(page).at(-1);
