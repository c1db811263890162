/** Draws the tyres overlay: four tyres as they stand under the car, their numbers beside them. */

import { Kit } from '../core/draw/kit.ts';
import { paintPanel } from '../core/draw/panels/panel.ts';
import type { Box } from '../core/draw/shape.ts';
import { type Figures, FiguresSheet } from '../core/draw/text/figures.ts';
import { Readout } from '../core/draw/text/readout.ts';
import { labelText, paintText, textWidth } from '../core/draw/text/type.ts';
import type { OverlayView, Sample, ViewContext } from '../core/overlay.ts';
import { type RowName, TyresModel, type TyresPicture } from '../core/reading/tyres.ts';
import { about } from './about.ts';
import { tyresLayout } from './layout.ts';
import { createTyre, type Tyre } from './tyre.ts';

interface Cell {
  readonly name: RowName;
  readonly figures: Figures;
  readonly readout: Readout;
}

interface Wheel {
  readonly tyre: Tyre;
  readonly cells: readonly Cell[];
}

interface Parts {
  readonly key: string;
  readonly wheels: readonly Wheel[];
}

const whole: Box = { x: 0, y: 0, ...about.size };
const nameCap = 12.5;
/** The tyres of an axle do not come closer for short names, design pixels. */
const narrowest = 44;

export class TyresView implements OverlayView {
  readonly #kit: Kit;
  readonly #model: TyresModel;
  readonly #fahrenheit: boolean;
  readonly #bar: boolean;
  #parts: Parts | null = null;

  constructor(context: ViewContext<typeof about>) {
    const { cold, hot, temperature, pressure } = context.parameters;
    this.#kit = new Kit(context, about.size);
    this.#fahrenheit = temperature === 'f';
    this.#bar = pressure === 'bar';
    this.#model = new TyresModel({
      coldC: cold,
      hotC: hot,
      fahrenheit: this.#fahrenheit,
      bar: this.#bar,
    });
  }

  update(sample: Sample, nowMs: number): { draw: boolean; animating: boolean } {
    const picture = this.#model.read(sample);
    const { wheels } = this.#partsFor(picture);
    wheels.forEach(({ tyre, cells }, i) => {
      const { band, values } = picture.wheels[i]!;
      tyre.set(band);
      for (const { name, figures, readout } of cells) {
        const value = values[name];
        if (value === null) readout.reset();
        figures.set(
          value === null ? null : readout.read(value, nowMs).toFixed(this.#decimals(name)),
        );
      }
    });
    return { draw: this.#kit.takeChanged(), animating: false };
  }

  destroy(): void {
    this.#kit.destroy();
  }

  #decimals(name: RowName): number {
    if (name === 'pressure') return this.#bar ? 2 : 1;
    return name === 'tread' ? 1 : 0;
  }

  /** At rest everything keeps its place. */
  #partsFor({ rows, resting }: TyresPicture): Parts {
    const key = rows.join(' ');
    if (this.#parts !== null && (resting || this.#parts.key === key)) return this.#parts;
    this.#kit.clear();
    this.#parts = { key, wheels: this.#build(rows) };
    return this.#parts;
  }

  #build(rows: readonly RowName[]): Wheel[] {
    const kit = this.#kit;
    const { theme } = kit;
    const widths = rows.map((name) =>
      textWidth(labelText(theme, this.#title(name)), theme.fonts.labels, nameCap),
    );
    const axles = tyresLayout(theme, whole, rows, Math.max(...widths, narrowest));
    kit.picture(whole, (ctx) => {
      paintPanel(ctx, theme, whole);
      for (const axle of axles) {
        for (const { name, y } of axle.rows) {
          paintText(ctx, theme, labelText(theme, this.#title(name)), axle.namesX, y, {
            face: theme.fonts.labels,
            cap: nameCap,
            colour: theme.palette.muted,
            width: axle.namesWidth,
          });
        }
      }
    });
    return axles.flatMap((axle) => {
      const sheets = axle.rows.map(({ name, cap }) => this.#sheet(name, cap, axle.wheels[0].width));
      return axle.wheels.map(({ tyre, x }) => ({
        tyre: createTyre(kit, tyre),
        cells: axle.rows.map(({ name, y }, i) => ({
          name,
          figures: sheets[i]!.row(x, y, 'center'),
          readout: new Readout(10 ** -this.#decimals(name), 250),
        })),
      }));
    });
  }

  #sheet(name: RowName, cap: number, width: number): FiguresSheet {
    const { fonts, palette } = this.#kit.theme;
    const patterns: Record<RowName, string> = {
      core: '000',
      pressure: this.#bar ? '0.00' : '00.0',
      tread: '000.0',
      brake: '0000',
    };
    return new FiguresSheet(this.#kit, {
      face: fonts.numbers,
      cap,
      pattern: patterns[name],
      inks: { ink: palette.ink },
      width,
    });
  }

  #title(name: RowName): string {
    if (name === 'core') return this.#fahrenheit ? '°F' : '°C';
    if (name === 'pressure') return this.#bar ? 'bar' : 'psi';
    return name;
  }
}
