/**
 * Decides when to look at the packet id and when to take a sample. Learns when the game writes its physics steps
 * (every 3 ms), so that a sample is taken right after a step instead of up to 3 ms later, while the samples keep
 * to an absolute schedule and never drift. Pure: told the time, it never waits itself.
 */
import { limits } from '../../protocol/limits.ts';

/** 333.33 steps a second, measured in recorded drives; older builds of the game made 250. */
const stepMs = 3;
/** The length of a step is measured over so many of them, at first over fewer. */
const measuredSteps = 333;
const firstMeasuredSteps = 32;
/** Each so-manieth sample the moment of the step is measured by several looks; between them one look is enough. */
const probeSamples = 8;
/** So many looks are made, at most, before the moment at which the step is expected. */
const leadLooks = 5;
/** So many samples are measured at first. */
const firstProbes = 12;

export class Pacer {
  readonly #intervalMs: number;
  readonly #everyStep: boolean;
  readonly #grainMs: number;

  /** The model: step `edgeId` was written at `edgeMs`, and one more every `periodMs`. */
  #periodMs = stepMs;
  #edgeMs = 0;
  #edgeId = 0;
  #measuredMs = 0;
  #measuredId: number | null = null;
  #measuredFirst = true;
  /** The last measurement, believed or not. */
  #doubtedMs = stepMs;

  #lookedMs = 0;
  #lookedId = 0;
  #takenId = 0;
  #targetId = 0;
  /** When the next sample is due on the absolute schedule. */
  #dueMs = 0;
  #looks = 0;
  #samples = 0;
  #probing = true;
  /** Measurements that are still wanted. */
  #probes = 0;

  /** Time before the expected step at which measuring begins. */
  #leadMs: number;
  /** Time after the expected step at which a single look finds it. */
  #marginMs: number;
  /** Time between two looks, and the same for this step: longer where looking begins long before it. */
  #gapMs: number;
  #stepGapMs: number;

  /** When to look next, on the clock of `look`. */
  nextLookMs = 0;

  /** @param hz samples a second; at `limits.sampleHzMax` every step is taken. */
  constructor(hz: number, grainMs: number) {
    this.#intervalMs = 1000 / hz;
    this.#everyStep = hz >= limits.sampleHzMax;
    this.#grainMs = grainMs;
    this.#gapMs = grainMs;
    this.#stepGapMs = grainMs;
    this.#leadMs = grainMs;
    this.#marginMs = grainMs / 2;
  }

  /** The steps begin to move, or begin anew: `packetId` was first seen at `nowMs`. */
  start(nowMs: number, packetId: number): void {
    this.#periodMs = stepMs;
    this.#edgeMs = nowMs;
    this.#edgeId = packetId;
    this.#measuredId = null;
    this.#measuredFirst = true;
    this.#lookedMs = nowMs;
    this.#lookedId = packetId;
    this.#takenId = packetId - 1;
    this.#dueMs = nowMs;
    this.#leadMs = this.#grainMs;
    this.#marginMs = this.#grainMs / 2;
    this.#gapMs = this.#grainMs;
    this.#samples = 0;
    this.#probes = firstProbes;
    this.#aim(nowMs);
  }

