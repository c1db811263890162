/** An hour of driving, in time-lapse: what every overlay shows against what the car wrote into its pages. */

import { beforeAll, describe, expect, test } from 'vitest';
import { DeltaModel } from '../../overlays/core/reading/delta.ts';
import { FuelModel } from '../../overlays/core/reading/fuel-laps.ts';
import { LapListModel } from '../../overlays/core/reading/lap-list.ts';
import { LapTimerModel } from '../../overlays/core/reading/lap-timer.ts';
import { readSession } from '../../overlays/core/reading/session.ts';
import { ShiftLightsModel } from '../../overlays/core/reading/shift-lights.ts';
import { fitLine, place, TrackLine } from '../../overlays/core/reading/track-line.ts';
import { TyresModel } from '../../overlays/core/reading/tyres.ts';
import { DashModel } from '../../overlays/dash/model.ts';
import { GForceModel } from '../../overlays/g-force/model.ts';
import { GearModel } from '../../overlays/gear/model.ts';
import { PedalsModel } from '../../overlays/pedals/model.ts';
import { SpeedModel } from '../../overlays/speed/model.ts';
import { SteeringModel } from '../../overlays/steering/model.ts';
import { TachometerModel } from '../../overlays/tachometer/model.ts';
import { readTrace } from '../../overlays/trace/model.ts';
import { MapModel } from '../../overlays/track-map/model.ts';
import { channelByName } from '../../protocol/channels.ts';
import type { TimingSummary, TrackMap } from '../../protocol/timing-summary.ts';
import { lapTimeText } from '../../protocol/units.ts';
import { Checks } from '../support/checks.ts';
import { LapTruth } from '../support/lap-truth.ts';
import { drivePages, type Seen, type Written } from '../support/page-drive.ts';

const options = { seed: 31, pitEveryLaps: 7, spoiltLap: 4 };
const hourS = 3_600;
const limitRpm = 8_500;
const lamps = 10;

const checks = new Checks();
const truth = new LapTruth();
/** Of the map: what was written at places all around the track, on every lap. */
const places: { lap: number; position: number; x: number; z: number }[] = [];

/** Half the finest step of the wire, and half the decimal to which the agent rounds before it. */
function step(name: string): number {
  const { step: finest } = channelByName.get(name)!;
  const decimal = 10 ** -Math.ceil(-Math.log10(finest) - 1e-9);
  return (finest + (decimal < finest ? decimal : 0)) / 2 + 1e-6;
}

const held = (value: number): number => Math.min(Math.max(value, 0), 1);

/** What was written around the moment that is drawn: two samples, or those of a while before it too. */
function around({ sample, notes }: Seen, beforeMs = 0): readonly Written[] {
  return notes.between(sample.t! - beforeMs, sample.t!);
}

/** The shown value lies between what was written before and after the moment, to the wire's finest step. */
function within(
  name: string,
  shown: number | null | undefined,
  near: readonly Written[],
  of: (written: Written) => number,
  tolerance: number,
): void {
  checks.between(name, shown, near.map(of), tolerance);
}

class Overlays {
  readonly tachometer = new TachometerModel();
  readonly gear = new GearModel('kmh');
  readonly speed = new SpeedModel('mph', 0);
  readonly pedals = new PedalsModel();
  readonly steering = new SteeringModel(450);
  readonly lights = new ShiftLightsModel(lamps);
  readonly gForce = new GForceModel();
  readonly timer = new LapTimerModel(4);
  readonly delta = new DeltaModel('best', 1.5);
  readonly personal = new DeltaModel('personal', 1.5);
  readonly fuel = new FuelModel(2);
  readonly tyres = new TyresModel({ coldC: 70, hotC: 100, fahrenheit: false, bar: false });
  readonly list = new LapListModel(6);
  readonly map = new MapModel();
  readonly dash = new DashModel({ units: 'kmh', against: 'best', lower: 'all', lamps });

  read(seen: Seen): void {
    const near = around(seen);
    this.#car(seen, near);
    this.#inputs(seen, near);
    this.#timing(seen, near);
    this.#rest(seen, near);
  }

