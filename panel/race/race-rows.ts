/** The table of the race room: what its cells say, and who fights whom. Pure. */
import type { CarGap, FocusChoice, Grid, GridCar, GridFocus } from '../../protocol/cars.ts';
import { prettyName } from '../../protocol/readable-name.ts';
import { lapTimeText } from '../../protocol/units.ts';

export interface RaceRow {
  readonly id: number;
  readonly place: number;
  readonly number: string;
  readonly driver: string;
  /** Team, else the car. */
  readonly below: string;
  /** `#rrggbb`; null: none is known. */
  readonly colour: string | null;
  readonly laps: string;
  readonly gap: string;
  readonly interval: string;
  readonly last: string;
  readonly best: string;
  /** It is the fastest lap of all. */
  readonly isFastest: boolean;
  readonly stops: string;
  /** Empty: it drives. */
  readonly state: '' | 'Pit' | 'Out' | 'Finished' | 'Lost';
  readonly isFighting: boolean;
  readonly isFocused: boolean;
}

export interface Battle {
  readonly place: number;
  readonly ahead: string;
  readonly attacker: string;
  /** Focusing it shows the battle. */
  readonly attackerId: number;
  readonly gap: string;
  readonly isFocused: boolean;
}

const none = '–';

/** `+1.234` or `+2 laps`. */
export function gapText({ laps, ms }: CarGap): string {
  if (laps > 0) return laps === 1 ? '+1 lap' : `+${laps} laps`;
  return ms === null ? none : `+${(Math.max(ms, 0) / 1000).toFixed(ms < 100_000 ? 3 : 1)}`;
}

function lapText(ms: number | null): string {
  return ms === null ? none : lapTimeText(ms);
}

function stateOf({ status, isConnected, inPitLane, inPit }: GridCar): RaceRow['state'] {
  if (status === 'out') return 'Out';
  if (!isConnected) return 'Lost';
  if (status === 'finished') return 'Finished';
  return inPitLane || inPit ? 'Pit' : '';
}

/** In the order of places. */
export function raceRows({ cars, focus }: Grid): readonly RaceRow[] {
  const bests = cars.flatMap(({ bestLapMs }) => bestLapMs ?? []);
  const fastest = bests.length === 0 ? null : Math.min(...bests);
  const attacked = new Set(cars.map(({ attackedId }) => attackedId));
  return cars.map((car, i) => ({
    id: car.id,
    place: car.place,
    number: car.number ?? '',
    driver: driverOf(car),
    below: car.team ?? prettyName(car.car),
    colour: car.colour ?? null,
    laps: String(car.laps),
    gap: i === 0 ? none : gapText(car.gap),
    interval: i === 0 ? none : gapText(car.interval),
    last: lapText(car.lastLapMs),
    best: lapText(car.bestLapMs),
    isFastest: car.bestLapMs !== null && car.bestLapMs === fastest,
    stops: String(car.pitStops),
    state: stateOf(car),
    isFighting: car.attackedId !== null || attacked.has(car.id),
    isFocused: car.id === focus.carId,
  }));
}

/** Who fights whom, the first places first. */
export function battlesOf({ cars, focus }: Grid): readonly Battle[] {
  return cars.flatMap((car): Battle[] => {
    const ahead = cars.find(({ id }) => id === car.attackedId);
    if (ahead === undefined) return [];
    return [
      {
        place: Math.min(ahead.place, car.place),
        ahead: driverOf(ahead),
        attacker: driverOf(car),
        attackerId: car.id,
        gap: gapText(car.interval),
        isFocused: [ahead.id, car.id].includes(focus.carId ?? -1),
      },
    ];
  });
}

/** A driver as the room names it: some sources know no names of some cars. */
export function driverOf({ driver, number, id }: GridCar): string {
  return driver === '' ? `Car ${number ?? id}` : driver;
}

/** The focus once the relay knows of a choice. */
export function chosenFocus(choice: FocusChoice, { proposedId }: GridFocus): GridFocus {
  const isAuto = 'auto' in choice;
  return { carId: isAuto ? proposedId : choice.carId, isAuto, proposedId };
}
