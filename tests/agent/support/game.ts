/**
 * A game made by hand for tests: sets fields of the three pages by name and gives samples of them, as the sampling
 * thread would. Drives nothing by itself.
 */
import { type PageName, pages } from '../../../agent/games/assetto-corsa/layout.ts';
import { createSample, type MemorySample, pageOffsets } from '../../../agent/sampling/snapshot.ts';

/** Writes a field into a page's bytes; `index` counts the values of a vector. */
function writeField(
  view: DataView,
  page: PageName,
  name: string,
  value: number | string,
  { index = 0, offset = 0 } = {},
): void {
  const field = pages[page].fields[name];
  if (field === undefined) throw new Error(`The ${page} page has no ${name}.`);
  const start = offset + field.offset;
  if (typeof value === 'string') {
    for (let i = 0; i < field.count; i++) {
      view.setUint16(start + 2 * i, i < value.length ? value.charCodeAt(i) : 0, true);
    }
  } else if (field.type === 'int32') {
    view.setInt32(start + 4 * index, value, true);
  } else {
    view.setFloat32(start + 4 * index, value, true);
  }
}

export class Game {
  readonly sample: MemorySample = createSample();

  set(page: PageName, values: Record<string, number | string | readonly number[]>): this {
    for (const [name, value] of Object.entries(values)) {
      const list = Array.isArray(value) ? value : [value];
      list.forEach((one: number | string, index) => {
        writeField(this.sample.view, page, name, one, { index, offset: pageOffsets[page] });
      });
    }
    return this;
  }

  physics(values: Record<string, number | readonly number[]>): this {
    return this.set('physics', values);
  }

  graphics(values: Record<string, number | string | readonly number[]>): this {
    return this.set('graphics', values);
  }

  static(values: Record<string, number | string>): this {
    return this.set('static', values);
  }

  int(page: PageName, name: string): number {
    return this.sample.view.getInt32(pageOffsets[page] + pages[page].fields[name]!.offset, true);
  }

  /** A sample of the time `atMs`. */
  at(atMs: number, still = false): MemorySample {
    this.sample.atMs = atMs;
    this.sample.still = still;
    return this.sample;
  }
}

/** A car on the track at speed: all that a frame needs is filled in. */
export function drivingGame(): Game {
  return new Game()
    .static({
      carModel: 'ks_ferrari_488_gt3',
      track: 'monza',
      playerName: 'Ada',
      playerSurname: 'Lovelace',
      playerNick: 'ada',
      maxRpm: 8000,
      maxFuel: 120,
      trackSplineLength: 5793,
      sectorCount: 3,
      carSkin: 'red',
    })
    .graphics({
      packetId: 10,
      status: 2,
      session: 0,
      completedLaps: 4,
      position: 2,
      iCurrentTime: 12_345,
      iLastTime: 108_211,
      iBestTime: 107_900,
      sessionTimeLeft: 1_200_000,
      distanceTraveled: 23_172.25,
      normalizedCarPosition: 0.123_456_7,
      carCoordinates: [12.34, -5.6, 789.01],
      currentSectorIndex: 1,
      lastSectorTime: 34_567,
      tyreCompound: 'Soft (S)',
    })
    .physics({
      packetId: 10_245,
      gas: 0.987_654,
      brake: 0,
      fuel: 8.3456,
      gear: 6,
      rpms: 7654,
      steerAngle: -0.123_45,
      speedKmh: 287.44,
      accG: [-1.234, 0.987, 0.5],
      wheelsPressure: [26.1, 26.2, 26.3, 26.4],
      tyreWear: [99.5, 99.4, 99.3, 99.2],
      tyreCoreTemperature: [80.11, 81.22, 82.33, 83.44],
      carDamage: [0, 2.333, 0, 0, 0],
      brakeTemp: [20, 20, 20, 20],
      airTemp: 20,
      roadTemp: 28.5,
      clutch: 1,
      brakeBias: 0.64,
      tc: 0.11,
      abs: 0.13,
    });
}