  #car(seen: Seen, near: readonly Written[]): void {
    const { sample, nowMs } = seen;
    const dial = this.tachometer.read(sample, nowMs);
    within('tachometer: rpm', dial.rpm, near, ({ rpms }) => Math.max(rpms, 0), step('rpms'));
    checks.equal('tachometer: scale', dial.scale.max, 9_000);
    const sign = this.gear.read(sample, nowMs);
    // Neutral between two gears is not shown, for the time of a shift.
    const gears = around(seen, 320).map(({ gear }) => 'RN123456789'[gear]!);
    checks.oneOf('tachometer: gear', dial.gear, gears);
    checks.oneOf('gear: gear', sign.gear, gears);
    within('gear: speed', sign.speed, near, ({ speedKmh }) => speedKmh, step('speedKmh'));
    const { scale, share, text } = this.speed.read(sample, nowMs);
    const mph = ({ speedKmh }: Written) => speedKmh / 1.609344;
    within('speed: pointer', share * scale.max, near, mph, step('speedKmh'));
    // Figures keep their value for a moment, so that they can be read.
    within('speed: figures', Number(text), around(seen, 130), mph, 0.7);
    const { lit } = this.lights.read(sample, nowMs);
    const shares = ({ rpms }: Written) => held((rpms / limitRpm - 0.82) / (0.965 - 0.82)) * lamps;
    within('shift-lights: lit', lit, near, shares, 0.9);
    const { push } = this.gForce.read(sample, nowMs);
    const calm = around(seen, 400);
    within('g-force: to the side', push?.x, calm, ({ lateralG }) => lateralG, step('accG'));
    within('g-force: forward', push?.y, calm, (one) => -one.longitudinalG, step('accG'));
    const dash = this.dash.read(sample, nowMs);
    checks.equal('dash: gear', dash.gear, sign.gear);
    within('dash: speed', dash.speed, near, ({ speedKmh }) => speedKmh, step('speedKmh'));
    within('dash: rpm', dash.rpm, near, ({ rpms }) => Math.max(rpms, 0), step('rpms'));
    checks.equal('dash: lights', dash.lights.lit, lit);
    within('dash: throttle', dash.pedals.throttle, near, ({ gas }) => gas, step('gas'));
    within('dash: fuel', dash.litres, near, ({ fuel }) => fuel, step('fuel'));
    checks.equal('dash: position', dash.position, String(near[0]!.position));
  }

  #inputs(seen: Seen, near: readonly Written[]): void {
    const { sample, nowMs, notes } = seen;
    const { pedals, points } = this.pedals.read(sample, nowMs);
    within('pedals: throttle', pedals.throttle, near, ({ gas }) => gas, step('gas'));
    within('pedals: brake', pedals.brake, near, ({ brake }) => brake, step('brake'));
    within('pedals: clutch', pedals.clutch, near, ({ clutch }) => 1 - clutch, step('clutch'));
    const { angleDeg } = this.steering.read(sample);
    const turned = ({ steerAngle }: Written) => steerAngle * 450;
    within('steering: angle', angleDeg, near, turned, step('steerAngle') * 450);
    const trace = readTrace(sample);
    checks.equal('trace: points', trace.points.length, points.length);
    sample.passed.forEach((frame, i) => {
      const was = [notes.at(frame.packetId!)!];
      const point = trace.points[i]!;
      within('trace: throttle', point.throttle, was, ({ gas }) => gas, step('gas'));
      within('trace: brake', point.brake, was, ({ brake }) => brake, step('brake'));
      const middle = ({ steerAngle }: Written) => held((steerAngle + 1) / 2);
      within('trace: steering', point.steering, was, middle, step('steerAngle'));
    });
  }

  #timing(seen: Seen, near: readonly Written[]): void {
    const { sample, nowMs, notes } = seen;
    for (const frame of sample.passed) {
      const delta = truth.deltaAt(frame.packetId!);
      checks.near('delta: true delta, ms', frame.deltaBestMs, delta, 20);
      // No other session is stored, so the personal best is the session's.
      checks.near('delta: true delta to the personal best, ms', frame.deltaPersonalMs, delta, 20);
    }
    const shown = this.delta.read(sample, nowMs);
    const lately = notes.between(sample.t! - 1_200, sample.t!);
    const deltas = lately.flatMap(({ packetId }) => truth.deltaAt(packetId) ?? []);
    // Figures follow the delta smoothly, so they may show any value of the last second.
    if (shown.text !== null && deltas.length === lately.length) {
      const seconds = deltas.map((ms) => ms / 1000);
      checks.between('delta: figures, s', Number(shown.text), seconds, 0.03);
    }
    this.personal.read(sample, nowMs);
    const timer = this.timer.read(sample, nowMs);
    const late = around(seen, 300);
    const text = (ms: number) => (ms > 0 ? lapTimeText(ms) : null);
    checks.oneOf(
      'lap-timer: last',
      timer.last,
      late.map(({ lastMs }) => text(lastMs)),
    );
    checks.oneOf(
      'lap-timer: best',
      timer.best,
      late.map(({ bestMs }) => text(bestMs)),
    );
    if (!timer.held) {
      const laps = late.map(({ completedLaps }) => completedLaps + 1);
      checks.oneOf('lap-timer: lap', timer.lap, laps);
      within('lap-timer: time', sample.state.currentLapTime, near, (one) => one.currentMs, 1);
      checks.equal('lap-timer: figures', timer.time, lapTimeText(sample.state.currentLapTime!));
    }
    const { position, lap, timeLeft } = readSession(sample);
    checks.equal('session: position', position, String(near[0]!.position));
    checks.oneOf(
      'session: lap',
      lap,
      late.map(({ completedLaps }) => String(completedLaps + 1)),
    );
    if (timeLeft !== null) {
      const [seconds = 0, minutes = 0, hours = 0] = timeLeft.split(':').reverse().map(Number);
      const leftS = seconds + 60 * minutes + 3_600 * hours;
      within('session: time left, s', leftS, late, (one) => one.timeLeftMs / 1000, 1.001);
    }
  }

  #rest(seen: Seen, near: readonly Written[]): void {
    const { sample } = seen;
    const fuel = this.fuel.read(sample);
    within('fuel: litres', fuel.litres, near, ({ fuel: litres }) => litres, step('fuel'));
    const { trackPosition: position = 0 } = sample.state;
    const perLap = truth.fuelPerLapL;
    // Around the line the lap that was driven is only just being counted.
    if (perLap !== null && position > 0.1 && position < 0.95) {
      checks.near('fuel: per lap, share', fuel.perLap! / perLap, 1, 0.01);
      checks.near('fuel: laps left, share', fuel.lapsLeft! / (near[0]!.fuel / perLap), 1, 0.012);
    }
    const slow = around(seen, 700);
    const { wheels } = this.tyres.read(sample);
    wheels.forEach(({ values }, i) => {
      const of = (name: 'tyreCoreC' | 'tyrePressurePsi' | 'tyreWearPct') =>
        [(one: Written) => one[name][i]!, step(name)] as const;
      within('tyres: core', values.core, slow, ...of('tyreCoreC'));
      within('tyres: pressure', values.pressure, slow, ...of('tyrePressurePsi'));
      within('tyres: tread', values.tread, slow, ...of('tyreWearPct'));
      checks.equal('tyres: no brakes that are not simulated', values.brake, null);
    });
    const rows = this.list.read(sample);
    for (const { lap, time } of rows) {
      checks.equal('lap-list: times', time, lapTimeText(truth.laps[Number(lap) - 1]!.lapMs));
    }
    const map = this.map.read(sample);
    // The track continues between the end of a lap and the start of the next.
    const atLine = near.some(({ trackPosition }) => trackPosition > 0.9);
    const onwards = (place: number) => (atLine && place < 0.5 ? place + 1 : place);
    const was = ({ trackPosition }: Written) => onwards(trackPosition);
    within('track-map: place', onwards(map.car!.trackPosition!), near, was, step('trackPosition'));
  }
}