  /**
   * One look at the packet id.
   * @returns true when a sample is to be taken now. Either way `nextLookMs` says when to look again.
   */
  look(nowMs: number, packetId: number): boolean {
    this.#looks++;
    // It went back: the game started anew.
    if (packetId < this.#lookedId) this.start(nowMs, packetId);
    else if (packetId > this.#lookedId) this.#learn(nowMs, packetId);
    this.#lookedMs = nowMs;
    this.#lookedId = packetId;
    const late = nowMs >= this.#timeOf(this.#targetId) + this.#periodMs;
    if (packetId >= this.#targetId || (late && packetId !== this.#takenId)) {
      this.#adapt();
      this.#takenId = packetId;
      this.#dueMs += this.#intervalMs;
      this.#aim(nowMs);
      return true;
    }
    this.nextLookMs = nowMs + (late ? this.#periodMs / 2 : this.#stepGapMs);
    return false;
  }

  /** Length of a physics step as measured, ms. */
  get stepMs(): number {
    return this.#periodMs;
  }

  #timeOf(packetId: number): number {
    return this.#edgeMs + (packetId - this.#edgeId) * this.#periodMs;
  }

  #aim(nowMs: number): void {
    if (this.#everyStep) {
      this.#targetId = this.#takenId + 1;
    } else {
      // After a pause of this thread the schedule goes on from now, it does not catch up.
      const missed = Math.floor((nowMs - this.#dueMs) / this.#intervalMs);
      if (missed > 0) this.#dueMs += missed * this.#intervalMs;
      const nearest = this.#edgeId + Math.round((this.#dueMs - this.#edgeMs) / this.#periodMs);
      this.#targetId = Math.max(this.#takenId + 1, nearest);
    }
    this.#looks = 0;
    this.#probing = this.#probes > 0 || this.#samples % probeSamples === 0;
    this.#samples++;
    this.#stepGapMs = this.#probing ? Math.max(this.#gapMs, this.#leadMs / leadLooks) : this.#gapMs;
    const expected = this.#timeOf(this.#targetId);
    this.nextLookMs = Math.max(nowMs, expected + (this.#probing ? -this.#leadMs : this.#marginMs));
  }

  /** A step has been written since the last look: corrects the model by what that says. */
  #learn(nowMs: number, packetId: number): void {
    // The step was written after `from` and not after `nowMs`.
    const hunting =
      nowMs - this.#lookedMs <= this.#stepGapMs * 4 && packetId === this.#lookedId + 1;
    const from = Math.max(this.#lookedMs, nowMs - this.#periodMs);
    const expected = this.#timeOf(packetId);
    const middle = (from + nowMs) / 2;
    let edge = expected;
    if (expected > nowMs) edge = hunting ? middle : nowMs - this.#stepGapMs / 2;
    else if (expected < from) edge = hunting ? middle : from;
    else if (hunting) edge = expected + (middle - expected) * 0.2;
    this.#edgeMs = expected + (edge - expected) * 0.5;
    this.#edgeId = packetId;
    if (hunting) this.#measure(middle, packetId);
  }

  #measure(edgeMs: number, packetId: number): void {
    if (this.#measuredId !== null) {
      const steps = packetId - this.#measuredId;
      if (steps < (this.#measuredFirst ? firstMeasuredSteps : measuredSteps)) return;
      if (this.#believe((edgeMs - this.#measuredMs) / steps)) this.#measuredFirst = false;
    }
    this.#measuredMs = edgeMs;
    this.#measuredId = packetId;
  }

  /** A game that was held up and catches up looks faster for once: another length has to be measured twice. */
  #believe(measuredMs: number): boolean {
    const { physicsStepMsMin, physicsStepMsMax } = limits;
    const before = this.#doubtedMs;
    this.#doubtedMs = measuredMs;
    if (isNear(measuredMs, this.#periodMs)) this.#periodMs = (this.#periodMs + measuredMs) / 2;
    else if (!isNear(measuredMs, before)) return false;
    else if (measuredMs < physicsStepMsMin || measuredMs > physicsStepMsMax) return false;
    else this.#periodMs = measuredMs;
    return true;
  }

  /**
   * Keeps the looks few. Measuring: a step that was there at the first look says nothing about when it was written,
   * so it is measured once more and from earlier on; with many looks for one step they become rarer. Otherwise: a
   * look that came too early puts the next ones off, until about one in ten does; that makes up for waits that end
   * late as well.
   */
  #adapt(): void {
    const grainMs = this.#grainMs;
    const periodMs = this.#periodMs;
    const once = this.#looks <= 1;
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
    if (this.#looks > 4) this.#gapMs = Math.min(grainMs * 4, this.#gapMs * 1.1);
    else this.#gapMs = Math.max(grainMs, this.#gapMs / 1.02);
  }
}

/** Within one in a hundred. */
function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= b / 100;
}
