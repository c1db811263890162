/** Draws the dash. It is built anew when the publisher turns out to give other parts, which is once a session. */
import type { Bar } from '../core/draw/bars/bar.ts';
import { createBar } from '../core/draw/bars/create-bar.ts';
import { Kit } from '../core/draw/kit.ts';
import { lampCount } from '../core/draw/lamps/lamp-row.ts';
import { Lamps } from '../core/draw/lamps/lamps.ts';
import { Mover } from '../core/draw/motion.ts';
import { paintPanel } from '../core/draw/panels/panel.ts';
import { createDigits, type Digits } from '../core/draw/text/digits.ts';
import { type Figures, FiguresSheet } from '../core/draw/text/figures.ts';
import { createHousedFigures, type HousedFigures } from '../core/draw/text/housed-figures.ts';
import { Readout } from '../core/draw/text/readout.ts';
import type { OverlayView, Sample, ViewContext } from '../core/overlay.ts';
import { gearGlyphs } from '../core/reading/gear.ts';
import { about } from './about.ts';
import { CellRow } from './cell-row.ts';
import { type DashLayout, dashLayout } from './layout.ts';
import { DashModel, type DashParts, type DashPedalName, type DashPicture } from './model.ts';
import { paintStatics, pedalNamesWidth, verdictInks } from './statics.ts';

const whole = { x: 0, y: 0, ...about.size };
/** Feet are faster than needles. */
const haste = 0.5;

interface Pedal {
  readonly name: DashPedalName;
  readonly bar: Bar;
  readonly mover: Mover;
}

interface Built {
  readonly of: DashParts;
  readonly lamps: Lamps;
  readonly gear: Digits;
  readonly speed: Digits;
  readonly rpm: Digits;
  readonly delta: HousedFigures | null;
  readonly time: Figures | null;
  readonly pedals: readonly Pedal[];
  readonly cells: CellRow;
}

export class DashView implements OverlayView {
  readonly #kit: Kit;
  readonly #context: ViewContext<typeof about>;
  readonly #model: DashModel;
  readonly #speed = new Readout(1, 60);
  readonly #rpm: Readout;
  #built: Built | null = null;

  constructor(context: ViewContext<typeof about>) {
    const { theme, units, parameters } = context;
    this.#context = context;
    this.#kit = new Kit(context, about.size);
    this.#model = new DashModel({
      units,
      lamps: lampCount(theme),
      against: parameters.against,
      lower: parameters.lower,
    });
    this.#rpm = theme.digits.kind === 'drum' ? new Readout(100, 80) : new Readout(10, 80);
  }

  update(sample: Sample, nowMs: number): { draw: boolean; animating: boolean } {
    const picture = this.#model.read(sample, nowMs);
    if (this.#built?.of !== picture.parts) {
      this.#kit.clear();
      this.#built = this.#build(picture.parts);
    }
    const { lamps, gear, speed, rpm, delta, time, cells } = this.#built;
    const { lit, limiter, flash } = picture.lights;
    // Between two flashes all is dark: a full row would hide the limiter.
    lamps.set(limiter && !flash ? 0 : lit, flash);
    const shifting = gear.set(picture.gear, nowMs);
    const rolling = speed.set(shown(this.#speed, picture.speed, nowMs), nowMs);
    const counting = rpm.set(shown(this.#rpm, picture.rpm, nowMs), nowMs);
    delta?.set(picture.delta.text, picture.delta.side);
    time?.set(picture.timer.time, picture.timer.verdict);
    const moving = this.#setPedals(this.#built.pedals, picture, nowMs);
    cells.set(picture, nowMs);
    return {
      draw: this.#kit.takeChanged(),
      animating:
        shifting ||
        rolling ||
        counting ||
        moving ||
        limiter ||
        picture.timer.held ||
        picture.delta.moving,
    };
  }

  #setPedals(pedals: readonly Pedal[], picture: DashPicture, nowMs: number): boolean {
    let moving = false;
    for (const { name, bar, mover } of pedals) {
      bar.set(mover.step(picture.pedals[name] ?? 0, nowMs));
      moving ||= !mover.settled;
    }
    return moving;
  }

  destroy(): void {
    this.#kit.destroy();
  }

  #build(of: DashParts): Built {
    const kit = this.#kit;
    const context = this.#context;
    const { theme } = kit;
    const layout = dashLayout(theme, whole, of, pedalNamesWidth(theme));
    kit.picture(whole, (ctx) => {
      paintPanel(ctx, theme, whole);
      paintStatics(ctx, theme, layout, context.units);
    });
    const lamps = new Lamps(kit, { box: layout.lamps, count: lampCount(theme) });
    const gear = createDigits(kit, {
      ...layout.gear,
      cells: theme.digits.kind === 'type' ? 2 : 1,
      align: 'center',
      face: theme.fonts.gear,
      glyphs: gearGlyphs,
    });
    const face = theme.fonts.numbers;
    const speed = createDigits(kit, {
      ...layout.speed,
      cells: 3,
      align: 'center',
      face,
      housed: true,
    });
    const rpm = createDigits(kit, {
      ...layout.rpm,
      cells: 5,
      face,
      small: of.timing,
      housed: !of.timing,
    });
    const pedals = layout.pedals.map(({ pedal, bar }) => ({
      name: pedal,
      bar: createBar(kit, { box: bar, colour: theme.palette[pedal], lying: true }),
      mover: new Mover(theme.motion, 1, haste),
    }));
    return {
      of,
      lamps,
      gear,
      speed,
      rpm,
      pedals,
      ...this.#buildTiming(layout, of),
      cells: new CellRow(kit, layout.cells),
    };
  }

  #buildTiming(layout: DashLayout, { timing }: DashParts) {
    if (!timing) return { delta: null, time: null };
    const kit = this.#kit;
    const { palette, fonts } = kit.theme;
    const delta = createHousedFigures(kit, {
      ...layout.delta,
      align: 'center',
      face: fonts.numbers,
      pattern: '+0.00',
      inks: { even: palette.ink, gain: palette.gain, loss: palette.loss },
    });
    const { x, y, ...size } = layout.time;
    const sheet = new FiguresSheet(kit, {
      ...size,
      face: fonts.numbers,
      pattern: '0:00.000',
      inks: verdictInks(kit.theme),
    });
    return { delta, time: sheet.row(x, y, 'center') };
  }
}

function shown(readout: Readout, value: number | null, nowMs: number): string {
  if (value !== null) return String(readout.read(value, nowMs));
  readout.reset();
  return '';
}
