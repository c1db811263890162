/**
 * The cars of a session, the player's own included: what a source knows of each (`CarEntry`, `CarMotion`), and what the
 * relay makes of it (`GridCar`). The `read…` functions check what a source sends. `cars-codec.ts` has the compact form of what
 * changes all the time. Pure.
 */

import type { Vector } from './frame.ts';
import { limits } from './limits.ts';
import { withoutMarks, withoutUndisplayable } from './shown-text.ts';
import { isWhole } from './value-checks.ts';

/**
 * Where cars come from. The first of these that is there is used.
 * - `agents`: our agents of other drivers - `server`: the dedicated server's plugin protocol - `app`: our in-game app
 * - the rest: pages that the in-game apps of other programs write
 */
export const carSources = ['agents', 'server', 'app', 'simhub-v2', 'simhub', 'crewchief'] as const;

export type CarSourceName = (typeof carSources)[number];

/** What rarely changes about a car. Everything that a source does not know is absent or null. */
export interface CarEntry {
  /**
   * Number of the car in its source, from 0: another car or driver may get it later. The player's own car is 0 in the
   * pages of the game's PC.
   */
  readonly id: number;
  readonly driver: string;
  /** As the game names its folder, for instance `ks_ferrari_488_gt3`. */
  readonly car: string;
  /** The number on the car; letters are allowed. */
  readonly number?: string;
  readonly team?: string;
  /** Cars of one class race each other. */
  readonly carClass?: string;
  readonly tyre?: string;
  /** Of the team, `#rrggbb`; from the entry list of a league. */
  readonly colour?: string;
  readonly lastLapMs: number | null;
  readonly bestLapMs: number | null;
  /** Cuts in the last lap: with some it does not count. Absent: not known. */
  readonly lastLapCuts?: number;
  /** The game's own order, from 1. The relay makes its own from it; absent: the source has none. */
  readonly gamePlace?: number;
  /** The car of the driver whose PC sends this. */
  readonly isPlayer?: boolean;
}

/** A car hit something. */
export interface CarCollision {
  readonly carId: number;
  /** null: no car, or not known. */
  readonly otherId: number | null;
  /** Absent: the source does not know it. */
  readonly impactKmh?: number;
}

/** What a driver does, as the driver's own agent sees it. */
export interface CarInputs {
  /** 0 released … 1 fully pressed. */
  readonly throttle: number;
  readonly brake: number;
  /** -1 reverse, 0 neutral, 1… */
  readonly gear: number;
  /** l; null: not known. */
  readonly fuelL: number | null;
}

/** Where a car is. */
export interface CarMotion {
  readonly id: number;
  /** Completed laps. */
  readonly laps: number;
  /** 0…1 along the track. */
  readonly trackPosition: number;
  /** As in a frame, m: x, y up, z. */
  readonly worldPosition: Vector;
  /** Direction of the nose, rad from -π to π: `atan2(dx, dz)`. Null: not known, for instance of a car that never moved. */
  readonly heading: number | null;
  readonly speedKmh: number;
  /** Time since the line, ms; null: not known. */
  readonly currentLapMs: number | null;
  readonly inPitLane: boolean;
  /** In its box. */
  readonly inPit: boolean;
  readonly isConnected: boolean;
  /** Absent: no agent of the driver publishes to this relay. */
  readonly inputs?: CarInputs;
}

/** - `grid`: before the start - `running` - `finished`: crossed the line after the flag - `out`: retired or gone */
export const carStatuses = ['grid', 'running', 'finished', 'out'] as const;

export type CarStatus = (typeof carStatuses)[number];

/** A car's entry with what the relay counts. It changes with laps, pit stops and places, not with every metre. */
export interface GridEntry extends CarEntry {
  readonly status: CarStatus;
  /** Place at the start of the race, from 1; null: no start was seen. */
  readonly startPlace: number | null;
  /** Since the start; negative: lost. 0 outside races. */
  readonly placesGained: number;
  readonly pitStops: number;
  /** Laps completed since the pit lane was left last. */
  readonly stintLaps: number;
  /** The car ahead that this one has followed within a second for a lap or more; null: no battle. */
  readonly attackedId: number | null;
  /** Live session of this driver, with pedals, gear and fuel in its frames; null: no agent publishes this car. */
  readonly sessionID: string | null;
}

/** The distance to another car in time. Both null: not known. */
export interface CarGap {
  /** Whole laps behind; 0: on the same lap. */
  readonly laps: number;
  /** Since the other car was where this one is now, ms. */
  readonly ms: number | null;
}

/** What the relay computes for every message: order and gaps. */
export interface GridPosition extends CarMotion {
  /** From 1, without holes. */
  readonly place: number;
  /** To the leader. The leader's own is 0. In sessions without a race: the best lap minus the leader's. */
  readonly gap: CarGap;
  /** To the car one place ahead. */
  readonly interval: CarGap;
  /**
   * To the player's own car on the road, the shorter way round, ms; negative: ahead of it. Null: it is that car, there is no
   * such car, or not known.
   */
  readonly relativeMs: number | null;
}

