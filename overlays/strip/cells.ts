/** The parts of each cell of the strip that change. */
import { flagCloths, paintFlag } from '../core/draw/flag.ts';
import { createChevron } from '../core/draw/mark.ts';
import { Mover } from '../core/draw/motion.ts';
import { Plates } from '../core/draw/plates.ts';
import { fittingLabel, paintLabel } from '../core/draw/text/lettering.ts';
import { inkNameOn, inkOnPlate } from '../core/draw/text/tag.ts';
import { createThinBar } from '../core/draw/thin-bar.ts';
import { createVerdictStrip } from '../core/draw/verdict-strip.ts';
import { verdictInks, warningInk } from '../core/draw/verdicts.ts';
import type { Flag } from '../core/reading/session.ts';
import { createGear, createPedals, createSpeed } from './car-cells.ts';
import {
  type CellContext,
  createSuffix,
  type EventPlate,
  figuresOf,
  plateFiguresOf,
  platesOver,
  type ShowCell,
} from './cell-parts.ts';
import type { PaintedCell, StripCellName } from './layout.ts';
import type { CellEvent } from './model.ts';
import { arrowRoom, isPlated, labels, lapPattern, ofLaps, patterns } from './statics.ts';

export const cellBuilders: Readonly<
  Record<Exclude<StripCellName, PaintedCell>, (context: CellContext) => ShowCell>
> = {
  place: createPlace,
  lap: createLap,
  left: createLeft,
  time: createTime,
  delta: createDelta,
  last: createLast,
  best: createBest,
  fuel: createFuel,
  stint: createStint,
  gear: createGear,
  speed: createSpeed,
  pedals: createPedals,
};

function createPlace(context: CellContext): ShowCell {
  const { kit, cell, layout } = context;
  const { palette } = kit;
  const ink = isPlated(kit.theme) ? palette.plateInk : palette.ink;
  const width = cell.width - arrowRoom;
  const figures = figuresOf(context, patterns.place, { inks: { ink }, dash: ink, width });
  const colours = { up: palette.gain, down: palette.loss } as const;
  const plates = platesOver(context, (name) => ({
    label: labels.place,
    colour: colours[name as 'up' | 'down'],
  }));
  const onPlate = plateFiguresOf(context, patterns.place, width);
  const { figureY } = layout.lines;
  const arrow = (direction: -1 | 1, colour: string) => {
    const x = cell.x + cell.width - arrowRoom / 2 + 7;
    return createChevron(kit, x, figureY, 24, direction, inkOnPlate(kit.theme, colour));
  };
  const up = arrow(-1, palette.gain);
  const down = arrow(1, palette.loss);
  return ({ place, change }, nowMs) => {
    const moving = plates.set(change === 0 ? null : change > 0 ? 'up' : 'down', nowMs);
    const side = plates.written as 'up' | 'down' | null;
    // Until the plate has come in, the place before it stays.
    if (plates.isCovering) figures.set('');
    else if (change === 0) figures.set(place);
    if (side === null) onPlate.set('');
    else onPlate.set(place, inkNameOn(kit.theme, colours[side]));
    up.set(side === 'up' ? 1 : 0);
    down.set(side === 'down' ? 1 : 0);
    return moving;
  };
}

function createLap(context: CellContext): ShowCell {
  const { kit, cell, layout, laps, withFlag } = context;
  const { theme } = kit;
  const figures = figuresOf(context, lapPattern(laps));
  const { label: cap, labelY, gap } = layout.lines;
  const label = kit.picture(cell.box, (ctx) =>
    paintLabel(ctx, theme, labels.lap, cell.x, labelY, { cap, align: 'left' }),
  );
  const suffix = createSuffix(context, ofLaps(laps), lapPattern(laps));
  // Where a frame leaves little room, the flag stays clear of the figures below it.
  const rim = Math.min(7, gap - 1);
  const flag = {
    x: cell.box.x + 7,
    y: labelY - cap / 2 - rim,
    width: cell.box.width - 14,
    height: cap + 2 * rim,
  };
  const flags = new Plates(kit, {
    box: flag,
    bleed: 2,
    paint: (ctx, name) =>
      paintFlag(ctx, { ...theme, panel: { ...theme.panel, form: 'straight' } }, name as Flag, flag),
  });
  return (picture, nowMs) => {
    figures.set(picture.lap);
    suffix(figures.lengthOf(picture.lap ?? ''));
    const shown = withFlag && picture.flag !== null && picture.flag in flagCloths;
    const moving = flags.set(shown ? picture.flag : null, nowMs);
    kit.show(label, flags.isCovering ? 0 : 1);
    return moving;
  };
}

function createLeft(context: CellContext): ShowCell {
  const figures = figuresOf(context, patterns.left);
  return ({ timeLeft }) => {
    figures.set(timeLeft);
    return false;
  };
}

