/** Draws the tyres overlay: four tyres as on the car, with their numbers beside them. */
import type { Kit } from '../core/draw/kit.ts';
import { type Figures, FiguresSheet } from '../core/draw/text/figures.ts';
import { labelWidth, paintLabel } from '../core/draw/text/lettering.ts';
import { Readout } from '../core/draw/text/readout.ts';
import { defineOverlay } from '../core/overlay.ts';
import { type RowName, TyresModel } from '../core/reading/tyres.ts';
import { about } from './about.ts';
import { tyresLayout } from './layout.ts';
import { createTyre, type Tyre } from './tyre.ts';

/** Text and number format of a row. */
interface RowStyle {
  readonly title: string;
  readonly pattern: string;
  readonly decimals: number;
}

interface Wheel {
  readonly tyre: Tyre;
  readonly cells: readonly {
    readonly name: RowName;
    readonly figures: Figures;
    readonly readout: Readout;
  }[];
}

type RowStyles = Readonly<Record<RowName, RowStyle>>;

/** Rows at a wheel, the most important first: the temperature, then what changes soonest. */
const rowsShown = { normal: 3, large: 2 } as const;
const byWeight: readonly RowName[] = ['core', 'pressure', 'brake', 'tread'];
/** Minimum width of the names between the tyres, design pixels. */
const narrowest = 44;

export const overlay = defineOverlay(about, (kit, { parameters }) => {
  const fahrenheit = parameters.temperature === 'f';
  const bar = parameters.pressure === 'bar';
  const model = new TyresModel({
    coldC: parameters.cold,
    hotC: parameters.hot,
    fahrenheit,
    bar,
  });
  const styles: RowStyles = {
    core: { title: fahrenheit ? '°F' : '°C', pattern: '000', decimals: 0 },
    pressure: bar
      ? { title: 'bar', pattern: '0.00', decimals: 2 }
      : { title: 'psi', pattern: '00.0', decimals: 1 },
    tread: { title: 'tread', pattern: '00.0', decimals: 1 },
    brake: { title: 'brake', pattern: '000', decimals: 0 },
  };
  let built: { readonly of: readonly RowName[]; readonly wheels: readonly Wheel[] } | null = null;
  return {
    update(sample, nowMs) {
      const { rows: known, resting, wheels } = model.read(sample);
      // At rest everything keeps its place.
      if (built === null || (!resting && built.of !== known)) {
        const shown = byWeight.filter((name) => known.includes(name));
        kit.clear();
        built = { of: known, wheels: build(kit, styles, shown.slice(0, rowsShown[kit.density])) };
      }
      built.wheels.forEach(({ tyre, cells }, i) => {
        const { band, values } = wheels[i]!;
        tyre.set(band);
        for (const { name, figures, readout } of cells) {
          figures.set(readout.text(values[name], nowMs));
        }
      });
      return false;
    },
  };
});

function build(kit: Kit, styles: RowStyles, rows: readonly RowName[]): Wheel[] {
  const { theme, whole, sizes } = kit;
  const widths = rows.map((name) => labelWidth(theme, styles[name].title, sizes.label));
  const axles = tyresLayout(theme, whole, sizes, rows, Math.max(...widths, narrowest));
  kit.panel((ctx) => {
    for (const { rows, hasNames, namesX, namesWidth } of axles) {
      for (const { name, y } of hasNames ? rows : []) {
        const style = { cap: sizes.label, width: namesWidth };
        paintLabel(ctx, theme, styles[name].title, namesX, y, style);
      }
    }
  });
  return axles.flatMap((axle) => {
    const { width } = axle.wheels[0];
    const sheets = axle.rows.map(
      ({ name, cap }) => new FiguresSheet(kit, { cap, pattern: styles[name].pattern, width }),
    );
    return axle.wheels.map(({ tyre, x }) => ({
      tyre: createTyre(kit, tyre),
      cells: axle.rows.map(({ name, y }, i) => ({
        name,
        figures: sheets[i]!.row(x, y, 'center'),
        readout: new Readout(10 ** -styles[name].decimals, 250, styles[name].decimals),
      })),
    }));
  });
}
