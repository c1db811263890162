/** The grid of a whole made-up race equals what the race knows, whatever the rate, the delays and the losses of its source. */
import { describe, expect, test } from 'vitest';
import { RaceField } from '../../../../agent/demo/field/race-field.ts';
import { type TrueCar, type TrueGap, truthAt } from '../../../../agent/demo/field/race-truth.ts';
import { createRandom } from '../../../../agent/demo/random.ts';
import type { CarGap, GridEntry } from '../../../../protocol/cars.ts';
import { limits } from '../../../../protocol/limits.ts';
import { placeholderValues } from '../../../../relay/obs/rules/placeholders.ts';
import type { GridEventDraft } from '../../../../relay/timing/grid/grid-events.ts';
import { GridTiming } from '../../../../relay/timing/grid/grid-timing.ts';
import type { CarLapDraft } from '../../../../relay/timing/grid/lap-count.ts';
import { readField } from '../../../support/field-cars.ts';

interface Source {
  readonly hz: number;
  /** Each message is stamped up to this much too early or too late, ms. */
  readonly jitterMs: number;
  /** Share of messages that never arrive. */
  readonly lost: number;
}

interface Findings {
  readonly errorsMs: number[];
  /** Sentences about what is wrong. */
  readonly wrong: string[];
  readonly events: GridEventDraft[];
  /** Ids of those who led clearly, one after the other. */
  readonly leaders: number[];
  readonly laps: CarLapDraft[];
  /** Pairs of cars that changed places twice within a second and did not do so on the track. */
  readonly flickers: string[];
  readonly entries: Map<number, GridEntry>;
  readonly samples: number;
}

/** Cars this close may be shown in either order, m. */
const sideBySideM = 6;

function race(field: RaceField, laps: number, { hz, jitterMs, lost }: Source): Findings {
  const random = createRandom(1, `source ${hz} ${jitterMs} ${lost}`);
  const grid = new GridTiming();
  const { lengthM } = field.circuit;
  grid.setRules({ isRace: true, laps, lengthM }, () => null);
  const found: Findings = {
    errorsMs: [],
    wrong: [],
    events: [],
    leaders: [],
    laps: [],
    flickers: [],
    entries: new Map(),
    samples: 0,
  };
  const shown = new PlaceChanges();
  const real = new PlaceChanges();
  let samples = 0;
  const endMs = field.flagMs! + 130_000;
  for (let i = 0; (i * 1000) / hz < endMs; i++) {
    const ms = (i * 1000) / hz + 1;
    if (random.chance(lost)) continue;
    const { truth, entries, motions } = readField(field, ms);
    grid.update({ source: 'crewchief', server: null, whole: true, cars: entries, gone: [] });
    const step = grid.move(ms + random.between(-jitterMs, jitterMs), motions);
    if (step === null) continue;
    samples++;
    found.events.push(...step.events);
    found.laps.push(...step.laps);
    for (const entry of step.entries) found.entries.set(entry.id, entry);
    compare(field, ms, truth, grid, found);
    const [leader, second] = truth;
    const isClear = leader!.pose.metres - second!.pose.metres > sideBySideM;
    const isQuiet = ms < field.startMs + 10_000 || ms > field.flagMs!;
    if (isClear && !isQuiet && leader!.car.id !== found.leaders.at(-1)) {
      found.leaders.push(leader!.car.id);
    }
    real.add(
      ms,
      truth.map(({ car }) => car.id),
    );
    shown.add(
      ms,
      step.positions.map(({ id }) => id),
    );
  }
  const flickers = shown.twice
    .filter(
      ({ pair, ms }) =>
        !real.twice.some((one) => one.pair === pair && Math.abs(one.ms - ms) < 1500),
    )
    .map(({ pair, ms }) => `${ms}: ${pair}`);
  return { ...found, samples, flickers };
}

