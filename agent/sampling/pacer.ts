/**
 * Decides when to poll the packet id and when to take a sample. It learns when the game writes its physics steps (every
 * 3 ms), so a sample is taken right after a step instead of up to 3 ms later. Samples keep to an absolute schedule and
 * never drift. `sampler.ts` polls, waits and takes the samples. Pure: the caller passes the time.
 */
import { limits } from '../../protocol/limits.ts';

/** 333.33 steps a second, measured in recorded drives; older builds of the game made 250. */
const stepMs = 3;
/** The length of a step is measured over this many steps, at first over fewer. */
const measuredSteps = { usual: 333, first: 32 };
/**
 * Every eighth sample, and the first ones, measure the moment of the step with several polls, at most so many before that
 * moment is expected; the others need one poll.
 */
const probe = { everySamples: 8, firstSamples: 12, leadPolls: 5 } as const;

export class Pacer {
  /** Between two samples. */
  readonly #intervalMs: number;
  readonly #everyStep: boolean;
  /** Shortest wait that this machine keeps. */
  readonly #grainMs: number;

  /** The model: step `edgeId` was written at `edgeMs`, and one more every `periodMs`. */
  #periodMs = stepMs;
  #edgeMs = 0;
  #edgeId = 0;
  /** The step from which the next length is measured: when it was written, and its packet id; null: none yet. */
  #measuredMs = 0;
  #measuredId: number | null = null;
  /** No length was accepted since the start. */
  #measuredFirst = true;
  /** The last measurement, accepted or not. */
  #lastMeasuredMs = stepMs;

  /** The last poll: its time, and the packet id that it found. */
  #polledMs = 0;
  #polledId = 0;
  /** Packet ids of the last sample, and of the step that the next one waits for. */
  #sampledId = 0;
  #targetId = 0;
  /** Time of the next sample on the absolute schedule. */
  #dueMs = 0;
  /** Polls for the next sample so far. */
  #polls = 0;
  /** Samples since the start. */
  #samples = 0;
  /** The next sample measures: polling begins before its step. */
  #probing = true;
  /** Measurements still to make. */
  #probes = 0;

  /** Measuring begins this long before the expected step. */
  #leadMs: number;
  /** A single poll comes this long after the expected step. */
  #marginMs: number;
  /** Time between two polls. */
  #pollMs: number;
  /** The same for this step: longer where polling begins long before it. */
  #stepPollMs: number;

  /** Time of the next poll. */
  nextPollMs = 0;

  /** @param hz samples a second; at `limits.sampleHzMax` every step is taken. */
  constructor(hz: number, grainMs: number) {
    this.#intervalMs = 1000 / hz;
    this.#everyStep = hz >= limits.sampleHzMax;
    this.#grainMs = grainMs;
    this.#pollMs = grainMs;
    this.#stepPollMs = grainMs;
    this.#leadMs = grainMs;
    this.#marginMs = grainMs / 2;
  }

  /** The steps start or restart: `packetId` was first seen at `nowMs`. */
  start(nowMs: number, packetId: number): void {
    this.#periodMs = stepMs;
    this.#edgeMs = nowMs;
    this.#edgeId = packetId;
    this.#measuredId = null;
    this.#measuredFirst = true;
    this.#polledMs = nowMs;
    this.#polledId = packetId;
    this.#sampledId = packetId - 1;
    this.#dueMs = nowMs;
    this.#leadMs = this.#grainMs;
    this.#marginMs = this.#grainMs / 2;
    this.#pollMs = this.#grainMs;
    this.#samples = 0;
    this.#probes = probe.firstSamples;
    this.#aim(nowMs);
  }

