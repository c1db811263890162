/** The cars of one dedicated server: who drives which, their official laps, and where they are. Pure: the caller passes the time. */
import type { CarEntry, CarMotion } from '../../../protocol/cars.ts';
import { carText, isSameEntry } from '../../../protocol/cars.ts';
import { limits } from '../../../protocol/limits.ts';
import { noServerTimeMs } from '../../../protocol/server-packets.ts';
import type { ServerPacket } from './packet-reader.ts';

type PacketOf<Type extends ServerPacket['type']> = Extract<ServerPacket, { type: Type }>;

/** A completed lap counts after this long wherever the car is, ms. */
const lateMs = 1_000;
/** Slower than this, the direction of movement says nothing about the nose, m/s. */
const turningMps = 1.5;

/** Who drives a car. It lasts from session to session. */
type Identity = Required<Pick<CarEntry, 'driver' | 'car' | 'team'>>;

/** Of the present session. */
interface Results {
  readonly laps: number;
  readonly lastLapMs: number | null;
  readonly lastLapCuts: number | null;
  readonly bestLapMs: number | null;
  readonly place: number | null;
}

interface Slot {
  identity: Identity | null;
  isConnected: boolean;
  /** As they are given. */
  results: Results;
  /** As the server told them; they count once the car is seen behind the line. */
  official: Results;
  /** When it crossed the line last, ms; null: not seen. */
  crossedAt: number | null;
  update: PacketOf<'car-update'> | null;
  heading: number | null;
  /** Its entry as it was given last. */
  given: CarEntry | null;
  askedAt: number;
}

const noResults: Results = {
  laps: 0,
  lastLapMs: null,
  lastLapCuts: null,
  bestLapMs: null,
  place: null,
};

function smaller(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}

export class ServerCars {
  /** By the car's number in the server's entry list, 0 to 255. */
  readonly #slots = new Map<number, Slot>();
  /** Cars whose updates came together. */
  #round = new Map<number, PacketOf<'car-update'>>();
  /** When the first update of the round came, ms; null: none has. */
  #roundAt: number | null = null;
  /** Of the present race, see `winnerId`. */
  #winnerId: number | null | undefined;