function compare(
  field: RaceField,
  ms: number,
  truth: TrueCar[],
  grid: GridTiming,
  found: Findings,
): void {
  const positions = new Map(grid.positions.map((one) => [one.id, one]));
  // A car that disconnected is kept a little; until then the places below it differ.
  const isKept = truth.some(
    ({ car: { disconnectsMs } }) =>
      disconnectsMs !== null && ms >= disconnectsMs && ms < disconnectsMs + limits.carGoneMs + 500,
  );
  if (isKept) return;
  for (const [i, one] of truth.entries()) {
    const shown = positions.get(one.car.id);
    if (shown === undefined) {
      found.wrong.push(`${ms}: ${one.car.driver} is missing`);
      continue;
    }
    if (shown.place !== one.place && !isBesideNeighbour(truth, i)) {
      found.wrong.push(`${ms}: ${one.car.driver} is shown at ${shown.place}, not ${one.place}`);
    }
    if (ms < field.startMs + 1_000 || one.isOut || shown.place !== one.place) continue;
    // Two leaders side by side: the gaps to one are not those to the other.
    if (positions.get(truth[0]!.car.id)!.place === 1) {
      compareGap(ms, `${one.car.driver} gap`, shown.gap, one.gap, one, found);
    }
    const ahead = truth[i - 1];
    const isSamePair = ahead === undefined || positions.get(ahead.car.id)!.place === i;
    if (isSamePair && ahead !== undefined) {
      compareGap(ms, `${one.car.driver} interval`, shown.interval, one.interval, one, found);
    }
  }
}

function isBesideNeighbour(truth: TrueCar[], i: number): boolean {
  return [truth[i - 1], truth[i + 1]].some(
    (other) =>
      other !== undefined && Math.abs(other.pose.metres - truth[i]!.pose.metres) < sideBySideM,
  );
}

function compareGap(
  ms: number,
  what: string,
  shown: CarGap,
  gap: TrueGap,
  one: TrueCar,
  found: Findings,
): void {
  if (gap.ms === null) return;
  if (shown.ms === null) {
    found.wrong.push(`${ms}: ${what} is not known, but ${Math.round(gap.ms)}`);
    return;
  }
  const errorMs = Math.abs(shown.ms - gap.ms);
  found.errorsMs.push(errorMs);
  if (errorMs > 150) {
    found.wrong.push(
      `${ms}: ${what} is shown as ${shown.ms}, not ${Math.round(gap.ms)} (at ${Math.round(one.pose.metres)} m)`,
    );
  }
}

/** The laps that the race knows. */
function trueLaps(field: RaceField): Pick<CarLapDraft, 'carId' | 'lap' | 'lapMs'>[] {
  const { lengthM } = field.circuit;
  return field.cars.flatMap(({ id, history: { path } }) => {
    const laps = Math.floor(path.metresAt(field.flagMs! + 128_000) / lengthM);
    return Array.from({ length: laps }, (_, i) => {
      const begin = i === 0 ? field.startMs : path.timeAt(i * lengthM)!;
      const lapMs = Math.round(path.timeAt((i + 1) * lengthM)!) - Math.round(begin);
      return { carId: id, lap: i + 1, lapMs };
    });
  });
}

function lapsOf(laps: readonly Pick<CarLapDraft, 'carId' | 'lap' | 'lapMs'>[]): string[] {
  return laps.map(({ carId, lap, lapMs }) => `${carId} ${lap}: ${lapMs}`).sort();
}

/** Cars that set the fastest lap of all, in the order in which they did; the first lap of all is none. */
function trueFastest(field: RaceField): string[] {
  const laps = trueLaps(field).map(({ carId, lap, lapMs }) => {
    const { path } = field.cars.find(({ id }) => id === carId)!.history;
    return { carId, lapMs: lapMs!, endMs: path.timeAt(lap * field.circuit.lengthM)! };
  });
  let fastestMs = Number.POSITIVE_INFINITY;
  return laps
    .sort((a, b) => a.endMs - b.endMs)
    .flatMap(({ carId, lapMs }, i) => {
      if (lapMs >= fastestMs) return [];
      fastestMs = lapMs;
      return i === 0 ? [] : [`${carId} ${lapMs}`];
    });
}

/** Finds cars that change places back and forth within a second. */
class PlaceChanges {
  readonly twice: { readonly pair: string; readonly ms: number }[] = [];
  readonly #changed = new Map<string, number>();
  #before: readonly number[] = [];

