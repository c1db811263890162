/** Draws the fuel overlay: litres, the tank as a bar, consumption, laps left, and the balance at the end. */
import type { Sprite } from 'pixi.js';
import type { Theme } from '../../protocol/theme-schema.ts';
import type { Bar } from '../core/draw/bars/bar.ts';
import { createBar } from '../core/draw/bars/create-bar.ts';
import type { Kit } from '../core/draw/kit.ts';
import { type Figures, FiguresSheet } from '../core/draw/text/figures.ts';
import { createHousedFigures, type HousedFigures } from '../core/draw/text/housed-figures.ts';
import { Readout } from '../core/draw/text/readout.ts';
import { labelWidth, paintLabel, smallestCap } from '../core/draw/text/type.ts';
import {
  defineOverlay,
  type OverlayPicture,
  type Sample,
  type ViewContext,
} from '../core/overlay.ts';
import { FuelModel, type FuelPicture } from '../core/reading/fuel-laps.ts';
import { about } from './about.ts';
import { type FieldPlace, fuelLayout } from './layout.ts';

type FieldName = 'perLap' | 'lapsLeft' | 'atEnd';

interface Field {
  readonly name: FieldName;
  readonly figures: Figures;
  /** Labels of the balance at the end; null for other fields. */
  readonly words: { readonly spare: Sprite; readonly short: Sprite } | null;
}

interface Parts {
  readonly key: string;
  readonly litres: HousedFigures;
  readonly bar: Bar | null;
  readonly lowBar: Bar | null;
  readonly calmWord: Sprite;
  readonly lowWord: Sprite;
  readonly fields: readonly Field[];
}

/** A warning blinks for a while, then stays. */
const blinkForMs = 6_000;
const blinkMs = 500;
const labelCap = 13;
const wordCap = 14;
const wordRoom = 112;

export const overlay = defineOverlay(about, (kit, { parameters }) => new FuelView(kit, parameters));

class FuelView implements OverlayPicture {
  readonly #kit: Kit;
  /** The bar in the warning's colour, above the usual one. */
  readonly #lowKit: Kit;
  readonly #model: FuelModel;
  readonly #withEnd: boolean;
  readonly #litres = new Readout(0.1, 200);
  readonly #atEnd = new Readout(0.1, 500);
  #parts: Parts | null = null;
  #lowSinceMs: number | null = null;

  constructor(kit: Kit, { warn, end }: ViewContext<typeof about>['parameters']) {
    this.#kit = kit;
    this.#lowKit = kit.layer();
    this.#model = new FuelModel(warn);
    this.#withEnd = end;
  }

  update(sample: Sample, nowMs: number): boolean {
    const picture = this.#model.read(sample);
    const parts = this.#partsFor(picture);
    const warned = this.#warns(picture.isLow, nowMs);
    const ink = picture.isLow ? 'low' : 'calm';
    parts.litres.set(this.#litres.text(picture.litres, nowMs, 1), ink);
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
    const value = picture[name];
    if (value === null) {
      figures.set(null);
      return;
    }
    if (words === null) {
      figures.set(name === 'perLap' ? value.toFixed(2) : Math.min(value, 999.9).toFixed(1));
      return;
    }
    const shown = this.#atEnd.read(value, nowMs);
    const isShort = shown < 0;
    figures.set(Math.min(Math.abs(shown), 999.9).toFixed(1), isShort ? 'short' : 'spare');
    this.#kit.show(words.short, isShort ? 1 : 0);
    this.#kit.show(words.spare, isShort ? 0 : 1);
  }

  /** Rebuilds when the known values change. At rest the picture keeps its parts. */
  #partsFor(picture: FuelPicture): Parts {
    const names: FieldName[] = [];
    if (picture.perLap !== null) names.push('perLap');
    if (picture.lapsLeft !== null) names.push('lapsLeft');
    if (picture.atEnd !== null && this.#withEnd) names.push('atEnd');
    const hasBar = picture.share !== null || picture.litres === null;
    const key = `${hasBar} ${names.join(' ')}`;
    const isResting = picture.litres === null;
    if (this.#parts !== null && (isResting || this.#parts.key === key)) return this.#parts;
    this.#kit.clear();
    this.#parts = { ...this.#build(names, hasBar), key };
    this.#lowKit.setVisible(false);
    return this.#parts;
  }

  #build(names: readonly FieldName[], hasBar: boolean): Omit<Parts, 'key'> {
    const kit = this.#kit;
    const lowKit = this.#lowKit;
    const { theme, whole } = kit;
    const { palette } = theme;
    const layout = fuelLayout(theme, whole, { bar: hasBar, fields: names.length });
    const { head, cap } = layout;
    const y = head.y + head.height / 2;
    const right = head.x + head.width;
    const unitWidth = labelWidth(theme, 'l', 16);
    kit.panel((ctx) => {
      paintLabel(ctx, theme, 'l', right, y, { cap: 16, align: 'right' });
      names.forEach((name, i) => {
        if (name !== 'atEnd') this.#paintLabel(ctx, fieldTitles[name], layout.fields[i]!);
      });
    });
    const low = fitting(theme, ['low fuel', 'low'], wordCap, wordRoom);
    const wordWidth = Math.max(...[low, 'fuel'].map((one) => labelWidth(theme, one, wordCap)));
    const word = (text: string, colour: string) =>
      kit.hidden({ x: head.x - 16, y: y - 30, width: 170, height: 60 }, (ctx) =>
        paintLabel(ctx, theme, text, head.x, y, { cap: wordCap, colour, align: 'left' }),
      );
    const calmWord = word('fuel', palette.muted);
    const lowWord = word(low, palette.redline);
    const litres = createHousedFigures(kit, {
      x: right - unitWidth - 10,
      y,
      align: 'right',
      cap,
      pattern: '000.0',
      width: head.width - unitWidth - 10 - wordWidth - 14,
      inks: { calm: palette.ink, low: palette.redline },
    });
    const tank = { box: layout.bar ?? head, horizontal: true } as const;
    // The warning alone is red.
    const isPlain = theme.panel.form === 'none' || palette.accent === palette.redline;
    const colour = isPlain ? palette.ink : palette.accent;
    return {
      litres,
      calmWord,
      lowWord,
      bar: hasBar ? createBar(kit, { ...tank, colour }) : null,
      lowBar: hasBar ? createBar(lowKit, { ...tank, colour: palette.redline }) : null,
      fields: this.#buildFields(names, layout.fields),
    };
  }

  #buildFields(names: readonly FieldName[], places: readonly FieldPlace[]): Field[] {
    const kit = this.#kit;
    const { palette } = kit.theme;
    return names.map((name, i) => {
      const place = places[i]!;
      const sheet = new FiguresSheet(kit, {
        cap: 21,
        pattern: name === 'perLap' ? '00.00' : '000.0',
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
    const { theme } = this.#kit;
    const text = fitting(theme, words, smallestCap, place.width);
    paintLabel(ctx, theme, text, place.x, place.labelY, { cap: labelCap, width: place.width });
  }
}

/** Titles of the fields: the usual one, and a short one for narrow fields. */
const fieldTitles: Record<Exclude<FieldName, 'atEnd'>, readonly string[]> = {
  perLap: ['per lap', 'a lap'],
  lapsLeft: ['laps left', 'laps'],
};

/** The first word that fits as a label, or the last one if none fits. */
function fitting(theme: Theme, words: readonly string[], cap: number, width: number): string {
  return words.find((one) => labelWidth(theme, one, cap) <= width) ?? words.at(-1)!;
}
