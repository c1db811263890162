/** Draws the lap timer: the running time, sectors with their verdicts, last and best lap. */
import type { Kit } from '../core/draw/kit.ts';
import { FiguresSheet } from '../core/draw/text/figures.ts';
import { createHousedFigures } from '../core/draw/text/housed-figures.ts';
import { labelWidth, paintLabel } from '../core/draw/text/type.ts';
import { createVerdictStrip, verdictInks } from '../core/draw/verdicts.ts';
import { defineOverlay } from '../core/overlay.ts';
import { LapTimerModel, type SectorPicture, sectorsShown } from '../core/reading/lap-timer.ts';
import { about } from './about.ts';
import { type LapTimerLayout, lapTimerLayout, type Spot } from './layout.ts';

const labelCap = 12.5;
/** Right end of the label for the lap that is compared with, right of the middle. */
const againstX = 20;

export const overlay = defineOverlay(about, (kit, { parameters: { sectors, hold } }) => {
  const { theme, whole } = kit;
  const model = new LapTimerModel(hold);
  const wide = (text: string) => labelWidth(theme, text, labelCap);
  const names = Math.max(wide('Last'), wide('Best')) + 12;
  const layout = lapTimerLayout(theme, whole, sectors ? sectorsShown : 0, names);
  const { head, last, best } = layout;
  kit.panel((ctx) => {
    const label = (text: string, { x, y }: Spot, width: number) =>
      paintLabel(ctx, theme, text, x, y, { cap: labelCap, align: 'left', width });
    label('Lap', { x: head.left, y: head.y }, 120);
    for (const [i, sector] of layout.sectors.entries()) label(`S${i + 1}`, sector.label, 30);
    label('Last', last.label, 60);
    label('Best', best.label, 60);
  });
  const inks = verdictInks(theme);
  const lap = new FiguresSheet(kit, { cap: 15, pattern: '00' });
  const lapNumber = lap.row(head.left + wide('Lap') + 9, head.y, 'left');
  // Sectors are compared with another lap than the best one: this label names it with a number.
  const againstLabel = kit.hidden(whole, (ctx) => {
    const style = { cap: labelCap, align: 'right', width: 90 } as const;
    paintLabel(ctx, theme, 'vs lap', head.middle + againstX, head.y, style);
  });
  const against = new FiguresSheet(kit, { cap: 15, pattern: '00', ghost: false });
  const againstLap = against.row(head.middle + againstX + 9, head.y, 'left');
  const delta = new FiguresSheet(kit, { cap: 15, pattern: '+0.000', inks });
  const lapDelta = delta.row(head.right, head.y, 'right');
  const time = createHousedFigures(kit, {
    ...layout.time,
    align: 'center',
    pattern: '0:00.000',
    inks,
  });
  const shownSectors = createSectors(kit, layout);
  const laps = new FiguresSheet(kit, { cap: 17, pattern: '0:00.000', width: last.width, inks });
  const lastTime = laps.row(last.time.x, last.time.y, 'right');
  const bestTime = laps.row(best.time.x, best.time.y, 'right');
  return {
    update(sample, nowMs) {
      const picture = model.read(sample, nowMs);
      const { referenceLap } = picture;
      lapNumber.set(picture.lap === null ? '' : String(picture.lap));
      time.set(picture.time, picture.verdict);
      lapDelta.set(picture.delta, picture.verdict);
      kit.show(againstLabel, referenceLap === null ? 0 : 1);
      againstLap.set(referenceLap === null ? '' : String(referenceLap));
      for (const [i, show] of shownSectors.entries()) show(picture.sectors[i]!);
      lastTime.set(picture.last, picture.lastVerdict === 'best' ? 'best' : 'plain');
      bestTime.set(picture.best, picture.best === null ? 'plain' : 'best');
      return picture.held;
    },
  };
});

/** @returns for each sector how to show it */
function createSectors(
  kit: Kit,
  { sectors }: LapTimerLayout,
): readonly ((sector: SectorPicture) => void)[] {
  const [first] = sectors;
  if (first === undefined) return [];
  const { width } = first;
  const inks = verdictInks(kit.theme);
  const times = new FiguresSheet(kit, { cap: 18, pattern: '0:00.000', inks, width });
  const deltas = new FiguresSheet(kit, { cap: 13, pattern: '+0.00', inks, width: width * 0.66 });
  return sectors.map((place) => {
    const time = times.row(place.time.x, place.time.y, 'right');
    const delta = deltas.row(place.delta.x, place.delta.y, 'right');
    const strip = createVerdictStrip(kit, place.strip);
    return (sector) => {
      time.set(sector.time);
      delta.set(sector.delta, sector.verdict);
      strip.set(sector.time === null ? null : sector.verdict);
    };
  });
}
