/** Draws the lap timer: the running time, sectors with their verdicts, last and best lap. */
import type { Kit } from '../core/draw/kit.ts';
import { FiguresSheet, figuresWidth } from '../core/draw/text/figures.ts';
import { createHousedFigures } from '../core/draw/text/housed-figures.ts';
import { fittingLabel, labelWidth, paintLabel } from '../core/draw/text/lettering.ts';
import { createBestLine, createVerdictStrip } from '../core/draw/verdict-strip.ts';
import { verdictInks } from '../core/draw/verdicts.ts';
import { defineOverlay } from '../core/overlay.ts';
import {
  LapTimerModel,
  type LapTimerPicture,
  type SectorPicture,
  sectorsShown,
} from '../core/reading/lap-timer.ts';
import { about } from './about.ts';
import { type LapTimerLayout, lapTimerLayout, type Spot } from './layout.ts';

/** Right end of the label for the lap that is compared with, right of the middle; wide faces need more. */
const againstX = 30;
/** Free px between the number of the lap and that label. */
const headAir = 16;
/** Free px beside the figures of a sector with its name, so that browsers that measure a little differently draw the same. */
const deltaAir = 4;

export const overlay = defineOverlay(about, (kit, { parameters: { sectors, hold } }) => {
  const { theme, whole, sizes, density } = kit;
  const { label: labelCap, figure } = sizes;
  const model = new LapTimerModel(hold);
  const wide = (text: string) => labelWidth(theme, text, labelCap);
  const names = Math.max(wide('Last'), wide('Best')) + 10;
  const parts = { sectors: sectors ? sectorsShown : 0, laps: density === 'normal' || !sectors };
  const layoutWith = (sectorName: number) =>
    lapTimerLayout(theme, whole, sizes, parts, names, sectorName);
  const named = layoutWith(wide('S3') + 8);
  // Large lettering and wide faces need the room of the names; the order tells as much.
  const deltaRoom = (named.sectors[0]?.width ?? Number.POSITIVE_INFINITY) - deltaAir;
  const isNamed = density === 'normal' && figuresWidth(kit, '+0.00', sizes.figure) <= deltaRoom;
  const layout = isNamed ? named : layoutWith(0);
  const { head } = layout;
  kit.panel((ctx) => {
    const label = (text: string, { x, y }: Spot) =>
      paintLabel(ctx, theme, text, x, y, { cap: labelCap, align: 'left' });
    label('Lap', { x: head.left, y: head.y });
    for (const [i, sector] of isNamed ? layout.sectors.entries() : [])
      label(`S${i + 1}`, sector.label);
    if (layout.laps === null) return;
    label('Last', layout.laps.last.label);
    label('Best', layout.laps.best.label);
  });
  const inks = verdictInks(theme);
  const lap = new FiguresSheet(kit, { cap: figure, pattern: '00' });
  const lapX = head.left + wide('Lap') + 9;
  const lapNumber = lap.row(lapX, head.y, 'left');
  const lapEnd = lapX + figuresWidth(kit, '000', figure);
  const againstRoom = head.right - figuresWidth(kit, '000', figure) - 9 - lapEnd - headAir;
  const versus = fittingLabel(theme, ['vs lap', 'vs'], labelCap, againstRoom);
  const againstEnd = Math.max(head.middle + againstX, lapEnd + headAir + wide(versus));
  // Sectors are compared with another lap than the best one: this label names it with a number.
  const againstLabel = kit.hidden(whole, (ctx) => {
    const style = { cap: labelCap, align: 'right' } as const;
    paintLabel(ctx, theme, versus, againstEnd, head.y, style);
  });
  const against = new FiguresSheet(kit, { cap: figure, pattern: '00', ghost: false });
  const againstLap = against.row(againstEnd + 9, head.y, 'left');
  // The delta of the lap or of the sector that was just completed.
  const heads = new FiguresSheet(kit, {
    cap: figure + 4,
    pattern: '+0.000',
    inks,
    ghost: false,
    width: head.width * 0.5,
  });
  const headDelta = heads.row(head.right, head.y, 'right');
  const sectorNames = createSectorNames(kit, layout, heads.width);
  const time = createHousedFigures(kit, {
    ...layout.time,
    align: 'center',
    pattern: '0:00.000',
    inks,
  });
  const shownSectors = createSectors(kit, layout);
  const laps = createLaps(kit, layout);
  const bestLine = createBestLine(kit, layout.bestLine);
  return {
    update(sample, nowMs) {
      const picture = model.read(sample, nowMs);
      const { completedSector: sector } = picture;
      lapNumber.set(picture.lap === null ? '' : String(picture.lap));
      time.set(picture.time, picture.verdict);
      if (sector === null) headDelta.set(picture.delta, picture.verdict);
      else headDelta.set(sector.delta === '' ? sector.time : sector.delta, sector.verdict);
      for (const [i, name] of sectorNames.entries()) kit.show(name, i === sector?.sector ? 1 : 0);
      const isQuiet = sector === null && picture.delta === '';
      const referenceLap = isQuiet ? picture.referenceLap : null;
      kit.show(againstLabel, referenceLap === null ? 0 : 1);
      againstLap.set(referenceLap === null ? '' : String(referenceLap));
      let moving = bestLine.set(picture.held && picture.verdict === 'best', nowMs);
      for (const [i, show] of shownSectors.entries())
        moving = show(picture.sectors[i]!, nowMs) || moving;
      laps?.(picture);
      return moving || picture.held || sector !== null;
    },
  };
});

