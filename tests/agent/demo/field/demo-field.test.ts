/** The demo's race on its way from the page of other cars through the agent to the grid: what is shown is what is driven. */
import { expect, test } from 'vitest';
import { CarWatch } from '../../../../agent/cars/car-watch.ts';
import { carsPages } from '../../../../agent/cars/cars-page.ts';
import { carsPageSource } from '../../../../agent/cars/cars-page-source.ts';
import { DemoCar } from '../../../../agent/demo/demo-car.ts';
import { CarsSender } from '../../../../agent/publish/cars-messages.ts';
import type { Session } from '../../../../agent/session/session.ts';
import { decodeCars } from '../../../../protocol/cars-codec.ts';
import type { AgentCars } from '../../../../protocol/messages.ts';
import type { GridEventDraft } from '../../../../relay/timing/grid/grid-events.ts';
import { GridTiming } from '../../../../relay/timing/grid/grid-timing.ts';

const minutes = 8;

test('the demo car takes part in a race of twenty, and every place and gap is shown as it is', () => {
  const car = new DemoCar({ seed: 9, field: 'race', sessionMinutes: minutes, pitEveryLaps: 3 });
  const grid = new GridTiming();
  grid.setRules({ isRace: true, laps: null, lengthM: car.drive.circuit.lengthM }, () => null);
  const sender = new CarsSender();
  let beganMs = 0;
  let errors = 0;
  let gaps = 0;
  const wrong: string[] = [];
  const events: GridEventDraft[] = [];
  const watch = new CarWatch({
    sources: carsPages.map((format) =>
      carsPageSource(format, (name) =>
        name === 'crewchief' && car.field !== null
          ? { bytes: car.field.page.bytes, readable: () => true, close: () => {} }
          : `${name} is not there`,
      ),
    ),
    now: () => car.nowMs,
    onCars: (reading) => {
      const session = { sessionID: 'S', run: 'r', startMs: beganMs } as Session;
      const messages = sender.messages(session, reading)!;
      if (messages.entries !== null) {
        grid.update(JSON.parse(JSON.stringify(messages.entries)) as AgentCars);
      }
      const { t, cars } = decodeCars(messages.motions!);
      events.push(...(grid.move(t, cars)?.events ?? []));
      compare(t);
    },
  });
  const compare = (t: number): void => {
    const truth = car.field!.truth(t);
    const shown = new Map(grid.positions.map((one) => [one.id, one]));
    for (const [i, one] of truth.entries()) {
      const is = shown.get(one.car.id)!;
      const near = [truth[i - 1], truth[i + 1]].some(
        (other) => other && Math.abs(other.pose.metres - one.pose.metres) < 8,
      );
      if (is.place !== one.place) {
        if (!near) wrong.push(`${t}: ${one.car.driver} at ${is.place}, not ${one.place}`);
        continue;
      }
      const isLeader = truth[0]!.car.id === grid.positions[0]!.id;
      if (t < 15_000 || !isLeader || one.gap.ms === null || is.gap.ms === null) continue;
      gaps++;
      const error = Math.abs(is.gap.ms - one.gap.ms);
      if (error > 50) errors++;
      if (error > 150) wrong.push(`${t}: ${one.car.driver} ${is.gap.ms}, not ${one.gap.ms}`);
    }
  };
  for (const endMs = minutes * 60_000; car.nowMs - beganMs < endMs; ) {
    const written = car.step();
    if (written.static) beganMs = car.nowMs;
    if (car.nowMs % 12 === 0 && car.life === 'running') watch.look();
  }
  expect(wrong.slice(0, 10)).toEqual([]);
  expect(gaps).toBeGreaterThan(50_000);
  expect(errors / gaps).toBeLessThan(0.05);
  const own = grid.snapshot('S')!.cars.find(({ isPlayer }) => isPlayer)!;
  expect(own).toMatchObject({ id: 0, driver: 'Demo Driver', pitStops: 1 });
  // It starts from the pits and gains places.
  expect(own.startPlace).toBe(20);
  expect(own.placesGained).toBeGreaterThan(0);
  const names = new Set(events.map(({ name }) => name));
  for (const name of ['overtake', 'fastest-lap', 'car-pitted'] as const)
    expect(names).toContain(name);
});
