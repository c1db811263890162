/**
 * The game of a simulation: writes the pages as Assetto Corsa does and records the true laps. A lap lasts a few
 * seconds, so that a simulated minute has many.
 */
import type { MemorySample } from '../../agent/sampling/snapshot.ts';
import { drivingGame } from '../agent/support/game.ts';
import type { Chance } from './random.ts';
import type { TrueLap, Truth } from './truth.ts';

export type GameState = 'closed' | 'menu' | 'driving' | 'paused' | 'replay';

const pageStatus: Record<GameState, number> = {
  closed: 0,
  replay: 1,
  driving: 2,
  paused: 3,
  menu: 0,
};
/** Interval of samples of a car that does not drive, ms. */
export const sampleMs = 100;
/** ms of a physics step. */
const packetMs = 3;
const cars = ['ks_mazda_mx5_cup', 'ks_porsche_911', 'tatuusfa1'] as const;

export class SimulatedGame {
  readonly #pages = drivingGame();
  readonly #chance: Chance;
  readonly #truth: Truth;
  state: GameState = 'closed';
  /** Laps completed since the last call. */
  #finished: TrueLap[] = [];
  #packetId = 0;
  #graphicsId = 0;
  #nowMs = 0;
  /** Driving time without pauses, ms, and its value when this attempt began. */
  #drivenMs = 0;
  #lapStartMs = 0;
  #lapMs = 0;
  #isValid = true;
  #completed = 0;
  #lastMs = 0;
  #bestMs = 0;
  /** How much later the game writes its times than its counter, ms of driving. */
  #lateMs = 0;
  #reportedLastMs = 0;
  #reportedBestMs = 0;
  #fuelL = 60;
  #burnL = 0;
  #lapFuelL = 0;
  #isBroken = false;
  #open: TrueLap | null = null;
  car: string = cars[0];

  constructor(chance: Chance, truth: Truth) {
    this.#chance = chance;
    this.#truth = truth;
    this.#pages.graphics({ session: 2, isInPitLane: 0 });
  }

  get isRunning(): boolean {
    return this.state !== 'closed';
  }

  /** @param name of the driver */
  start(name: string): void {
    this.#packetId = this.#truth.launch();
    this.#pages.static({ playerName: name, playerSurname: '', playerNick: name });
    this.state = 'menu';
    this.#reset(this.#chance.oneOf(cars));
  }

  close(): void {
    this.#breaks();
    this.state = 'closed';
  }

  /** Another session, or a restart of the same: the counters begin again. */
  restart(): void {
    this.#reset(this.#chance.holds(0.5) ? this.#chance.oneOf(cars) : this.car);
  }

  #reset(car: string): void {
    this.#breaks();
    this.car = car;
    this.#pages.static({ carModel: car });
    this.#pages.graphics({ session: this.#chance.oneOf([0, 1, 2]) });
    this.#drivenMs = 0;
    this.#completed = 0;
    this.#lastMs = 0;
    this.#bestMs = 0;
    this.#reportedLastMs = 0;
    this.#reportedBestMs = 0;
    this.#lateMs = this.#chance.holds(0.5) ? 0 : this.#chance.whole(1, 3) * sampleMs;
    this.#fuelL = 60;
    this.#beginLap(0);
  }

  #beginLap(atMs: number): void {
    this.#lapStartMs = atMs;
    this.#lapMs = this.#chance.whole(5_000, 9_000);
    this.#isValid = this.#chance.holds(0.8);
    this.#burnL = this.#chance.between(0.5, 3);
    this.#lapFuelL = this.#fuelL;
    this.#isBroken = false;
  }

  become(state: GameState): void {
    if (state !== 'driving' && state !== 'paused') this.#breaks();
    this.state = state;
  }

  /** The agent misses samples: the current lap and the one just completed become uncertain. */
  #breaks(): void {
    this.#isBroken = true;
    this.#open = null;
  }

  /** The agent does not read for a while. */
  unseen(): void {
    this.#breaks();
  }

  /** Certain laps since the last call. */
  drainFinished(): TrueLap[] {
    const finished = this.#finished;
    this.#finished = [];
    return finished;
  }

  /** @param nowMs on the agent's clock */
  read(nowMs: number): MemorySample {
    const ms = Math.max(0, Math.min(sampleMs, nowMs - this.#nowMs));
    this.#nowMs = nowMs;
    if (this.state === 'driving') this.#drive(ms);
    this.#write();
    return this.#pages.at(nowMs, this.state !== 'driving');
  }

  #drive(ms: number): void {
    this.#packetId += Math.round(ms / packetMs);
    this.#graphicsId++;
    this.#drivenMs += ms;
    this.#fuelL -= (this.#burnL * ms) / this.#lapMs;
    const since = this.#drivenMs - this.#lapStartMs;
    // Pending lap data has been reported by now, and the car drives on.
    if (this.#open !== null && since > 2_000) {
      this.#finished.push(this.#open);
      this.#open = null;
    }
    if (since >= this.#lapMs) this.#line();
    if (this.#drivenMs - this.#lapStartMs >= this.#lateMs) {
      this.#reportedLastMs = this.#lastMs;
      this.#reportedBestMs = this.#bestMs;
    }
  }

  #line(): void {
    const at = this.#lapStartMs + this.#lapMs;
    this.#completed++;
    this.#lastMs = this.#lapMs;
    if (this.#isValid && (this.#bestMs === 0 || this.#lapMs < this.#bestMs)) {
      this.#bestMs = this.#lapMs;
    }
    this.#open = {
      lap: this.#completed,
      timeMs: this.#lapMs,
      valid: this.#isValid,
      burntL: this.#lapFuelL - this.#fuelL,
      isWhole: !this.#isBroken,
    };
    this.#beginLap(at);
  }

  #write(): void {
    const since = this.#drivenMs - this.#lapStartMs;
    const share = Math.min(0.999, since / this.#lapMs);
    const angle = share * 2 * Math.PI;
    const isOff = !this.#isValid && share > 0.3 && share < 0.7;
    this.#pages
      .physics({
        packetId: this.#packetId,
        fuel: this.#fuelL,
        rpms: 4_000 + Math.round(3_000 * share),
        speedKmh: 100 + 50 * share,
        numberOfTyresOut: isOff ? 4 : 0,
      })
      .graphics({
        packetId: this.#graphicsId,
        status: pageStatus[this.state],
        completedLaps: this.#completed,
        iCurrentTime: Math.round(since),
        iLastTime: this.#reportedLastMs,
        iBestTime: this.#reportedBestMs,
        normalizedCarPosition: share,
        carCoordinates: [300 * Math.cos(angle), 0, 200 * Math.sin(angle)],
        currentSectorIndex: Math.min(2, Math.floor(share * 3)),
        lastSectorTime: 0,
      });
  }
}