/** `S1`, `S2`, `S3` before the delta, hidden. */
function createSectorNames(kit: Kit, { head, sectors }: LapTimerLayout, room: number) {
  const { theme, sizes } = kit;
  const x = head.right - room - 8;
  const box = { x: x - 60, y: head.y - sizes.label, width: 70, height: 2 * sizes.label };
  return sectors.map((_, i) =>
    kit.hidden(box, (ctx) =>
      paintLabel(ctx, theme, `S${i + 1}`, x, head.y, { cap: sizes.label, align: 'right' }),
    ),
  );
}

/** @returns for each sector how to show it; true while it still moves */
function createSectors(
  kit: Kit,
  { sectors }: LapTimerLayout,
): readonly ((sector: SectorPicture, nowMs: number) => boolean)[] {
  const [first] = sectors;
  if (first === undefined) return [];
  const { width } = first;
  const inks = verdictInks(kit.theme);
  const sheet = new FiguresSheet(kit, { cap: kit.sizes.figure, pattern: '+0.00', inks, width });
  return sectors.map((place) => {
    const figure = sheet.row(place.figure.x, place.figure.y, 'right');
    const strip = createVerdictStrip(kit, place.strip);
    return ({ time, delta, verdict }, nowMs) => {
      figure.set(delta === '' ? time : delta, verdict);
      return strip.set(time === null ? null : verdict, nowMs);
    };
  });
}

/** @returns how to show the last and the best lap; null: there is no room for them */
function createLaps(
  kit: Kit,
  { laps }: LapTimerLayout,
): ((picture: LapTimerPicture) => void) | null {
  if (laps === null) return null;
  const { width, last, best } = laps;
  const inks = verdictInks(kit.theme);
  const sheet = new FiguresSheet(kit, { cap: kit.sizes.figure, pattern: '0:00.000', width, inks });
  const lastTime = sheet.row(last.time.x, last.time.y, 'right');
  const bestTime = sheet.row(best.time.x, best.time.y, 'right');
  return (picture) => {
    lastTime.set(picture.last, picture.lastVerdict === 'best' ? 'best' : 'plain');
    bestTime.set(picture.best, picture.best === null ? 'plain' : 'best');
  };
}
