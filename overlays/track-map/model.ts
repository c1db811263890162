/**
 * What the map shows: the position of the car and, while there is no map yet, the line that it has driven on this lap.
 * Pure.
 */
import { limits } from '../../protocol/limits.ts';
import { LapShare } from '../core/reading/lap-share.ts';
import { isPresent } from '../core/reading/presence.ts';
import type { CarPlace } from '../core/reading/track-line.ts';
import type { Sample } from '../core/sample.ts';

export interface MapPicture {
  readonly resting: boolean;
  /** Path of the map on the relay; null: not learnt yet. */
  readonly path: string | null;
  /** Channels that locate the car; null: no car. */
  readonly car: CarPlace | null;
  /** Driven share of the lap, 0…1; null: unknown. */
  readonly lapShare: number | null;
  /** The line driven on this lap, metres. The array is reused and grows; `version` changes with it. */
  readonly driven: readonly { readonly x: number; readonly z: number }[];
  readonly version: number;
}

interface Place {
  readonly x: number;
  readonly z: number;
}

/** Distance between stored points of the driven line, metres; it doubles each time the line gets too long. */
const apartM = 6;
/** A car moves at most this far between two samples, metres; a longer jump means a return to the pits. */
const jumpM = 60;

export class MapModel {
  readonly #lapShare = new LapShare();
  #driven: Place[] = [];
  #apart = apartM;
  #version = 0;
  #lap: number | null = null;
  #last: Place | null = null;

  read(sample: Sample): MapPicture {
    const { state, board, reset } = sample;
    if (reset) this.#forget();
    const lapShare = this.#lapShare.read(sample);
    const resting = !isPresent(sample);
    if (!resting) this.#follow(sample);
    return {
      resting,
      path: board.trackMap,
      car: resting ? null : state,
      lapShare: resting ? null : lapShare,
      driven: this.#driven,
      version: this.#version,
    };
  }

  #follow({ passed }: Sample): void {
    for (const { worldPosition, lap } of passed) {
      if (lap !== undefined && lap !== this.#lap) {
        if (this.#lap !== null) this.#forget();
        this.#lap = lap;
      }
      if (worldPosition === undefined) continue;
      this.#push({ x: worldPosition[0], z: worldPosition[2] });
    }
  }

  #push(at: Place): void {
    if (this.#last !== null && between(this.#last, at) > jumpM) this.#forget();
    this.#last = at;
    const before = this.#driven.at(-1);
    if (before !== undefined && between(before, at) < this.#apart) return;
    this.#driven.push(at);
    this.#version += 1;
    if (this.#driven.length < limits.mapDrivenPointsMax) return;
    this.#driven = this.#driven.filter((_, i) => i % 2 === 0);
    this.#apart *= 2;
  }

  #forget(): void {
    if (this.#driven.length > 0) this.#version += 1;
    this.#driven = [];
    this.#apart = apartM;
    this.#last = null;
  }
}

function between(a: Place, b: Place): number {
  return Math.hypot(a.x - b.x, a.z - b.z);
}
