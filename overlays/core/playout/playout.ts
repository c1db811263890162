/**
 * Decides which moment of the stream is drawn. Samples play at the pace of the source, however they were
 * batched. The moment never goes back, and its delay is constant once it has converged. Pure: all times come from the
 * caller.
 */
import type { Channel } from '../../../protocol/channels.ts';
import type { Frame } from '../../../protocol/frame.ts';
import { limits } from '../../../protocol/limits.ts';
import { AdaptiveDelay, oneByOneDelayMs } from './adaptive-delay.ts';
import { blendNumber, isSameState, isSlope } from './interpolation.ts';
import { PacketTimes } from './packet-times.ts';

interface Entry {
  readonly t: number;
  readonly frame: Partial<Frame>;
}

export interface Played {
  /** Reused: read it, do not keep it. */
  readonly state: Partial<Frame>;
  readonly passed: readonly Partial<Frame>[];
  readonly t: number | null;
}

/** The play clock corrects errors by changing its speed by at most these shares. */
const slew = { gentle: 0.02, quick: 0.06 };
/** Errors above this are corrected at the quick rate, ms. */
const hurryMs = 60;
/** Until this time after the start, the picture jumps forward over errors above `jumpMs`. */
const firstMoments = { untilMs: 3_000, jumpMs: 16 };
/** Time constant for small errors, ms. */
const convergeMs = 600;

export class Playout {
  /** Channels that are blended between two samples, and those that change at once; `#channels` has all. */
  readonly #linear: readonly Channel[];
  readonly #step: readonly Channel[];
  readonly #channels: readonly Channel[];
  readonly #extraDelayMs: number;
  readonly #delay = new AdaptiveDelay();
  readonly #packetTimes = new PacketTimes();
  /** Samples to play, oldest first; `#at` is the index of the last one whose time has come. */
  #entries: Entry[] = [];
  #at = -1;
  /** The newest value of each channel, drawn or not. */
  #carried: Partial<Frame> = {};
  /** The values that are drawn. */
  #state: Record<string, unknown> = {};
  /** The arrays of vector channels in `#state`; those of the samples are never written to. */
  readonly #lanes: Record<string, number[]> = {};
  /** Samples whose time came since the last picture. */
  #passed: Partial<Frame>[] = [];
  /** Page clock minus session clock of the play clock, ms; null: start at the next sample. */
  #offset: number | null = null;
  /** Page clock minus session clock that the play clock tends to, ms. */
  #goalMs = 0;
  /** What keeping step with a late stream adds to the delay, ms. */
  #stepDelayMs = 0;
  /** Session time of the last picture, ms; null: none was drawn. */
  #t: number | null = null;
  /** On the page clock, ms: when the last picture was drawn (0: none yet), and when the play clock started. */
  #playedAtMs = 0;
  #begunMs = 0;
  /** Session time of the last sample that changed something, ms. */
  #lastChangeT = Number.NEGATIVE_INFINITY;
  #shown = true;
  #dropped = 0;
  #isTimed = true;

  /**
   * @param channels of the frames
   * @param extraDelayMs constant extra delay, ms
   */
  constructor(channels: readonly Channel[], extraDelayMs: number) {
    this.#channels = channels;
    this.#linear = channels.filter((c) => c.blend === 'linear' && c.name !== 't');
    for (const { name, size } of channels) if (size > 1) this.#lanes[name] = [];
    this.#step = channels.filter((c) => c.blend === 'step');
    this.#extraDelayMs = Math.min(Math.max(extraDelayMs, 0), limits.viewerDelayMsMax);
  }

  /** Delay of the picture behind the fastest arrival, ms. */
  get delayMs(): number {
    return this.#delay.delayMs + this.#extraDelayMs;
  }

  get oneByOne(): boolean {
    return this.#delay.oneByOne;
  }

  /** Samples dropped because the page did not draw for too long. */
  get dropped(): number {
    return this.#dropped;
  }

  /** The frames have a `t` of their own, so their age can be measured. */
  get isTimed(): boolean {
    return this.#isTimed;
  }

  /** The newest values, drawn or not. */
  get newest(): Partial<Frame> {
    return this.#carried;
  }

  get newestT(): number | null {
    return this.#entries.at(-1)?.t ?? null;
  }

  /** Sets the latest values from the relay's `welcome`; they are shown until frames arrive. */
  seed(state: Partial<Frame>): void {
    this.#carried = { ...state };
    if (this.#entries.length === 0) this.#show(this.#carried);
  }

  /** Forgets everything, because another session has another clock. */
  forget(): void {
    this.#restart();
    this.#carried = {};
    this.#state = {};
  }

  #restart(): void {
    this.#flush();
    this.#t = null;
    this.#delay.restart();
    this.#packetTimes.restart();
  }

