/** A simulated publisher that uses POST only: a few requests at a time, which may arrive out of order. */
import { decodeFrame } from '../../agent/games/assetto-corsa/decode.ts';
import type { Frame } from '../../protocol/frame.ts';
import { SimulatedGame, sampleMs } from './game.ts';
import type { Answer } from './relay.ts';
import type { TrueRun } from './truth.ts';
import { Process } from './virtual-time.ts';
import type { World } from './world.ts';

/** Requests at a time, ms until one counts as unanswered, ms until the next try. */
const request = { most: 3, answerMs: 5_000, retryMs: 500 };
/** Older frames are not sent again: packets that fall back by ten seconds start another run. */
const ageMsMax = 8_000;

export class Poster {
  readonly name: string;
  readonly sessionID: string;
  readonly game: SimulatedGame;
  readonly #world: World;
  readonly #process: Process;
  #run: TrueRun;
  #waiting: Frame[] = [];
  #requests = 0;
  #isDriving = false;
  #retries = true;
  #batchFrames: number;

  constructor(world: World, name: string, sessionID: string) {
    this.#world = world;
    this.name = name;
    this.sessionID = sessionID;
    this.game = new SimulatedGame(world.chance.fork(), world.truth);
    this.#process = new Process(name);
    this.#batchFrames = world.chance.whole(1, 5);
    this.#run = world.truth.begin(sessionID, '');
  }

  get isIdle(): boolean {
    return !this.#isDriving && this.#requests === 0 && this.#waiting.length === 0;
  }

  /** Drives until `stop`. */
  start(): void {
    const { time, truth } = this.#world;
    this.game.start(this.name);
    this.game.become('driving');
    this.#run = truth.begin(this.sessionID, '');
    if (this.#isDriving) return;
    this.#isDriving = true;
    const poll = (): void => {
      if (!this.#isDriving) return;
      time.in(sampleMs, this.#process, 'posts', poll);
      this.#sample();
    };
    time.in(0, this.#process, 'posts', poll);
  }

  stop(): void {
    this.#isDriving = false;
    this.#batchFrames = 1;
    this.#pump();
  }

  /** A single frame, as from a manual test. */
  stray(): void {
    this.#retries = false;
    this.game.start(this.name);
    this.game.become('driving');
    this.#run = this.#world.truth.begin(this.sessionID, '');
    this.#sample();
    this.stop();
  }

  #sample(): void {
    const { time, truth } = this.#world;
    const sample = this.game.read(time.now);
    const { t: _, ...frame } = decodeFrame(sample.view, time.now, true);
    if (truth.runOf.has(frame.packetId)) return;
    truth.sampled(this.#run, frame.packetId);
    this.#waiting.push(frame as Frame);
    this.#pump();
  }

  #pump(): void {
    while (this.#requests < request.most && this.#waiting.length >= this.#batchFrames) {
      const lap = this.#waiting[0]!.lap!;
      const other = this.#waiting.findIndex((frame) => frame.lap !== lap);
      const count = other < 0 ? this.#waiting.length : other;
      this.#send(this.#waiting.splice(0, Math.min(count, 50)), lap, this.#world.time.now);
    }
  }

  #send(frames: readonly Frame[], lap: number, since: number): void {
    this.#requests++;
    this.#world.request(this.#process, this.sessionID, lap, frames, request.answerMs, (answer) => {
      this.#requests--;
      this.#answered(frames, lap, since, answer);
    });
  }

  #answered(frames: readonly Frame[], lap: number, since: number, answer: Answer): void {
    const { time, truth } = this.#world;
    if (answer?.status === 200) {
      for (const { packetId } of frames) truth.allowMissing(packetId, 'it was only posted');
      this.#pump();
      return;
    }
    if (this.#retries && time.now - since < ageMsMax - request.answerMs) {
      this.#requests++;
      time.in(request.retryMs, this.#process, 'posts again', () => {
        this.#requests--;
        this.#send(frames, lap, since);
      });
      return;
    }
    for (const { packetId } of frames) truth.allowMissing(packetId, 'nobody answered');
    this.#pump();
  }
}
