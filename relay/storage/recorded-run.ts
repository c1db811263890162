/** One run as the writer knows it: its frames that wait, which stored session it is, and how far it is on disk. */
import type { RunKey, SessionInfo } from '../../protocol/session.ts';
import { type FactChanges, factChanges, withChanges } from './info-changes.ts';
import { RunBuffer } from './run-buffer.ts';
import type { RunRequest, StoredRun } from './store.ts';

export class RecordedRun {
  readonly key: RunKey;
  readonly buffer = new RunBuffer();
  /** null: not known yet, or deleted meanwhile. */
  sessionID: string | null = null;
  /** False: it was described and no frame of it has come yet. */
  driven = false;
  /** Highest packet on disk; null: none, or not known yet. */
  highestStored: number | null = null;
  /** Everything that was said of it here. */
  known: SessionInfo | null = null;
  /** What of that waits for the database. */
  facts: FactChanges | null = null;
  /** When facts came that wait, and before when they are not written, ms. */
  describedAt = 0;
  factsAt = 0;
  /** When it last had work, ms. */
  usedAt: number;
  /** When a reader last asked for what waits to be written, ms. */
  settledAt = Number.NEGATIVE_INFINITY;
  /** The laps of the last two writes. */
  #written: [readonly number[], readonly number[]] = [[], []];
  /** Times that the database refused what is to be written now. */
  refusals = 0;
  #origin: string;
  /** What the stored sessions are held against; `new`: certainly a session of its own. */
  #packetId: number | 'new' | null;
  #announced: number | null = null;

  constructor(key: RunKey, origin: string, packetId: number | 'new' | null, at: number) {
    this.key = key;
    this.#origin = origin;
    this.#packetId = packetId;
    this.usedAt = at;
  }

  /** @param facts all that is known now. What was said before is not written again. */
  describe(facts: SessionInfo, at: number): void {
    const changes = factChanges(this.known, facts);
    if (changes === null) return;
    this.known = withChanges(this.known ?? {}, changes);
    this.facts = { ...this.facts, ...changes };
    this.describedAt = at;
    this.factsAt = at;
    this.usedAt = at;
  }

  /** The first packet, for a run that was described before it drove. */
  begins(packetId: number): void {
    this.driven = true;
    this.#packetId ??= packetId;
    this.factsAt = 0;
  }

  request(at: number): RunRequest {
    return { key: this.key, origin: this.#origin, packetId: this.#packetId, at };
  }

  found({ sessionID, highestPacket }: StoredRun): void {
    this.sessionID = sessionID;
    this.highestStored = highestPacket;
  }

  /** Another packet came while the database was asked: the answer may be of the wrong session. */
  hasMoved(asked: RunRequest): boolean {
    return asked.packetId !== this.#packetId || asked.origin !== this.#origin;
  }

  /** The stored session was deleted: what follows makes another, with all that is known of it. */
  lost(origin: string): void {
    if (this.known !== null) this.facts = this.known;
    this.sessionID = null;
    this.highestStored = null;
    this.#origin = origin;
    this.#packetId = 'new';
  }

  /**
   * Whether what is on its way may tell the time of a lap that was not known before: the first two writes of a lap may,
   * the others, once a second, do not.
   */
  get mayTellLap(): boolean {
    const [last, before] = this.#written;
    return this.buffer.inFlight.some(({ lap }) => !last.includes(lap) || !before.includes(lap));
  }

  landed(): void {
    this.#written = [this.buffer.inFlight.map(({ lap }) => lap), this.#written[0]];
    for (const { frames } of this.buffer.inFlight) {
      const last = frames.at(-1)?.packetId ?? -1;
      if (this.highestStored === null || last > this.highestStored) this.highestStored = last;
    }
    this.buffer.landed();
    this.refusals = 0;
  }

  /** See `Recorder.storedThrough`. */
  storedThrough(): number | null {
    if (this.highestStored === null) return null;
    const lowest = this.buffer.lowestWaiting();
    return lowest === null ? this.highestStored : Math.min(this.highestStored, lowest - 1);
  }

  /** Frames came, this packet the lowest of them: how far it is on disk is to be announced again when they are. */
  took(packetId: number): void {
    if (this.#announced !== null && packetId <= this.#announced) this.#announced = packetId - 1;
  }

  /** The packet to announce, or null when there is nothing new to say. */
  grown(): number | null {
    const through = this.storedThrough();
    if (through === null || (this.#announced !== null && through <= this.#announced)) return null;
    this.#announced = through;
    return through;
  }

  /** Every frame up to this packet is on disk or was given up. */
  hasLandedThrough(packetId: number): boolean {
    const lowest = this.buffer.lowestWaiting();
    return lowest === null || lowest > packetId;
  }

  /** When this run next has something for the database, ms; null: never as it is. */
  dueAt(): number | null {
    const frames = this.buffer.dueAt();
    if (this.facts === null) return frames;
    return frames === null ? this.factsAt : Math.min(frames, this.factsAt);
  }
}