  /** Drops the samples after a jump in session time and keeps what was learnt about the transport. */
  #flush(): void {
    this.#entries = [];
    this.#at = -1;
    this.#offset = null;
    this.#lastChangeT = Number.NEGATIVE_INFINITY;
    this.#delay.interrupted();
  }

  /** A hidden page keeps the newest sample only and continues from there. */
  setShown(shown: boolean): void {
    this.#shown = shown;
    if (shown) this.#offset = null;
    else this.#keepNewest();
  }

  /** Starts drawing. Arrival times during the build of the picture are discarded. */
  begin(): void {
    this.#keepNewest();
    this.#offset = null;
    this.#delay.begin();
  }

  /** Call after the page was busy: the lateness of the next batch is not the network's. */
  ignoreLateness(): void {
    this.#delay.interrupted();
  }

  /** @param frames of one batch, in order */
  push(frames: readonly Partial<Frame>[], arrivedMs: number): void {
    if (frames.length === 0) return;
    this.#isTimed = frames.every((frame) => frame.t !== undefined);
    const times = this.#packetTimes.timesOf(frames, arrivedMs);
    const newest = this.newestT;
    const first = times[0]!;
    if (newest !== null) {
      if (first - newest > limits.playoutGapMs) this.#flush();
      else if (times.at(-1)! < newest - limits.playoutGapMs) this.#restart();
    }
    let added = 0;
    let firstT = 0;
    let firstSame = false;
    let isChanged = false;
    frames.forEach((frame, i) => {
      const t = times[i]!;
      if (t <= (this.newestT ?? Number.NEGATIVE_INFINITY)) return;
      const changed = this.#add(t, frame);
      if (added++ === 0) {
        firstT = t;
        firstSame = !changed;
      }
      isChanged ||= changed;
    });
    if (added === 0) return;
    // A single first frame may be a keep-alive and does not show how frames will arrive.
    const isSign = !isChanged || (newest === null && added === 1);
    const changes = isSign ? 'none' : firstSame ? 'after-first' : 'all';
    this.#delay.arrived(firstT, this.newestT!, added, arrivedMs, changes);
    if (this.#shown) this.#dropOld();
    else this.#keepNewest();
  }

  /** @returns whether it differs from the values before */
  #add(t: number, frame: Partial<Frame>): boolean {
    const merged = { ...this.#carried, ...frame };
    const changes = !isSameState(this.#channels, merged, this.#carried);
    if (changes || this.#entries.length === 0) this.#lastChangeT = t;
    this.#carried = merged;
    this.#entries.push({ t, frame: merged });
    return changes;
  }

  #keepNewest(): void {
    if (this.#entries.length > 1) {
      this.#entries = this.#entries.slice(-1);
      this.#at = -1;
    }
  }

  /** Keeps the newest samples only, if the page has not drawn for long. */
  #dropOld(): void {
    const oldest = this.newestT! - limits.playoutKeptMs - this.#extraDelayMs - this.#stepDelayMs;
    let cut = 0;
    while (this.#entries[cut]!.t < oldest) cut++;
    if (cut === 0) return;
    this.#dropped += Math.max(cut - 1 - this.#at, 0);
    this.#entries = this.#entries.slice(cut);
    this.#at = Math.max(this.#at - cut, -1);
  }

  /** True while the picture changes without new samples. */
  moves(): boolean {
    if (this.#entries.length === 0) return false;
    if (this.#offset === null || this.#t === null) return true;
    // After the newest change, extrapolated values still return to the true ones.
    const until =
      this.#lastChangeT + (this.oneByOne ? 2 * limits.extrapolateMsMax + oneByOneDelayMs : 0);
    return this.#t < until;
  }

  /**
   * @param nowMs page clock; must not decrease
   * @param stepOffsetMs page clock minus session clock at which the picture is in step with the stream; null: it keeps none
   * @returns the moment to draw
   */
  play(nowMs: number, stepOffsetMs: number | null = null): Played {
    this.#passed.length = 0;
    if (this.#entries.length > 0) {
      this.#t = this.#advance(nowMs, stepOffsetMs);
      this.#pass(this.#t);
      this.#fill(this.#t);
    }
    if (this.#playedAtMs > 0) this.#delay.drew(nowMs - this.#playedAtMs);
    this.#playedAtMs = nowMs;
    return { state: this.#state as Partial<Frame>, passed: this.#passed, t: this.#t };
  }

  #advance(nowMs: number, stepOffsetMs: number | null): number {
    const earliest = this.#delay.baseMs + this.delayMs;
    const goal = Math.max(earliest, stepOffsetMs ?? earliest);
    this.#goalMs = goal;
    this.#stepDelayMs = goal - earliest;
    if (this.#offset === null) {
      this.#offset = goal;
      this.#begunMs = nowMs;
    } else {
      const error = goal - this.#offset;
      // The first messages often waited while the page loaded and make the transport appear slower than it is.
      const catchesUp =
        error < -firstMoments.jumpMs && nowMs < this.#begunMs + firstMoments.untilMs;
      if (catchesUp || Math.abs(error) > limits.playoutSnapMs) {
        this.#offset = goal;
      } else {
        const elapsed = Math.max(nowMs - this.#playedAtMs, 0);
        const most = elapsed * (Math.abs(error) > hurryMs ? slew.quick : slew.gentle);
        this.#offset += Math.min(Math.max((error * elapsed) / convergeMs, -most), most);
        // Without samples the picture does not move, so the clock may wait too.
        const waited = nowMs - this.newestT!;
        if (!this.oneByOne && waited > this.#offset)
          this.#offset = Math.max(Math.min(waited, goal), this.#offset);
      }
    }
    const t = nowMs - this.#offset;
    return this.#t === null ? t : Math.max(t, this.#t);
  }

  #pass(t: number): void {
    while (this.#at + 1 < this.#entries.length && this.#entries[this.#at + 1]!.t <= t) {
      this.#at++;
      this.#passed.push(this.#entries[this.#at]!.frame);
    }
    // The last sample before the current one gives the slope; earlier ones are trimmed now and then.
    if (this.#at > 64) {
      this.#entries = this.#entries.slice(this.#at - 1);
      this.#at = 1;
    }
  }

  /** Steps show at once while frames arrive one by one, else at their time. */
  #stepEntry(t: number): Entry {
    if (!this.oneByOne) return this.#entries[Math.max(this.#at, 0)]!;
    let index = Math.max(this.#at, 0);
    while (
      index + 1 < this.#entries.length &&
      this.#entries[index + 1]!.t <= t + oneByOneDelayMs + this.#slackMs()
    ) {
      index++;
    }
    return this.#entries[index]!;
  }

  /** The present error of the play clock, ms: steps are not delayed by it. */
  #slackMs(): number {
    return Math.max((this.#offset ?? 0) - this.#goalMs, 0) + 0.5;
  }

  #show(frame: Partial<Frame>): void {
    for (const { name } of this.#channels) {
      const value = frame[name as keyof Frame];
      if (value !== undefined) this.#state[name] = value;
    }
  }

  #fill(t: number): void {
    const current = this.#entries[Math.max(this.#at, 0)]!;
    const next = this.#at >= 0 ? this.#entries[this.#at + 1] : undefined;
    if (next !== undefined) {
      this.#blend(current.frame, next.frame, (t - current.t) / (next.t - current.t));
    } else {
      this.#carryOn(current, t);
    }
    const step = this.#stepEntry(t).frame;
    for (const { name } of this.#step) {
      const value = step[name as keyof Frame];
      if (value !== undefined) this.#state[name] = value;
    }
    this.#state.t = t;
  }

  /** Past the newest sample: extrapolates along the last slope for a moment, then returns to the sample. */
  #carryOn(newest: Entry, t: number): void {
    const before = this.#entries[this.#at - 1];
    const ahead = t - newest.t;
    const spacing = before === undefined ? 0 : newest.t - before.t;
    const most = limits.extrapolateMsMax;
    const carried = ahead <= most ? ahead : Math.max(2 * most - ahead, 0);
    if (!this.oneByOne || before === undefined || carried <= 0 || spacing < 1 || spacing > 100) {
      this.#show(newest.frame);
      return;
    }
    this.#blend(before.frame, newest.frame, 1 + carried / spacing);
  }

  #blend(from: Partial<Frame>, to: Partial<Frame>, share: number): void {
    const past = share > 1 ? to : from;
    for (const channel of this.#linear) {
      const name = channel.name as keyof Frame;
      const a = from[name];
      const b = to[name];
      if (typeof a === 'number' && typeof b === 'number') {
        this.#state[name] = isSlope(channel, from, to)
          ? blendNumber(channel, a, b, share)
          : past[name];
      } else if (Array.isArray(a) && Array.isArray(b)) {
        const lanes = this.#lanes[name]!;
        for (let k = 0; k < channel.size; k++) lanes[k] = blendNumber(channel, a[k], b[k], share);
        this.#state[name] = lanes;
      } else if (past[name] !== undefined) {
        this.#state[name] = past[name];
      }
    }
  }
}