/** One car as pages, the API and plain clients get it. */
export interface GridCar extends GridEntry, GridPosition {}

/**
 * Whether the camera of the game on the PC that sends the cars follows what commentators choose.
 * - `follows` - `driving`: not now, its own car moves or did a moment ago - `off`: not allowed in our app's window
 * - `old-app`: our app in the game is older and cannot say - `no-way`: its page cannot be written, as over some bridges on Linux
 */
export const gameCameras = ['follows', 'driving', 'off', 'old-app', 'no-way'] as const;

export type GameCamera = (typeof gameCameras)[number];

/** Which car the commentator's pages are about. */
export interface GridFocus {
  /** null: no car is chosen. */
  readonly carId: number | null;
  /** The director chooses. */
  readonly isAuto: boolean;
  /** The car that the director would show: the attacker of the most interesting battle. Null: outside races, or no car. */
  readonly proposedId: number | null;
}

export const noFocus: GridFocus = { carId: null, isAuto: false, proposedId: null };

/** The body of `PUT /api/sessions/{id}/focus`: a car, none, or the director's choice. */
export type FocusChoice = { readonly carId: number | null } | { readonly auto: true };

/** The grid of a session: cars in the order of their places. */
export interface Grid {
  readonly sessionID: string;
  /** `t` of the session at which the cars were there, ms. */
  readonly t: number;
  readonly source: CarSourceName;
  /** Name of the game's server, where the source knows it. */
  readonly server: string | null;
  /** Places follow laps and the place on track; false: the best laps. */
  readonly isRace: boolean;
  readonly focus: GridFocus;
  /** Absent: the cars do not come from our app in the game, which alone can move its camera. */
  readonly camera?: GameCamera;
  readonly cars: readonly GridCar[];
}

const textFields = ['number', 'team', 'carClass', 'tyre'] as const;
/** What is left of a character that was cut in two. */
const halfCharacter = /[\ud800-\udbff]$/;
const dayMs = 86_400_000;

/** A name as it is shown: without control characters and marks, not too long. */
export function carText(text: string): string {
  const shown = withoutMarks(withoutUndisplayable(text)).trim().slice(0, limits.factCharsMax);
  return shown.replace(halfCharacter, '');
}

function readLapMs(value: unknown): number | null {
  return isWhole(value, 1, 7 * dayMs) ? value : null;
}

/** @returns null: the value is not an entry; unknown fields are left out, and optional ones that are invalid */
function readCarEntry(value: unknown): CarEntry | null {
  if (typeof value !== 'object' || value === null) return null;
  const given = value as Record<string, unknown>;
  const { id, driver, car } = given;
  if (!isWhole(id, 0, limits.carIdMax)) return null;
  if (typeof driver !== 'string' || typeof car !== 'string') return null;
  const texts: Partial<Record<(typeof textFields)[number], string>> = {};
  for (const name of textFields) {
    const text = given[name];
    if (typeof text === 'string' && text !== '') texts[name] = carText(text);
  }
  return {
    id,
    driver: carText(driver),
    car: carText(car),
    ...texts,
    lastLapMs: readLapMs(given.lastLapMs),
    bestLapMs: readLapMs(given.bestLapMs),
    ...(isWhole(given.lastLapCuts, 0, 1_000) ? { lastLapCuts: given.lastLapCuts } : {}),
    ...(isWhole(given.gamePlace, 1, limits.carIdMax) ? { gamePlace: given.gamePlace } : {}),
    ...(given.isPlayer === true ? { isPlayer: true } : {}),
  };
}

/** @returns null: not a list of entries, too many, or two of one id */
export function readCarEntries(value: unknown): CarEntry[] | null {
  if (!Array.isArray(value) || value.length > limits.carsMax) return null;
  const entries: CarEntry[] = [];
  const ids = new Set<number>();
  for (const one of value) {
    const entry = readCarEntry(one);
    if (entry === null || ids.has(entry.id)) return null;
    ids.add(entry.id);
    entries.push(entry);
  }
  return entries;
}

/** @returns null: not a list of collisions, or too many */
export function readCollisions(value: unknown): CarCollision[] | null {
  if (!Array.isArray(value) || value.length > limits.collisionsMax) return null;
  const found: CarCollision[] = [];
  for (const one of value) {
    if (typeof one !== 'object' || one === null) return null;
    const { carId, otherId } = one as Record<string, unknown>;
    if (!isWhole(carId, 0, limits.carIdMax)) return null;
    if (otherId !== null && !isWhole(otherId, 0, limits.carIdMax)) return null;
    found.push({ carId, otherId });
  }
  return found;
}

/** Whether two entries say the same. */
export function isSameEntry(a: GridEntry, b: GridEntry): boolean;
export function isSameEntry(a: CarEntry, b: CarEntry): boolean;
export function isSameEntry(a: CarEntry, b: CarEntry): boolean {
  // Called for every car ten times a second, so it allocates nothing.
  let fields = 0;
  for (const name in a) {
    if (a[name as keyof CarEntry] !== b[name as keyof CarEntry]) return false;
    fields++;
  }
  for (const _name in b) fields--;
  return fields === 0;
}
