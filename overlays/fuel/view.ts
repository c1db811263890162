/** Draws the fuel overlay: the laps that the fuel lasts, the tank as a bar, litres, consumption, the balance at the end. */

import type { Sprite } from 'pixi.js';
import type { Bar } from '../core/draw/bars/bar.ts';
import { createBar } from '../core/draw/bars/create-bar.ts';
import type { Kit } from '../core/draw/kit.ts';
import { type Figures, FiguresSheet, figuresWidth } from '../core/draw/text/figures.ts';
import { createHousedFigures, type HousedFigures } from '../core/draw/text/housed-figures.ts';
import { fittingLabel, labelWidth, paintLabel } from '../core/draw/text/lettering.ts';
import { NumberText, Readout } from '../core/draw/text/readout.ts';
import type { FieldPlace } from '../core/draw/text/sizes.ts';
import {
  defineOverlay,
  type OverlayPicture,
  type Sample,
  type ViewContext,
} from '../core/overlay.ts';
import { FuelModel, type FuelPicture } from '../core/reading/fuel-laps.ts';
import { about } from './about.ts';
import { fuelLayout } from './layout.ts';

type FieldName = 'litres' | 'perLap' | 'atEnd';

interface Field {
  readonly name: FieldName;
  readonly figures: Figures;
  /** Labels of the balance at the end; null for other fields. */
  readonly words: { readonly spare: Sprite; readonly short: Sprite } | null;
}

interface Parts {
  /** A bit for each part that depends on what is known. */
  readonly key: number;
  /** Laps left, or litres while the consumption is unknown. */
  readonly main: HousedFigures;
  readonly inLaps: boolean;
  readonly bar: Bar | null;
  readonly lowBar: Bar | null;
  readonly calmWord: Sprite;
  readonly lowWord: Sprite;
  readonly fields: readonly Field[];
}

/** A warning blinks for a while, then stays. */
const blinkForMs = 6_000;
const blinkMs = 500;
/** Smallest share of their usual height that the main figures have beside the name. */
const leastHeadShare = 0.8;

export const overlay = defineOverlay(about, (kit, { parameters }) => new FuelView(kit, parameters));

class FuelView implements OverlayPicture {
  readonly #kit: Kit;
  /** The bar in the warning's colour, above the usual one. */
  readonly #lowKit: Kit;
  readonly #model: FuelModel;
  /** There is room for three fields. */
  readonly #hasThree: boolean;
  readonly #withEnd: boolean;
  readonly #main = new Readout(0.1, 200, 1);
  readonly #litres = new Readout(0.1, 200, 1);
  readonly #perLap = new NumberText((litres) => litres.toFixed(2));
  readonly #atEnd = new Readout(0.1, 500);
  readonly #atEndText = new NumberText((litres) => held(Math.abs(litres))!.toFixed(1));
  #parts: Parts | null = null;
  #lowSinceMs: number | null = null;

  constructor(kit: Kit, { warn, end }: ViewContext<typeof about>['parameters']) {
    this.#kit = kit;
    this.#lowKit = kit.layer();
    this.#model = new FuelModel(warn);
    this.#withEnd = end;
    this.#hasThree = hasRoomForThree(kit);
  }

  update(sample: Sample, nowMs: number): boolean {
    const picture = this.#model.read(sample);
    const parts = this.#partsFor(picture);
    const warned = this.#warns(picture.isLow, nowMs);
    const ink = picture.isLow ? 'low' : 'calm';
    const main = parts.inLaps ? held(picture.lapsLeft) : picture.litres;
    parts.main.set(this.#main.text(main, nowMs), ink);
    parts.bar?.set(picture.share ?? 0);
    parts.lowBar?.set(picture.share ?? 0);
    this.#showLow(parts, picture.isLow, warned);
    for (const field of parts.fields) this.#showField(field, picture, nowMs);
    return this.#lowSinceMs !== null && nowMs - this.#lowSinceMs < blinkForMs;
  }

  /** @returns whether the warning is lit */
  #warns(isLow: boolean, nowMs: number): boolean {
    this.#lowSinceMs = isLow ? (this.#lowSinceMs ?? nowMs) : null;
    if (this.#lowSinceMs === null) return false;
    const sinceMs = nowMs - this.#lowSinceMs;
    return sinceMs >= blinkForMs || Math.floor(sinceMs / blinkMs) % 2 === 0;
  }

  #showLow({ calmWord, lowWord }: Parts, isLow: boolean, lit: boolean): void {
    this.#kit.show(calmWord, isLow ? 0 : 1);
    this.#kit.show(lowWord, isLow && lit ? 1 : 0);
    this.#lowKit.setVisible(isLow);
  }

