/** The made-up drivers of the demo's field: cars, numbers, pace. Data only. Pure. */
import { type CarSpec, kestrelGt, wrenCup } from '../car-spec.ts';

export interface Entrant {
  readonly driver: string;
  readonly number: string;
  readonly spec: CarSpec;
  /** Time of a usual lap, s. The demo car itself needs about 95.2 s in the faster class. */
  readonly lapS: number;
  /** How much laps vary; 1 = a steady driver. */
  readonly spread: number;
}

function gt(driver: string, number: string, lapS: number, spread = 1): Entrant {
  return { driver, number, spec: kestrelGt, lapS, spread };
}

function cup(driver: string, number: string, lapS: number, spread = 1): Entrant {
  return { driver, number, spec: wrenCup, lapS, spread };
}

/** In the order of the grid; the last of the faster class is a back-marker. */
export const entrants: readonly Entrant[] = [
  gt('Ana Ruiz', '7', 94.35),
  gt('Tomáš Novák', '21', 94.4),
  gt('Ørjan Lie', '88', 94.55, 0.7),
  gt('M. Okafor', '3', 94.6, 1.4),
  gt('Elif Yıldız', '46', 94.75),
  gt('Joost van den Bergh', '112', 94.95),
  gt('Sakura Ito', '5', 95.0, 0.7),
  gt('Ewan MacLeod', '64', 95.1, 1.5),
  gt('Luca Ferri', '17', 95.45),
  gt('Priya Raman', '90', 95.5),
  gt('Zoë Lambert', '9', 95.9, 1.3),
  gt('Pál Szabó', '33', 96.3),
  gt('Gus Whitlock', '404', 111.5, 2.2),
  cup('Małgorzata Wrona', '71', 101.6),
  cup('João Prado', '10', 101.7, 1.3),
  cup('Kerstin Höfl', '58', 101.9),
  cup('Rui Tanaka', '29', 102.4),
  cup('D. Achterberg', '77', 102.6, 1.6),
  cup('Noor El-Amin', '14', 103.1),
];
