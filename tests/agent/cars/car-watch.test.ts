/** Sources of cars come, go and are exchanged; what moves in the best one is passed on ten times a second. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { CarsReading } from '../../../agent/cars/car-source.ts';
import { CarWatch } from '../../../agent/cars/car-watch.ts';
import { carsPages } from '../../../agent/cars/cars-page.ts';
import { carsPageSource } from '../../../agent/cars/cars-page-source.ts';
import { FieldPage } from '../../../agent/demo/field/field-page.ts';
import { limits } from '../../../protocol/limits.ts';

/** The pages that there are, by name. */
const pages = new Map<string, { bytes: Buffer; opened: number; closed: number }>();
const heard: (CarsReading | null)[] = [];
let now = 0;
let metres = 0;
let watch: CarWatch;

function create(name: string): void {
  pages.set(name, { bytes: Buffer.alloc(30_252), opened: 0, closed: 0 });
}

/** A car moves in a page. */
function move(name: string): void {
  const page = new FieldPage();
  metres += 2;
  const car = { driver: name, car: 'c', speedMps: 40, bestLapMs: 0, lastLapMs: 0, laps: 0 };
  const place = { x: metres, y: 0, z: 0, trackPosition: 0, place: 1, currentLapMs: metres };
  const flags = { inPitLane: false, inPit: false, isConnected: true };
  page.write('', [{ ...car, ...place, ...flags }]);
  page.bytes.copy(pages.get(name)!.bytes);
}

/** Time passes; cars move in some pages 25 times a second. */
function pass(ms: number, ...moving: string[]): void {
  const untilMs = now + ms;
  let movedMs = Number.NEGATIVE_INFINITY;
  while (now < untilMs) {
    now += limits.carsPollMs;
    if (now - movedMs >= 40) {
      movedMs = now;
      for (const name of moving) move(name);
    }
    watch.look();
  }
}

beforeEach(() => {
  pages.clear();
  heard.length = 0;
  now = 1_000;
  metres = 0;
  const sources = carsPages.map((format) =>
    carsPageSource(format, (name) => {
      const page = pages.get(name);
      if (page === undefined) return `${name} is not there`;
      page.opened++;
      let isOpen = true;
      return {
        bytes: page.bytes,
        readable: () => true,
        close: () => {
          if (isOpen) page.closed++;
          isOpen = false;
        },
      };
    }),
  );
  watch = new CarWatch({ sources, now: () => now, onCars: (reading) => heard.push(reading) });
});

const sourcesHeard = () => heard.map((reading) => reading?.source ?? null);

describe('the watch over sources of cars', () => {
  test('finds nothing and says nothing while there is no page', () => {
    pass(10_000);
    expect(heard).toEqual([]);
    expect(watch.used).toBeNull();
  });

  test('passes on a page in which cars move ten times a second, with the time at which it read it', () => {
    create('crewchief');
    pass(3_000, 'crewchief');
    heard.length = 0;
    pass(10_000, 'crewchief');
    expect(heard.length).toBeGreaterThan(95);
    expect(heard.length).toBeLessThan(115);
    expect(heard.at(-1)).toMatchObject({ source: 'crewchief', entries: [{ driver: 'crewchief' }] });
    const times = heard.map((reading) => reading!.atMs);
    expect(Math.max(...times.slice(1).map((ms, i) => ms - times[i]!))).toBeLessThan(140);
  });

  test('does not take a page in which nothing moves for a source: its program has ended', () => {
    create('simhub_v2');
    move('simhub_v2');
    pass(10_000);
    expect(heard).toEqual([]);
  });

  test('changes over to a better page that comes, and back when its cars stop', () => {
    create('crewchief');
    pass(4_000, 'crewchief');
    create('simhub_v2');
    pass(4_000, 'crewchief', 'simhub_v2');
    expect(watch.used?.name).toBe('simhub-v2');
    pass(limits.carsQuietMs + 1_000, 'crewchief');
    expect(watch.used?.name).toBe('crewchief');
    const changes = sourcesHeard().filter((name, i, all) => name !== all[i - 1]);
    expect(changes).toEqual(['crewchief', 'simhub-v2', 'crewchief']);
  });

  test('keeps its page in a pause, and goes on with it', () => {
    create('simhub');
    pass(4_000, 'simhub');
    pass(60_000);
    expect(watch.used?.name).toBe('simhub');
    expect(heard.at(-1)).not.toBeNull();
    heard.length = 0;
    pass(1_000, 'simhub');
    expect(heard.length).toBeGreaterThan(8);
  });

  test('reports that the last page has gone, once, and closes it', () => {
    create('crewchief');
    pass(4_000, 'crewchief');
    const page = pages.get('crewchief')!;
    pages.clear();
    pass(8_000);
    expect(sourcesHeard().filter((name) => name === null)).toHaveLength(1);
    expect(heard.at(-1)).toBeNull();
    expect(page.closed).toBe(page.opened);
  });

  test('reads the new page of a restarted game under the old name', () => {
    create('crewchief');
    pass(4_000, 'crewchief');
    create('crewchief');
    pass(8_000, 'crewchief');
    expect(pages.get('crewchief')!.opened).toBeGreaterThan(0);
    heard.length = 0;
    pass(1_000, 'crewchief');
    expect(heard.length).toBeGreaterThan(8);
  });

  test('closes every page when it stops', () => {
    for (const name of ['crewchief', 'simhub_v2']) create(name);
    pass(6_000, 'crewchief', 'simhub_v2');
    watch.stop();
    for (const { opened, closed } of pages.values()) expect(closed).toBe(opened);
  });
});
