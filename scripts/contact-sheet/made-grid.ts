/** The made-up cars of all pictures at a time of the drive. Pure. */
import { type CarGap, type Grid, type GridCar, noFocus } from '../../protocol/cars.ts';
import type { RaceEvent } from '../../protocol/events.ts';
import type { MadeField } from './made-fields.ts';

/** A lap of the made-up drive, ms. */
const lapMs = 120_000;

export interface MadeTrack {
  /** Of the own car, 0…1. */
  readonly trackPosition: number;
  readonly placeAt: (position: number) => { readonly x: number; readonly z: number };
}

/** The cars at a time of the drive. @param t ms */
export function madeGrid({ entrants, own }: MadeField, t: number, track: MadeTrack): Grid {
  const order = [...entrants.keys()];
  entrants.forEach(({ passesAtMs }, i) => {
    if (passesAtMs !== undefined && t >= passesAtMs) order.splice(i - 1, 2, i, i - 1);
  });
  const waver = (i: number) => Math.sin(t / 5_300 + i * 1.7) * (i === 0 ? 0 : 90);
  const behindAt = order.map((_, place) => entrants[place]!.behindMs + waver(place));
  const ownPlace = order.indexOf(own);
  const leader = 6 + track.trackPosition + behindAt[ownPlace]! / lapMs;
  const cars = order.map((i, place): GridCar => {
    const { driver, number, change } = entrants[i]!;
    const behindMs = behindAt[place]!;
    const aheadMs = place === 0 ? null : behindMs - behindAt[place - 1]!;
    const progress = leader - behindMs / lapMs;
    const trackPosition = progress - Math.floor(progress);
    const here = track.placeAt(trackPosition);
    const next = track.placeAt(trackPosition + 0.0005);
    const { beside } = entrants[i]!;
    const ownHere = track.placeAt(track.trackPosition);
    const ownNext = track.placeAt(track.trackPosition + 0.0005);
    const ownHeading = Math.atan2(ownNext.x - ownHere.x, ownNext.z - ownHere.z);
    const apart = (behindMs - behindAt[ownPlace]!) / lapMs;
    return {
      id: i,
      driver,
      number,
      car: 'ks_porsche_911_gt3_r_2016',
      ...(i === own ? { isPlayer: true as const } : {}),
      lastLapMs: 112_518 + ((i * 137) % 900) - (i === 2 ? 700 : 0),
      bestLapMs: 112_018 + ((i * 89) % 700) - (i === 2 ? 200 : 0),
      laps: Math.floor(progress),
      trackPosition,
      worldPosition:
        beside === undefined ? [here.x, 3, here.z] : besideOf(ownHere, ownHeading, beside),
      heading:
        beside === undefined ? Math.atan2(next.x - here.x, next.z - here.z) : ownHeading + 0.04,
      speedKmh: 180,
      currentLapMs: Math.round(trackPosition * lapMs),
      inPitLane: false,
      inPit: false,
      isConnected: true,
      status: 'running',
      startPlace: i + 1,
      stintLaps: 4,
      pitStops: 0,
      attackedId: null,
      sessionID: null,
      ...change,
      placesGained: (change?.startPlace ?? i + 1) - place - 1,
      place: place + 1,
      gap: gapOf(behindMs, change?.gap),
      interval: aheadMs === null ? { laps: 0, ms: null } : gapOf(aheadMs, change?.interval),
      relativeMs: i === own ? null : Math.round((apart - Math.round(apart)) * lapMs),
    };
  });
  const head = { source: 'simhub-v2', server: null, isRace: true, focus: noFocus } as const;
  return { sessionID: 'made', t, ...head, cars };
}

function besideOf(
  { x, z }: { readonly x: number; readonly z: number },
  heading: number,
  [ahead, right]: readonly [number, number],
): [number, number, number] {
  const sin = Math.sin(heading);
  const cos = Math.cos(heading);
  return [x + ahead * sin - right * cos, 3, z + ahead * cos + right * sin];
}

function gapOf(ms: number, change: CarGap | undefined): CarGap {
  return change ?? { laps: Math.floor(ms / lapMs), ms: Math.round(ms) };
}

/** The events of a field's race after one time and up to another, ms of the drive. */
export function madeEvents(
  { entrants, own, events }: MadeField,
  afterT: number,
  t: number,
): readonly RaceEvent[] {
  return events
    .filter(({ atMs }) => atMs > afterT && atMs <= t)
    .map(({ atMs, name, about, other, more }): RaceEvent => {
      const { driver, number } = entrants[about]!;
      return {
        id: atMs,
        sessionID: 'made',
        at: atMs,
        name,
        carId: about,
        position: about + 1,
        own: about === own,
        driver,
        number,
        ...(other === undefined ? {} : { otherId: other, otherDriver: entrants[other]!.driver }),
        ...more,
      };
    });
}