  /**
   * One poll of the packet id; sets `nextPollMs`.
   * @returns true when a sample is to be taken now
   */
  poll(nowMs: number, packetId: number): boolean {
    this.#polls++;
    // The game restarted.
    if (packetId < this.#polledId) this.start(nowMs, packetId);
    else if (packetId > this.#polledId) this.#learn(nowMs, packetId);
    this.#polledMs = nowMs;
    this.#polledId = packetId;
    const late = nowMs >= this.#timeOf(this.#targetId) + this.#periodMs;
    if (packetId >= this.#targetId || (late && packetId !== this.#sampledId)) {
      this.#adapt();
      this.#sampledId = packetId;
      this.#dueMs += this.#intervalMs;
      this.#aim(nowMs);
      return true;
    }
    this.nextPollMs = nowMs + (late ? this.#periodMs / 2 : this.#stepPollMs);
    return false;
  }

  /** Measured length of a physics step, ms. */
  get stepMs(): number {
    return this.#periodMs;
  }

  #timeOf(packetId: number): number {
    return this.#edgeMs + (packetId - this.#edgeId) * this.#periodMs;
  }

  #aim(nowMs: number): void {
    if (this.#everyStep) {
      this.#targetId = this.#sampledId + 1;
    } else {
      // After a pause of this thread the schedule skips the missed samples.
      const missed = Math.floor((nowMs - this.#dueMs) / this.#intervalMs);
      if (missed > 0) this.#dueMs += missed * this.#intervalMs;
      const nearest = this.#edgeId + Math.round((this.#dueMs - this.#edgeMs) / this.#periodMs);
      this.#targetId = Math.max(this.#sampledId + 1, nearest);
    }
    this.#polls = 0;
    this.#probing = this.#probes > 0 || this.#samples % probe.everySamples === 0;
    this.#samples++;
    this.#stepPollMs = this.#probing
      ? Math.max(this.#pollMs, this.#leadMs / probe.leadPolls)
      : this.#pollMs;
    const expected = this.#timeOf(this.#targetId);
    this.nextPollMs = Math.max(nowMs, expected + (this.#probing ? -this.#leadMs : this.#marginMs));
  }

  /** A step was written since the last poll: corrects the model. */
  #learn(nowMs: number, packetId: number): void {
    // The step was written between `from` and `nowMs`.
    const hunting =
      nowMs - this.#polledMs <= this.#stepPollMs * 4 && packetId === this.#polledId + 1;
    const from = Math.max(this.#polledMs, nowMs - this.#periodMs);
    const expected = this.#timeOf(packetId);
    const middle = (from + nowMs) / 2;
    let edge = expected;
    if (expected > nowMs) edge = hunting ? middle : nowMs - this.#stepPollMs / 2;
    else if (expected < from) edge = hunting ? middle : from;
    else if (hunting) edge = expected + (middle - expected) * 0.2;
    this.#edgeMs = expected + (edge - expected) * 0.5;
    this.#edgeId = packetId;
    if (hunting) this.#measure(middle, packetId);
  }

  #measure(edgeMs: number, packetId: number): void {
    if (this.#measuredId !== null) {
      const steps = packetId - this.#measuredId;
      if (steps < (this.#measuredFirst ? measuredSteps.first : measuredSteps.usual)) return;
      if (this.#accept((edgeMs - this.#measuredMs) / steps)) this.#measuredFirst = false;
    }
    this.#measuredMs = edgeMs;
    this.#measuredId = packetId;
  }

  /** A new length must be measured twice, because a game that catches up after a stall seems faster once. */
  #accept(measuredMs: number): boolean {
    const { physicsStepMsMin, physicsStepMsMax } = limits;
    const before = this.#lastMeasuredMs;
    this.#lastMeasuredMs = measuredMs;
    if (isNear(measuredMs, this.#periodMs)) this.#periodMs = (this.#periodMs + measuredMs) / 2;
    else if (!isNear(measuredMs, before)) return false;
    else if (measuredMs < physicsStepMsMin || measuredMs > physicsStepMsMax) return false;
    else this.#periodMs = measuredMs;
    return true;
  }

  /**
   * Keeps polls few. While measuring, a step found at the first poll does not show when it was written, so the next
   * measurement starts earlier; many polls for one step make them rarer. Otherwise a poll that came too early delays
   * the next ones, until about one in ten is early; that also compensates for waits that end late.
   */
  #adapt(): void {
    const grainMs = this.#grainMs;
    const periodMs = this.#periodMs;
    const once = this.#polls <= 1;
    if (!this.#probing) {
      const moved = this.#marginMs + (once ? -grainMs / 40 : grainMs / 4);
      this.#marginMs = Math.min(periodMs / 2, Math.max(-grainMs, moved));
      return;
    }
    if (once) {
      this.#leadMs = Math.min(periodMs, this.#leadMs * 2);
      this.#probes = Math.max(1, this.#probes);
    } else {
      this.#leadMs = Math.max(grainMs, this.#leadMs * 0.8);
      this.#probes = Math.max(0, this.#probes - 1);
    }
    if (this.#polls > 4) this.#pollMs = Math.min(grainMs * 4, this.#pollMs * 1.1);
    else this.#pollMs = Math.max(grainMs, this.#pollMs / 1.02);
  }
}

/** Within one in a hundred. */
function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= b / 100;
}
