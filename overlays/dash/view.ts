/** Draws the dash. It is rebuilt when the parts change, which happens about once a session. */
import type { Bar } from '../core/draw/bars/bar.ts';
import { createBar } from '../core/draw/bars/create-bar.ts';
import type { Kit } from '../core/draw/kit.ts';
import { lampCount } from '../core/draw/lamps/lamp-row.ts';
import { Lamps } from '../core/draw/lamps/lamps.ts';
import { Mover } from '../core/draw/motion.ts';
import type { Digits } from '../core/draw/text/digit-cells.ts';
import { createDigits } from '../core/draw/text/digits.ts';
import { type Figures, FiguresSheet } from '../core/draw/text/figures.ts';
import { createGearDigits, type GearDigits } from '../core/draw/text/gear-digits.ts';
import { createHousedFigures, type HousedFigures } from '../core/draw/text/housed-figures.ts';
import { Readout, rpmReadout } from '../core/draw/text/readout.ts';
import { verdictInks } from '../core/draw/verdicts.ts';
import {
  defineOverlay,
  type OverlayPicture,
  type Sample,
  type ViewContext,
} from '../core/overlay.ts';
import { about } from './about.ts';
import { CellRow } from './cell-row.ts';
import { type DashLayout, dashLayout } from './layout.ts';
import { DashModel, type DashParts, type DashPedalName, type DashPicture } from './model.ts';
import { paintStatics, pedalNamesWidth } from './statics.ts';

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
  readonly gear: GearDigits;
  readonly speed: Digits;
  readonly rpm: Digits | null;
  readonly delta: HousedFigures | null;
  readonly time: Figures | null;
  readonly pedals: readonly Pedal[];
  readonly cells: CellRow;
}

export const overlay = defineOverlay(about, (kit, context) => new DashView(kit, context));

class DashView implements OverlayPicture {
  readonly #kit: Kit;
  readonly #context: ViewContext<typeof about>;
  readonly #model: DashModel;
  readonly #speed = new Readout(1, 60);
  readonly #rpm: Readout;
  #built: Built | null = null;

  constructor(kit: Kit, context: ViewContext<typeof about>) {
    const { theme, units, parameters } = context;
    this.#context = context;
    this.#kit = kit;
    this.#model = new DashModel({
      units,
      lamps: lampCount(theme),
      against: parameters.against,
      lower: parameters.lower,
      reducedMotion: kit.reducedMotion,
      fahrenheit: parameters.temperature === 'f',
    });
    this.#rpm = rpmReadout(theme);
  }

  update(sample: Sample, nowMs: number): boolean {
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
    const rolling = speed.set(this.#speed.text(picture.speed, nowMs) ?? '', nowMs);
    const counting = rpm?.set(this.#rpm.text(picture.rpm, nowMs) ?? '', nowMs) ?? false;
    delta?.set(picture.delta.text, picture.delta.side);
    time?.set(picture.timer.time, picture.timer.verdict);
    const moving = this.#setPedals(this.#built.pedals, picture, nowMs);
    cells.set(picture, nowMs);
    const isTiming = picture.timer.held || picture.delta.moving;
    return shifting || rolling || counting || moving || limiter || isTiming;
  }

  #setPedals(pedals: readonly Pedal[], picture: DashPicture, nowMs: number): boolean {
    let moving = false;
    for (const { name, bar, mover } of pedals) {
      bar.set(mover.step(picture.pedals[name] ?? 0, nowMs));
      moving ||= !mover.isAtRest;
    }
    return moving;
  }

  #build(of: DashParts): Built {
    const kit = this.#kit;
    const context = this.#context;
    const { theme } = kit;
    const shown = kit.density === 'large' ? { ...of, pedals: [] } : of;
    const layout = dashLayout(theme, kit.whole, kit.sizes, shown, pedalNamesWidth(kit));
    kit.panel((ctx) => paintStatics(ctx, kit, layout, context.units));
    const lamps = new Lamps(kit, { box: layout.lamps, count: lampCount(theme) });
    const gear = createGearDigits(kit, layout.gear);
    const speed = createDigits(kit, { ...layout.speed, cells: 3, align: 'center', housed: true });
    const rpm =
      layout.rpm === null
        ? null
        : createDigits(kit, { ...layout.rpm, cells: 5, align: 'center', housed: true });
    const pedals = layout.pedals.map(({ pedal, bar }) => ({
      name: pedal,
      bar: createBar(kit, { box: bar, colour: theme.palette[pedal], horizontal: true }),
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
    const { palette } = kit;
    const delta = createHousedFigures(kit, {
      ...layout.delta,
      align: 'center',
      pattern: '+0.00',
      inks: { even: palette.ink, gain: palette.gain, loss: palette.loss },
    });
    const { x, y, ...size } = layout.time;
    const sheet = new FiguresSheet(kit, {
      ...size,
      pattern: '0:00.000',
      inks: verdictInks(kit.theme),
    });
    return { delta, time: sheet.row(x, y, 'center') };
  }
}