  add(ms: number, order: readonly number[]): void {
    const before = this.#before;
    this.#before = order;
    if (before.length !== order.length) return;
    for (const [i, id] of order.entries()) {
      if (before[i] === id) continue;
      for (const passed of before.slice(i, before.indexOf(id))) {
        if (order.indexOf(passed) < i) continue;
        const pair = [passed, id].sort((a, b) => a - b).join(' ');
        const lastMs = this.#changed.get(pair);
        if (lastMs !== undefined && ms - lastMs < 1000) this.twice.push({ pair, ms });
        this.#changed.set(pair, ms);
      }
    }
  }
}

function share(errorsMs: readonly number[], withinMs: number): number {
  return errorsMs.filter((error) => error <= withinMs).length / errorsMs.length;
}

describe('a race of 19 cars', () => {
  test.each([
    { seed: 5, laps: 15, hz: 10, jitterMs: 0, lost: 0 },
    { seed: 6, laps: 6, hz: 25, jitterMs: 12, lost: 0.05 },
    { seed: 7, laps: 15, hz: 10, jitterMs: 12, lost: 0.1 },
  ])(
    'is shown as it is: $laps laps at $hz Hz, $jitterMs ms late or early, a share of $lost lost',
    ({ seed, laps, ...source }) => {
      const field = new RaceField({ seed, kind: 'race', laps });
      const found = race(field, laps, source);
      expect(found.samples).toBeGreaterThan(laps * 800);
      expect(found.wrong.slice(0, 12)).toEqual([]);
      expect(found.flickers).toEqual([]);
      expect(share(found.errorsMs, 50)).toBeGreaterThan(0.95);
      expect(lapsOf(found.laps)).toEqual(lapsOf(trueLaps(field)));
      checkEvents(field, found);
    },
  );
});

/** Each thing that happens in the race is one event, and a rule knows of whom it is. */
function checkEvents(field: RaceField, found: Findings): void {
  const of = (name: GridEventDraft['name']) => found.events.filter((one) => one.name === name);
  const idsOf = (name: GridEventDraft['name']) => of(name).map(({ carId }) => carId!);
  const winner = truthAt(field, field.flagMs! + 1_000)[0]!.car;
  expect(idsOf('chequered-flag')).toEqual([winner.id]);
  const retired = field.cars.filter(({ history }) => history.retiredMs !== null);
  expect(idsOf('car-retired').sort(byNumber)).toEqual(retired.map(({ id }) => id).sort(byNumber));
  const stops = field.cars.flatMap(({ id, history: { pitLane } }) =>
    pitLane.filter(({ fromMs }) => fromMs > field.startMs && fromMs < field.flagMs!).map(() => id),
  );
  expect(idsOf('car-pitted').sort(byNumber)).toEqual(stops.sort(byNumber));
  expect(of('fastest-lap').map(({ carId, lapTimeMs }) => `${carId} ${lapTimeMs}`)).toEqual(
    trueFastest(field),
  );
  const leaders = idsOf('leader-changed');
  expect(leaders.filter((id, i) => id === leaders[i - 1])).toEqual([]);
  // Side by side, who leads is a matter of metres.
  expect(leaders.length).toBeGreaterThanOrEqual(found.leaders.length - 1);
  expect(new Set(leaders)).toEqual(new Set([...leaders, ...found.leaders.slice(1)]));
  for (const name of ['overtake', 'battle-started'] as const) {
    expect(of(name).length).toBeGreaterThan(0);
  }
  for (const draft of found.events) {
    const words = placeholderValues({ ...draft, id: 1, at: 0, sessionID: 'S', track: 't' });
    expect([words.driver, words.car, words.position, words.event]).not.toContain('');
    const hasOther = ['overtake', 'overtaken', 'battle-started', 'leader-changed'];
    expect(words.other !== '', draft.name).toBe(hasOther.includes(draft.name));
    expect(words.gap !== '', draft.name).toBe(draft.name === 'battle-started');
  }
}

function byNumber(a: number, b: number): number {
  return a - b;
}