  #slot(carId: number): Slot {
    const known = this.#slots.get(carId);
    if (known !== undefined) return known;
    const slot: Slot = {
      identity: null,
      isConnected: false,
      results: noResults,
      official: noResults,
      crossedAt: null,
      update: null,
      heading: null,
      given: null,
      askedAt: Number.NEGATIVE_INFINITY,
    };
    this.#slots.set(carId, slot);
    return slot;
  }

  /** Drivers that are connected. */
  get count(): number {
    return [...this.#slots.values()].filter(({ isConnected }) => isConnected).length;
  }

  isKnown(carId: number): boolean {
    return this.#slots.get(carId)?.identity != null;
  }

  /** Another session of the server begins: the drivers stay, their laps do not. */
  beginSession(): void {
    this.#round.clear();
    this.#roundAt = null;
    this.#winnerId = undefined;
    for (const [carId, slot] of this.#slots) {
      if (!slot.isConnected) this.#slots.delete(carId);
      forgetResults(slot);
      slot.given = null;
    }
  }

  identify(carId: number, identity: Identity, isConnected: boolean): void {
    const slot = this.#slot(carId);
    const isAnother = slot.identity !== null && slot.identity.driver !== identity.driver;
    if (isAnother) {
      forgetResults(slot);
      slot.heading = null;
    }
    // A message about a connection has no team.
    const team = identity.team === '' && !isAnother ? (slot.identity?.team ?? '') : identity.team;
    slot.identity = { ...identity, team };
    slot.isConnected = isConnected;
  }

  disconnect(carId: number): void {
    const slot = this.#slots.get(carId);
    if (slot === undefined) return;
    slot.isConnected = false;
    slot.update = null;
    this.#round.delete(carId);
  }

  /** @returns the car is not known, and it is time to ask the server about it */
  mustAskAbout(carId: number, now: number): boolean {
    const slot = this.#slot(carId);
    if (slot.identity !== null && slot.isConnected) return false;
    if (now - slot.askedAt < limits.serverCarAskMs) return false;
    slot.askedAt = now;
    return true;
  }

  /** @returns the cars of the round that it ends; null: none ends */
  move(packet: PacketOf<'car-update'>, now: number): CarMotion[] | null {
    const ended = this.#round.has(packet.carId) ? this.takeRound() : null;
    this.#roundAt ??= now;
    this.#round.set(packet.carId, packet);
    return ended;
  }

  /**
   * The car that crossed the line first after the flag, once its last lap counts; null: none has yet; undefined: the server has
   * not reported a lap of the race.
   */
  get winnerId(): number | null | undefined {
    if (this.#winnerId === undefined || this.#winnerId === null) return this.#winnerId;
    const slot = this.#slot(this.#winnerId);
    return slot.results === slot.official ? this.#winnerId : null;
  }

  /** When the first car of the round was received, ms; null: there is no round. */
  get roundAt(): number | null {
    return this.#roundAt;
  }

  takeRound(): CarMotion[] {
    const now = this.#roundAt ?? 0;
    const motions: CarMotion[] = [];
    for (const [carId, packet] of this.#round) this.#slot(carId).update = packet;
    for (const slot of this.#slots.values()) adoptResults(slot, now);
    for (const [carId, packet] of this.#round) {
      const slot = this.#slot(carId);
      if (slot.identity !== null && slot.isConnected)
        motions.push(motionOf(carId, slot, packet, now));
    }
    this.#round.clear();
    this.#roundAt = null;
    return motions;
  }

  completeLap(packet: PacketOf<'lap'>, isRace: boolean, now: number): void {
    const { carId, lapMs, cuts, standings } = packet;
    const slot = this.#slot(carId);
    const timeMs = lapMs > 0 && lapMs < noServerTimeMs ? lapMs : null;
    const { laps, bestLapMs } = slot.official;
    slot.official = {
      ...slot.official,
      laps: laps + 1,
      lastLapMs: timeMs,
      lastLapCuts: cuts,
      bestLapMs: cuts === 0 ? smaller(bestLapMs, timeMs) : bestLapMs,
    };
    slot.crossedAt = now;
    if (isRace) this.#winnerId ??= standings.find((row) => row.hasFinished)?.carId ?? null;
    for (const [i, row] of standings.entries()) {
      const other = this.#slot(row.carId);
      // Outside races the standings have the best laps; a server counts no lap with cuts among them.
      const best = isRace ? other.official.bestLapMs : row.timeMs;
      other.official = { ...other.official, laps: row.laps, bestLapMs: best, place: i + 1 };
    }
  }

  /** Entries that differ from what was given before. A driver who has left keeps the entry. */
  takeChanges(): CarEntry[] {
    const entries: CarEntry[] = [];
    for (const [carId, slot] of this.#slots) {
      const { identity, results, given } = slot;
      if (identity === null || identity.driver === '') continue;
      if (!slot.isConnected && given === null) continue;
      const entry = entryOf(carId, identity, results);
      if (given !== null && isSameEntry(given, entry)) continue;
      slot.given = entry;
      entries.push(entry);
    }
    return entries;
  }
}

/** The message about a lap and the first position behind the line come in either order, up to an update apart. */
function adoptResults(slot: Slot, now: number): void {
  const { results, official, update, crossedAt } = slot;
  const isSameLap = official.laps === results.laps;
  const isBehindLine = update === null || update.trackPosition < 0.5;
  const isOverdue = crossedAt === null || now - crossedAt > lateMs;
  if (isSameLap || isBehindLine || isOverdue) slot.results = official;
}

function forgetResults(slot: Slot): void {
  slot.results = noResults;
  slot.official = noResults;
  slot.crossedAt = null;
  slot.update = null;
}

function entryOf(carId: number, { driver, car, team }: Identity, results: Results): CarEntry {
  const { lastLapMs, lastLapCuts, bestLapMs, place } = results;
  return {
    id: carId,
    driver: carText(driver),
    car: carText(car),
    ...(team === '' ? {} : { team: carText(team) }),
    lastLapMs,
    bestLapMs,
    ...(lastLapCuts === null ? {} : { lastLapCuts }),
    ...(place === null ? {} : { gamePlace: place }),
  };
}

function motionOf(
  carId: number,
  slot: Slot,
  { position, velocity, trackPosition }: PacketOf<'car-update'>,
  now: number,
): CarMotion {
  const [x, , z] = velocity;
  const mps = Math.hypot(...velocity);
  if (Math.hypot(x, z) >= turningMps) slot.heading = Math.atan2(x, z);
  return {
    id: carId,
    laps: slot.results.laps,
    trackPosition,
    worldPosition: position,
    heading: slot.heading,
    speedKmh: mps * 3.6,
    currentLapMs: slot.crossedAt === null ? null : Math.max(0, Math.round(now - slot.crossedAt)),
    // The protocol does not say who is in the pits.
    inPitLane: false,
    inPit: false,
    isConnected: true,
  };
}
