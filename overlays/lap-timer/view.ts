/** Draws the lap timer: the running time, sectors with their verdicts, last and best lap. */
import type { Sprite } from 'pixi.js';
import type { Theme } from '../../protocol/theme-schema.ts';
import { Kit } from '../core/draw/kit.ts';
import { paintPanel } from '../core/draw/panels/panel.ts';
import { type Figures, FiguresSheet } from '../core/draw/text/figures.ts';
import { createHousedFigures, type HousedFigures } from '../core/draw/text/housed-figures.ts';
import { labelText, paintText, textWidth } from '../core/draw/text/type.ts';
import { createVerdictStrip, type VerdictStrip } from '../core/draw/verdict-strip.ts';
import type { OverlayView, Sample, ViewContext } from '../core/overlay.ts';
import { LapTimerModel, type SectorPicture, sectorsShown } from '../core/reading/lap-timer.ts';
import { about } from './about.ts';
import { type LapTimerLayout, lapTimerLayout, type Spot } from './layout.ts';

const labelCap = 12.5;
/** Where the words for the lap that is compared with end, right of the middle. */
const againstX = 20;

interface Sector {
  readonly time: Figures;
  readonly gap: Figures;
  readonly strip: VerdictStrip;
}

/** Colours of verdicts, the plain one first. */
function verdictInks({ palette }: Theme): Record<string, string> {
  return { plain: palette.ink, best: palette.best, gain: palette.gain, loss: palette.loss };
}

export class LapTimerView implements OverlayView {
  readonly #kit: Kit;
  readonly #model: LapTimerModel;
  readonly #time: HousedFigures;
  readonly #lap: Figures;
  /** Of the completed lap to the best one, while it is held. */
  readonly #gap: Figures;
  /** Says with a number which lap the sectors are held against where it is not the best one. */
  readonly #against: { readonly label: Sprite; readonly lap: Figures };
  readonly #sectors: readonly Sector[];
  readonly #last: Figures;
  readonly #best: Figures;

  constructor(context: ViewContext<typeof about>) {
    const { sectors, hold } = context.parameters;
    this.#kit = new Kit(context, about.size);
    this.#model = new LapTimerModel(hold);
    const kit = this.#kit;
    const { theme } = kit;
    const whole = { x: 0, y: 0, ...about.size };
    const wide = (text: string) => textWidth(labelText(theme, text), theme.fonts.labels, labelCap);
    const names = Math.max(wide('Last'), wide('Best')) + 12;
    const layout = lapTimerLayout(theme, whole, sectors ? sectorsShown : 0, names);
    kit.picture(whole, (ctx) => {
      paintPanel(ctx, theme, whole);
      paintLabels(ctx, theme, layout);
    });
    const { numbers } = theme.fonts;
    const inks = verdictInks(theme);
    const ink = { ink: theme.palette.ink };
    const head = { face: numbers, cap: 15 };
    const { left, right, y } = layout.head;
    const lap = new FiguresSheet(kit, { ...head, pattern: '00', inks: ink });
    this.#lap = lap.row(left + wide('Lap') + 9, y, 'left');
    this.#against = {
      label: kit.picture(whole, (ctx) => paintAgainst(ctx, theme, layout)),
      lap: new FiguresSheet(kit, { ...head, pattern: '00', inks: ink, ghost: false }).row(
        layout.head.middle + againstX + 9,
        y,
        'left',
      ),
    };
    this.#against.label.alpha = 0;
    const gap = new FiguresSheet(kit, { ...head, pattern: '+0.000', inks });
    this.#gap = gap.row(right, y, 'right');
    this.#time = createHousedFigures(kit, {
      ...layout.time,
      align: 'center',
      face: numbers,
      pattern: '0:00.000',
      inks,
    });
    this.#sectors = this.#createSectors(layout);
    const { last, best } = layout;
    const laps = { face: numbers, cap: 17, pattern: '0:00.000' };
    const sheet = new FiguresSheet(kit, { ...laps, width: last.width, inks });
    this.#last = sheet.row(last.time.x, last.time.y, 'right');
    this.#best = sheet.row(best.time.x, best.time.y, 'right');
  }

  #createSectors({ sectors }: LapTimerLayout): Sector[] {
    const kit = this.#kit;
    const [first] = sectors;
    if (first === undefined) return [];
    const face = kit.theme.fonts.numbers;
    const inks = verdictInks(kit.theme);
    const { width } = first;
    const times = new FiguresSheet(kit, { face, cap: 18, pattern: '0:00.000', inks, width });
    const gaps = new FiguresSheet(kit, {
      face,
      cap: 13,
      pattern: '+0.00',
      inks,
      width: width * 0.66,
    });
    return sectors.map((place) => ({
      time: times.row(place.time.x, place.time.y, 'right'),
      gap: gaps.row(place.gap.x, place.gap.y, 'right'),
      strip: createVerdictStrip(kit, place.strip),
    }));
  }

  update(sample: Sample, nowMs: number): { draw: boolean; animating: boolean } {
    const picture = this.#model.read(sample, nowMs);
    this.#lap.set(picture.lap === null ? '' : String(picture.lap));
    this.#time.set(picture.time, picture.verdict);
    this.#gap.set(picture.gap, picture.verdict);
    const { referenceLap } = picture;
    this.#kit.show(this.#against.label, referenceLap === null ? 0 : 1);
    this.#against.lap.set(referenceLap === null ? '' : String(referenceLap));
    for (const [i, sector] of this.#sectors.entries()) showSector(sector, picture.sectors[i]!);
    this.#last.set(picture.last, picture.lastVerdict === 'best' ? 'best' : 'plain');
    this.#best.set(picture.best, picture.best === null ? 'plain' : 'best');
    return { draw: this.#kit.takeChanged(), animating: picture.held };
  }

  destroy(): void {
    this.#kit.destroy();
  }
}

function showSector({ time, gap, strip }: Sector, picture: SectorPicture): void {
  time.set(picture.time);
  gap.set(picture.gap, picture.verdict);
  strip.set(picture.time === null ? null : picture.verdict);
}

function paintAgainst(ctx: CanvasRenderingContext2D, theme: Theme, { head }: LapTimerLayout): void {
  paintText(ctx, theme, labelText(theme, 'vs lap'), head.middle + againstX, head.y, {
    face: theme.fonts.labels,
    cap: labelCap,
    colour: theme.palette.muted,
    align: 'right',
    width: 90,
  });
}

function paintLabels(ctx: CanvasRenderingContext2D, theme: Theme, layout: LapTimerLayout): void {
  const label = (text: string, { x, y }: Spot, width: number) =>
    paintText(ctx, theme, labelText(theme, text), x, y, {
      face: theme.fonts.labels,
      cap: labelCap,
      colour: theme.palette.muted,
      align: 'left',
      width,
    });
  label('Lap', { x: layout.head.left, y: layout.head.y }, 120);
  for (const [i, sector] of layout.sectors.entries()) label(`S${i + 1}`, sector.label, 30);
  label('Last', layout.last.label, 60);
  label('Best', layout.best.label, 60);
}
