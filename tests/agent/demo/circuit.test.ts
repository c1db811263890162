/** The made-up circuit is closed and smooth, and its pit lane joins it without a jump. */
import { describe, expect, test } from 'vitest';
import { at, createCircuit, directionAt } from '../../../agent/demo/circuit.ts';
import { isInPitLane, offsetCurvature, offsetM } from '../../../agent/demo/line-offset.ts';

const circuit = createCircuit();
const { count, stepM, lengthM } = circuit;

describe('the circuit', () => {
  test('is between 3.5 and 4.5 km long, with hairpin, fast corners and straights', () => {
    expect(lengthM).toBeGreaterThan(3_500);
    expect(lengthM).toBeLessThan(4_500);
    const radii = circuit.corners.map((corner) => {
      const middle = (corner.startM + corner.endM) / 2;
      return 1 / Math.abs(at(circuit, circuit.curvature, middle));
    });
    expect(Math.min(...radii)).toBeLessThan(25);
    expect(Math.max(...radii)).toBeGreaterThan(150);
    expect(circuit.corners.some(({ turnDeg }) => turnDeg > 0)).toBe(true);
    expect(circuit.corners.some(({ turnDeg }) => turnDeg < 0)).toBe(true);
  });

  /** Every metre of the lap. */
  const metres = Array.from({ length: Math.floor(lengthM) }, (_, m) => m);

  test('is closed: every table entry is one step from the next, the last from the first too', () => {
    const indices = Array.from({ length: count }, (_, i) => i);
    const away = (i: number): number => {
      const next = (i + 1) % count;
      const gap = Math.hypot(circuit.x[next]! - circuit.x[i]!, circuit.z[next]! - circuit.z[i]!);
      return Math.abs(gap - stepM) + Math.abs(circuit.y[next]! - circuit.y[i]!) / 20;
    };
    expect(Math.max(...indices.map(away))).toBeLessThan(0.006);
  });

  test('turns right once around in all, without kinks', () => {
    const end = directionAt(circuit, lengthM - 0.001);
    expect(end).toBeCloseTo(-2 * Math.PI, 2);
    const changes = metres.map(
      (m) => at(circuit, circuit.curvature, m + 1) - at(circuit, circuit.curvature, m),
    );
    expect(Math.max(...changes.map(Math.abs))).toBeLessThan(0.004);
  });

  test('does not cross itself', () => {
    let nearestM = Number.POSITIVE_INFINITY;
    for (let i = 0; i < count; i += 10) {
      for (let j = i + 60; j < count - Math.max(0, 60 - i); j += 10) {
        const apart = Math.hypot(circuit.x[j]! - circuit.x[i]!, circuit.z[j]! - circuit.z[i]!);
        nearestM = Math.min(nearestM, apart);
      }
    }
    expect(nearestM).toBeGreaterThan(25);
  });

  test('rises and falls according to its slope', () => {
    let height = circuit.y[0]!;
    for (let m = 0; m < lengthM; m += 1) height += at(circuit, circuit.slope, m + 0.5);
    expect(height).toBeCloseTo(circuit.y[0]!, 0);
    expect(Math.max(...circuit.y) - Math.min(...circuit.y)).toBeGreaterThan(15);
    expect(Math.max(...circuit.slope.map(Math.abs))).toBeLessThan(0.08);
  });

  test('values are found at any distance, before the line and after it', () => {
    expect(at(circuit, circuit.x, lengthM)).toBeCloseTo(circuit.x[0]!, 6);
    expect(at(circuit, circuit.x, -1)).toBeCloseTo(at(circuit, circuit.x, lengthM - 1), 6);
    expect(at(circuit, circuit.z, 2.5 * lengthM)).toBeCloseTo(
      at(circuit, circuit.z, 0.5 * lengthM),
      6,
    );
  });
});

describe('the pit lane', () => {
  const inLap = { pitIn: true, pitOut: false, excursion: null };
  const outLap = { pitIn: false, pitOut: true, excursion: null };
  const timedLap = { pitIn: false, pitOut: false, excursion: null };

  test('lies beside the start straight, from before the line to after it', () => {
    expect(isInPitLane(circuit, circuit.pit.entryM + 1, inLap)).toBe(true);
    expect(isInPitLane(circuit, circuit.pit.boxM, outLap)).toBe(true);
    expect(isInPitLane(circuit, circuit.pit.exitM + 1, outLap)).toBe(false);
    expect(isInPitLane(circuit, circuit.pit.boxM, timedLap)).toBe(false);
    expect(offsetM(circuit, lengthM, inLap)).toBeCloseTo(offsetM(circuit, 0, outLap), 6);
    expect(offsetM(circuit, lengthM / 2, inLap)).toBe(0);
  });

  test('is reached without a jump', () => {
    for (const lap of [
      inLap,
      outLap,
      { ...timedLap, excursion: { fromM: 900, toM: 1_100, mostM: 4 } },
    ]) {
      const asides: number[] = [];
      const bends: number[] = [];
      for (let m = 0; m < lengthM; m += 1) {
        asides.push(Math.abs(offsetM(circuit, m + 1, lap) - offsetM(circuit, m, lap)));
        bends.push(Math.abs(offsetCurvature(circuit, m, lap)));
      }
      expect(Math.max(...asides)).toBeLessThan(0.3);
      expect(Math.max(...bends)).toBeLessThan(0.02);
    }
  });
});