function createTime(context: CellContext): ShowCell {
  const { kit, cell, layout } = context;
  const { palette } = kit;
  const figures = figuresOf(context, patterns.time, { inks: verdictInks(kit.theme) });
  const { barY, barHeight } = layout.lines;
  const gap = 6;
  const width = (cell.width - 2 * gap) / 3;
  const sectors = [0, 1, 2].map((i) => {
    const x = cell.x + i * (width + gap);
    return createVerdictStrip(kit, { x, y: barY, width, height: barHeight });
  });
  const names = ['Session best', 'Best lap'];
  const label = fittingLabel(kit.theme, names, layout.lines.label, cell.width);
  const plates = platesOver(context, () => ({ label, colour: palette.best }));
  const onPlate = plateFiguresOf(context, patterns.time);
  const ink = inkNameOn(kit.theme, palette.best);
  return ({ timer, isBestLap }, nowMs) => {
    let moving = plates.set(isBestLap ? 'best' : null, nowMs);
    figures.set(plates.isCovering ? '' : timer.time, timer.verdict);
    onPlate.set(plates.written === null ? '' : timer.time, ink);
    for (let i = 0; i < sectors.length; i++) {
      const { time, verdict } = timer.sectors[i]!;
      moving = sectors[i]!.set(time === null ? null : verdict, nowMs) || moving;
    }
    return moving;
  };
}

const stopLabels = { pit: 'Pit lane', stopped: 'Stopped' } as const;

function plateName(event: CellEvent): string {
  return event.kind === 'sector' ? `S${event.sector + 1} ${event.verdict}` : event.kind;
}

function createDelta(context: CellContext): ShowCell {
  const { kit, cell, layout } = context;
  const { palette } = kit;
  const colours: Readonly<Record<string, string>> = {
    best: palette.best,
    gain: palette.gain,
    loss: palette.loss,
    plain: palette.plate,
  };
  const plateOf = (name: string): EventPlate => {
    if (name === 'pit' || name === 'stopped')
      return { label: stopLabels[name], colour: palette.caution };
    const [label, verdict] = name.split(' ') as [string, string];
    return { label, colour: colours[verdict]! };
  };
  const figures = figuresOf(context, patterns.delta, {
    inks: { even: palette.ink, gain: palette.gain, loss: palette.loss },
  });
  const { barY: y, barHeight: height } = layout.lines;
  const half = cell.width / 2;
  const ahead = { x: cell.x, y, width: half, height };
  const gain = createThinBar(kit, ahead, palette.gain, 'right');
  const loss = createThinBar(kit, { ...ahead, x: cell.x + half }, palette.loss, 'left');
  const mover = new Mover(kit.theme.motion, 2);
  const plates = platesOver(context, plateOf);
  const eventFigures = plateFiguresOf(context, patterns.delta);
  return ({ delta, event, eventText }, nowMs) => {
    const moving = plates.set(event === null ? null : plateName(event), nowMs);
    const { written } = plates;
    figures.set(plates.isCovering ? '' : delta.text, delta.side);
    if (written === null || event === null) eventFigures.set('');
    else eventFigures.set(eventText, inkNameOn(kit.theme, plateOf(written).colour));
    const share = mover.step(delta.share, nowMs);
    gain.set(Math.max(-share, 0));
    loss.set(Math.max(share, 0));
    return moving || !mover.isAtRest;
  };
}

function createLast(context: CellContext): ShowCell {
  const figures = figuresOf(context, patterns.last, { inks: verdictInks(context.kit.theme) });
  return ({ timer }) => {
    figures.set(timer.last, timer.lastVerdict === 'best' ? 'best' : 'plain');
    return false;
  };
}

function createBest(context: CellContext): ShowCell {
  const figures = figuresOf(context, patterns.best, { inks: verdictInks(context.kit.theme) });
  return ({ timer }) => {
    figures.set(timer.best, timer.best === null ? 'plain' : 'best');
    return false;
  };
}

function createFuel(context: CellContext): ShowCell {
  const { kit, cell, layout } = context;
  const { palette } = kit;
  const low = warningInk(kit.theme);
  const figures = figuresOf(context, patterns.fuel, { inks: { plain: palette.ink, low } });
  const { barY: y, barHeight: height } = layout.lines;
  const box = { x: cell.x, y, width: cell.width, height };
  const bars = [createThinBar(kit, box, palette.muted), createThinBar(kit, box, low)] as const;
  return ({ fuelLaps, fuelShare, isFuelLow }) => {
    figures.set(fuelLaps, isFuelLow ? 'low' : 'plain');
    bars[0].set(isFuelLow ? 0 : fuelShare);
    bars[1].set(isFuelLow ? fuelShare : 0);
    return false;
  };
}

/** Laps on these tyres, with the letter of their compound. */
function createStint(context: CellContext): ShowCell {
  const figures = figuresOf(context, patterns.stint);
  const suffix = createSuffix(context, context.compound, patterns.stint);
  return ({ stint }) => {
    figures.set(stint);
    suffix(figures.lengthOf(stint ?? ''));
    return false;
  };
}
