/**
 * A made-up circuit, driven clockwise: world position, direction, curvature and slope as tables over the distance along
 * the driven line. It is built from a list of straights and corners and closed exactly.
 */

/** A straight, or a corner whose curvature swells and fades smoothly. */
interface Section {
  readonly name: string;
  readonly lengthM: number;
  /** Degrees that the road turns, positive right; 0 for a straight. */
  readonly turnDeg: number;
  /** Shares of the corner's length over which the curvature swells and fades. */
  readonly swell: number;
  readonly fade: number;
}

function straight(name: string, lengthM: number): Section {
  return { name, lengthM, turnDeg: 0, swell: 0, fade: 0 };
}

/** Most corners fade longer than they swell, because the line opens towards the exit. */
function corner(
  name: string,
  turnDeg: number,
  lengthM: number,
  swell = 0.35,
  fade = 0.45,
): Section {
  return { name, lengthM, turnDeg, swell, fade };
}

/** One lap from the start line. The two straights in `closing` get the length that closes the loop. */
const sections: readonly Section[] = [
  straight('start straight', 330),
  corner('Millgate', 92, 118, 0.4, 0.42),
  straight('bridge', 40),
  corner('Priory', -58, 96),
  straight('water meadow', 190),
  corner('Longbarrow', 52, 190, 0.4, 0.4),
  corner('Longbarrow exit', 34, 150, 0.3, 0.5),
  straight('mill race', 330),
  corner('Cold Harbour', 168, 92, 0.36, 0.42),
  straight('back hill', 200),
  corner('Tanners', -80, 122),
  straight('tannery', 130),
  corner('Heron', -44, 220, 0.4, 0.4),
  straight('heron straight', 400),
  corner('Weir left', -46, 60, 0.45, 0.4),
  straight('weir', 10),
  corner('Weir right', 50, 66, 0.4, 0.45),
  straight('hop garden', 210),
  corner('Abbot', 72, 104, 0.4, 0.35),
  corner('Abbot exit', 80, 130, 0.2, 0.5),
  straight('rookery', 150),
  corner('Rook', -28, 140, 0.4, 0.4),
  straight('fair field', 150),
  corner('Sexton', 68, 116, 0.35, 0.45),
  straight('finish straight', 340),
];

const closing = ['back hill', 'heron straight'] as const;

/** Half the width of the road, and how far the middle of the pit lane lies to the right of the driven line. */
export const halfWidthM = 6;
export const pitLaneOffsetM = 16;

/** Share of full curvature at `share` of a corner's length, from 0 to 1 and back. */
function swellAt(section: Section, share: number): number {
  const smooth = (x: number): number => x * x * (3 - 2 * x);
  if (share < section.swell) return smooth(share / section.swell);
  if (share > 1 - section.fade) return smooth((1 - share) / section.fade);
  return 1;
}

/** Curvature at `share` of the section, 1/m, positive right. */
function curvatureIn(section: Section, share: number): number {
  if (section.turnDeg === 0) return 0;
  const fullShare = 1 - (section.swell + section.fade) / 2;
  const peak = (section.turnDeg * Math.PI) / 180 / (section.lengthM * fullShare);
  return peak * swellAt(section, share);
}

/** Heights in metres as waves that fit the lap a whole number of times: amplitude, waves a lap, phase. */
const hills = [
  { heightM: 9, waves: 1, phase: 2.4 },
  { heightM: 5, waves: 2, phase: 0.6 },
  { heightM: 2.2, waves: 5, phase: 4.1 },
  { heightM: 0.5, waves: 13, phase: 1.3 },
] as const;

interface Tables {
  /** World position: y is up; seen from above with x to the right, z points down the picture. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
  /** atan2(dx, dz) of the direction of travel, unwrapped (falls in right turns). */
  readonly direction: Float64Array;
  /** 1/m, positive right. */
  readonly curvature: Float64Array;
  /** Rise over run, positive uphill. */
  readonly slope: Float64Array;
}

export type Circuit = Readonly<ReturnType<typeof createCircuit>>;

export interface Corner {
  readonly name: string;
  readonly startM: number;
  readonly endM: number;
  readonly turnDeg: number;
}