let board: TimingSummary;
let map: Pick<TrackMap, 'points'> = { points: [] };
let driven = 0;
let samples = 0;

beforeAll(() => {
  const overlays = new Overlays();
  const { session } = drivePages(options, hourS, {
    written(written, finished) {
      truth.add(written, finished);
      if (++samples % 20 === 0 && written.inPitLane === 0) {
        const { completedLaps, trackPosition: position, x, z } = written;
        places.push({ lap: completedLaps + 1, position, x, z });
      }
    },
    picture(seen) {
      driven++;
      // The first samples are not drawn before the play-out has begun.
      if (seen.sample.t !== null && seen.sample.t > 500) overlays.read(seen);
    },
  });
  board = session.timingSummary();
  map = session.timing.learntMap ?? map;
}, 240_000);

describe('An hour of driving', () => {
  test('has about forty laps, one of them invalid, and stops to refuel', () => {
    expect(driven).toBeGreaterThan(23_000);
    expect(truth.laps.length).toBeGreaterThan(33);
    expect(truth.laps.filter(({ valid }) => !valid)).toHaveLength(1);
    expect(board.laps.filter(({ pitted }) => pitted).length).toBeGreaterThan(3);
  });

  const names = [
    'tachometer',
    'gear',
    'speed',
    'shift-lights',
    'g-force',
    'pedals',
    'steering',
    'trace',
    'delta',
    'lap-timer',
    'lap-list',
    'session',
    'fuel',
    'tyres',
    'track-map',
    'dash',
  ];
  test.each(names)('%s shows what was written', (name) => {
    const found = checks.of(name);
    expect(found.length).toBeGreaterThan(0);
    for (const { what, count, wrong, example } of found) {
      expect(count, `${what} was looked at`).toBeGreaterThan(15_000);
      expect(wrong, `${what}: ${example}`).toBe(0);
    }
  });

  test('the learnt map lies where the car drove on every lap on the track', () => {
    const fit = fitLine(map.points, { x: 0, y: 0, width: 400, height: 320 }, true);
    const line = new TrackLine(map, fit);
    // A lap that does not count left the track, and one with a stop left it for the pits.
    const onTrack = board.laps.filter(({ lap, pitted }) => truth.laps[lap - 1]!.valid && !pitted);
    const away = places.flatMap(({ lap, position, x, z }) => {
      if (!onTrack.some((one) => one.lap === lap)) return [];
      const on = line.at(position);
      const was = place(fit, { x, z });
      return Math.hypot(on.x - was.x, on.y - was.y) / fit.scale;
    });
    expect(away.length).toBeGreaterThan(6_000);
    expect(Math.max(...away)).toBeLessThan(5);
  });

  test('every lap is known to the millisecond, and which was the best', () => {
    for (const { lap, timeMs } of board.laps) {
      expect(timeMs).toBe(truth.laps[lap - 1]!.lapMs);
    }
    const best = Math.min(...truth.laps.filter(({ valid }) => valid).map(({ lapMs }) => lapMs));
    expect(board.sessionBestMs).toBe(best);
    expect(board.personalBestMs).toBe(best);
  });
});
