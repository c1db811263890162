/** The true frames and laps of a simulation. Packet ids are unique in it. */

/** A lap as the game drove it. */
export interface TrueLap {
  readonly lap: number;
  readonly timeMs: number;
  readonly valid: boolean;
  readonly burntL: number;
  /** Driven from line to line and on without a break, so that its frames determine all of this. */
  readonly isWhole: boolean;
}

/** Frames of one run of one publisher. */
export class TrueRun {
  readonly sessionID: string;
  /** The agent's name of it; `''`: a publisher that only posts. */
  readonly token: string;
  /** In the order of sampling. */
  readonly packets: number[] = [];
  readonly laps: TrueLap[] = [];
  car: string | null = null;

  constructor(sessionID: string, token: string) {
    this.sessionID = sessionID;
    this.token = token;
  }

  get name(): string {
    return `${this.sessionID}/${this.token}`;
  }
}

/** Packets between the first one of one launch of a game and that of the next. */
const launchPackets = 1_000_000;
/** Real games start near 0. Here each launch starts lower than the last, so that the counter falls back as in a real game. */
const firstPacket = 2_000_000_000;

export class Truth {
  readonly runs: TrueRun[] = [];
  /** The run of each packet. */
  readonly runOf = new Map<number, TrueRun>();
  /** Packets that may be missing in the end, with the reason. */
  readonly mayBeMissing = new Map<number, string>();
  #launches = 0;

  /** The first packet of a launch of a game. */
  launch(): number {
    return firstPacket - ++this.#launches * launchPackets;
  }

  begin(sessionID: string, token: string): TrueRun {
    const run = new TrueRun(sessionID, token);
    this.runs.push(run);
    return run;
  }

  sampled(run: TrueRun, packetId: number): void {
    if (this.runOf.has(packetId)) throw new Error(`Packet ${packetId} was sampled twice.`);
    this.runOf.set(packetId, run);
    run.packets.push(packetId);
  }

  allowMissing(packetId: number, why: string): void {
    if (!this.mayBeMissing.has(packetId)) this.mayBeMissing.set(packetId, why);
  }
}