  #showField({ name, figures, words }: Field, picture: FuelPicture, nowMs: number): void {
    if (name === 'litres') {
      figures.set(this.#litres.text(picture.litres, nowMs));
      return;
    }
    const value = picture[name];
    if (value === null || words === null) {
      figures.set(this.#perLap.of(value));
      return;
    }
    const shown = this.#atEnd.read(value, nowMs);
    const isShort = shown < 0;
    figures.set(this.#atEndText.of(shown), isShort ? 'short' : 'spare');
    this.#kit.show(words.short, isShort ? 1 : 0);
    this.#kit.show(words.spare, isShort ? 0 : 1);
  }

  /** Rebuilds when the known values change. At rest the picture keeps its parts. */
  #partsFor(picture: FuelPicture): Parts {
    const isResting = picture.litres === null;
    const hasBar = picture.share !== null || isResting;
    const inLaps = picture.lapsLeft !== null;
    const hasPerLap = picture.perLap !== null && this.#hasThree;
    const hasEnd = picture.atEnd !== null && this.#withEnd;
    const key = (hasBar ? 1 : 0) + (inLaps ? 2 : 0) + (hasPerLap ? 4 : 0) + (hasEnd ? 8 : 0);
    if (this.#parts !== null && (isResting || this.#parts.key === key)) return this.#parts;
    const names: FieldName[] = [];
    if (inLaps) names.push('litres');
    if (hasPerLap) names.push('perLap');
    if (hasEnd) names.push('atEnd');
    this.#kit.clear();
    this.#parts = { ...this.#build(names, hasBar, inLaps), key };
    this.#lowKit.setVisible(false);
    return this.#parts;
  }

  #build(names: readonly FieldName[], hasBar: boolean, inLaps: boolean): Omit<Parts, 'key'> {
    const kit = this.#kit;
    const lowKit = this.#lowKit;
    const { theme, palette, whole, sizes } = kit;
    const layout = fuelLayout(theme, whole, sizes, { bar: hasBar, fields: names.length });
    const { head, cap } = layout;
    const y = head.y + head.height / 2;
    const right = head.x + head.width;
    const unit = inLaps ? 'laps' : 'l';
    const wide = (text: string) => labelWidth(theme, text, sizes.label);
    // Large lettering needs the room: the colour warns.
    const isNamed = kit.density === 'normal';
    const nameWidth = isNamed ? wide('fuel') + 14 : 0;
    const beside = head.width - wide(unit) - 10 - nameWidth;
    // Wide faces have the name above the unit, so that the figures stay the largest.
    const isStacked = isNamed && beside < figuresWidth(kit, '00.0', cap * leastHeadShare);
    const aside = isStacked ? Math.max(wide(unit), wide('fuel')) : wide(unit);
    const unitY = isStacked ? y + sizes.label / 2 + 4 : y;
    const nameAt = isStacked
      ? ({ x: right, y: y - sizes.label / 2 - 6, align: 'right' } as const)
      : ({ x: head.x, y, align: 'left' } as const);
    kit.panel((ctx) => {
      paintLabel(ctx, theme, unit, right, unitY, { cap: sizes.label, align: 'right' });
      names.forEach((name, i) => {
        if (name !== 'atEnd') this.#paintLabel(ctx, fieldTitles[name], layout.fields[i]!);
      });
    });
    const word = (text: string, colour: string) =>
      kit.hidden({ x: head.x - 16, y: y - 40, width: head.width + 32, height: 80 }, (ctx) => {
        const { align } = nameAt;
        if (isNamed)
          paintLabel(ctx, theme, text, nameAt.x, nameAt.y, { cap: sizes.label, colour, align });
      });
    const calmWord = word('fuel', palette.muted);
    const lowWord = word('low', palette.redline);
    const main = createHousedFigures(kit, {
      x: right - aside - 10,
      y,
      align: 'right',
      cap,
      pattern: '00.0',
      width: isStacked ? head.width - aside - 10 : beside,
      inks: { calm: palette.ink, low: palette.redline },
    });
    const tank = { box: layout.bar ?? head, horizontal: true } as const;
    // The warning alone is red.
    const isPlain = theme.panel.form === 'none' || palette.accent === palette.redline;
    const colour = isPlain ? palette.ink : palette.accent;
    return {
      main,
      inLaps,
      calmWord,
      lowWord,
      bar: hasBar ? createBar(kit, { ...tank, colour }) : null,
      lowBar: hasBar ? createBar(lowKit, { ...tank, colour: palette.redline }) : null,
      fields: this.#buildFields(names, layout.fields),
    };
  }

  #buildFields(names: readonly FieldName[], places: readonly FieldPlace[]): Field[] {
    const kit = this.#kit;
    const { palette } = kit;
    return names.map((name, i) => {
      const place = places[i]!;
      const sheet = new FiguresSheet(kit, {
        cap: kit.sizes.figure,
        pattern: name === 'perLap' ? '0.00' : '00.0',
        width: place.width,
        inks:
          name === 'atEnd' ? { spare: palette.gain, short: palette.loss } : { ink: palette.ink },
      });
      const words =
        name === 'atEnd'
          ? { spare: this.#word('spare', place), short: this.#word('short', place) }
          : null;
      return { name, figures: sheet.row(place.x, place.valueY, 'center'), words };
    });
  }

  #word(text: string, place: FieldPlace): Sprite {
    const { x, width, labelY } = place;
    const box = { x: x - width / 2 - 12, y: labelY - 20, width: width + 24, height: 40 };
    return this.#kit.hidden(box, (ctx) => this.#paintLabel(ctx, [text], place));
  }

  #paintLabel(ctx: CanvasRenderingContext2D, words: readonly string[], place: FieldPlace): void {
    const { theme, sizes } = this.#kit;
    const cap = sizes.label;
    const text = fittingLabel(theme, words, cap, place.width);
    paintLabel(ctx, theme, text, place.x, place.labelY, { cap, width: place.width });
  }
}

/** Titles of the fields: the usual one, and a short one for narrow fields. */
const fieldTitles: Record<Exclude<FieldName, 'atEnd'>, readonly string[]> = {
  litres: ['litres', 'l'],
  perLap: ['per lap', 'a lap'],
};

/** Four digits at most. */
function held(value: number | null): number | null {
  return value === null ? null : Math.min(value, 999.9);
}

/** Large lettering and wide faces have room for two fields: figures that touch would read as one. */
function hasRoomForThree(kit: Kit): boolean {
  const { theme, whole, sizes, density } = kit;
  const { fields } = fuelLayout(theme, whole, sizes, { bar: true, fields: 3 });
  const wanted = figuresWidth(kit, '00.0', sizes.figure);
  return density === 'normal' && fields.every(({ width }) => wanted <= width);
}