/** Lengths of the two closing straights so that the end meets the start: two linear equations. */
function closedSections(): readonly Section[] {
  const [first, second] = closing;
  const directions = new Map<string, number>();
  let direction = 0;
  let x = 0;
  let z = 0;
  const stepM = 0.01;
  for (const section of sections) {
    directions.set(section.name, direction);
    const isClosing = section.name === first || section.name === second;
    const steps = Math.round(section.lengthM / stepM);
    for (let i = 0; i < steps; i++) {
      direction -= curvatureIn(section, (i + 0.5) / steps) * stepM;
      if (isClosing) continue;
      x += Math.sin(direction) * stepM;
      z += Math.cos(direction) * stepM;
    }
  }
  const a = directions.get(first) ?? 0;
  const b = directions.get(second) ?? 0;
  const determinant = Math.sin(a) * Math.cos(b) - Math.sin(b) * Math.cos(a);
  const firstM = (-x * Math.cos(b) + z * Math.sin(b)) / determinant;
  const secondM = (-z * Math.sin(a) + x * Math.cos(a)) / determinant;
  return sections.map((section) => {
    if (section.name === first) return { ...section, lengthM: firstM };
    if (section.name === second) return { ...section, lengthM: secondM };
    return section;
  });
}

/** Builds the circuit; the same tables every time. */
export function createCircuit() {
  const closed = closedSections();
  const lengthM = closed.reduce((sum, section) => sum + section.lengthM, 0);
  const count = Math.round(lengthM);
  const stepM = lengthM / count;
  const table = (): Float64Array => new Float64Array(count);
  const tables: Tables = {
    ...{ x: table(), y: table(), z: table() },
    ...{ direction: table(), curvature: table(), slope: table() },
  };
  const corners: Corner[] = [];
  let start = 0;
  for (const section of closed) {
    const end = start + section.lengthM;
    if (section.turnDeg !== 0) {
      corners.push({ name: section.name, startM: start, endM: end, turnDeg: section.turnDeg });
    }
    for (let i = Math.ceil(start / stepM); i * stepM < end && i < count; i++) {
      tables.curvature[i] = curvatureIn(section, (i * stepM - start) / section.lengthM);
    }
    start = end;
  }
  layOut(tables, count, stepM);
  raise(tables, count, lengthM);
  return {
    ...tables,
    lengthM,
    /** Number of table entries, and the distance between two of them in metres. */
    count,
    stepM,
    /** Distances where a new sector begins; the first is the line. */
    sectorsM: [0, lengthM * 0.31, lengthM * 0.66],
    /** The lane's speed limit begins at `entryM`, before the line, and ends at `exitM`; the car's box is at `boxM`. */
    pit: { entryM: lengthM - 225, exitM: 200, boxM: 62, limitKmh: 80 },
    /** In driving order. */
    corners,
  };
}

/** Integrates the curvature over one lap and spreads the small error at its end over the lap. */
function layOut(tables: Tables, count: number, stepM: number): void {
  const turned = tables.curvature.reduce((sum, k) => sum + k * stepM, 0);
  const excess = (turned - 2 * Math.PI) / (count * stepM);
  let direction = 0;
  let x = 0;
  let z = 0;
  const middle = (i: number): number =>
    (tables.curvature[i]! + tables.curvature[(i + 1) % count]!) / 2 - excess;
  for (let i = 0; i < count; i++) {
    tables.x[i] = x;
    tables.z[i] = z;
    tables.direction[i] = direction;
    const half = direction - (middle(i) * stepM) / 2;
    x += Math.sin(half) * stepM;
    z += Math.cos(half) * stepM;
    direction -= middle(i) * stepM;
  }
  for (let i = 0; i < count; i++) {
    tables.x[i]! -= (x * i) / count;
    tables.z[i]! -= (z * i) / count;
  }
}

function raise(tables: Tables, count: number, lengthM: number): void {
  for (let i = 0; i < count; i++) {
    for (const { heightM, waves, phase } of hills) {
      const angle = (2 * Math.PI * waves * i) / count + phase;
      tables.y[i]! += heightM * Math.sin(angle);
      tables.slope[i]! += (heightM * waves * 2 * Math.PI * Math.cos(angle)) / lengthM;
    }
  }
}

/** Between which entries of a table a distance lies, also beyond the line, and how far behind the first. */
function entriesAt({ stepM, count }: Circuit, distanceM: number) {
  const place = distanceM / stepM;
  const floor = Math.floor(place);
  const i = ((floor % count) + count) % count;
  return { i, next: i + 1 === count ? 0 : i + 1, share: place - floor };
}

/** A table's value at any distance; linear between entries. */
export function at(circuit: Circuit, table: Float64Array, distanceM: number): number {
  const { i, next, share } = entriesAt(circuit, distanceM);
  return table[i]! + (table[next]! - table[i]!) * share;
}

/** Direction of travel at any distance, without the table's jump by a full turn at the line. */
export function directionAt(circuit: Circuit, distanceM: number): number {
  const { i, next, share } = entriesAt(circuit, distanceM);
  const here = circuit.direction[i]!;
  const there = circuit.direction[next]! - (next === 0 ? 2 * Math.PI : 0);
  return here + (there - here) * share;
}
