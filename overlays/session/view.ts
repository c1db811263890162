/** Draws the session overlay: the place and the driver first, the lap and the time left below them. */
import type { Sprite } from 'pixi.js';
import type { Theme } from '../../protocol/theme-schema.ts';
import { fade } from '../core/draw/colour.ts';
import { flagWordShare, paintFlag } from '../core/draw/flag.ts';
import type { Kit, Paint } from '../core/draw/kit.ts';
import { type Box, inset } from '../core/draw/shape.ts';
import { type Figures, FiguresSheet } from '../core/draw/text/figures.ts';
import { labelText, labelWidth, paintLabel, smallestCap } from '../core/draw/text/lettering.ts';
import { nameWidth, narrowestLabel, paintFittingName } from '../core/draw/text/name.ts';
import { fittingForm } from '../core/draw/text/name-form.ts';
import type { TextPlace } from '../core/draw/text/sizes.ts';
import { writableNames } from '../core/draw/text/writable-names.ts';
import {
  defineOverlay,
  type OverlayPicture,
  type Sample,
  type ViewContext,
} from '../core/overlay.ts';
import { bareFamilyName, fullToShort } from '../core/reading/driver-name.ts';
import { type Flag, flags, readSession, type SessionNames } from '../core/reading/session.ts';
import { about } from './about.ts';
import { type SessionLayout, sessionLayout } from './layout.ts';

const lapTitle = 'Lap';

interface Parts {
  readonly withPosition: boolean;
  readonly position: Figures | null;
  readonly lap: Figures;
  readonly timeLeft: Figures;
  readonly flags: ReadonlyMap<Flag, Sprite>;
}

export const overlay = defineOverlay(about, (kit, context) => new SessionView(kit, context));

class SessionView implements OverlayPicture {
  readonly #kit: Kit;
  readonly #names: SessionNames;
  readonly #withFlag: boolean;
  #parts: Parts | null = null;
  /** The flag that is shown. */
  #waved: Flag | null = null;

  constructor(kit: Kit, { sessionInfo, parameters, report }: ViewContext<typeof about>) {
    this.#kit = kit;
    this.#withFlag = parameters.flag;
    const names = writableNames(kit.theme, sessionInfo, report);
    this.#names = { ...names, driver: parameters.name ? names.driver : '' };
  }

  update(sample: Sample): boolean {
    const picture = readSession(sample);
    // At rest everything keeps its place.
    const withPosition = picture.position !== null;
    const isKept = this.#parts !== null && (!picture.present || this.#parts.withPosition);
    if (!isKept && this.#parts?.withPosition !== withPosition) {
      this.#kit.clear();
      this.#parts = this.#build(withPosition);
      this.#waved = null;
    }
    const { position, lap, timeLeft } = this.#parts!;
    position?.set(picture.position);
    lap.set(picture.lap);
    timeLeft.set(picture.timeLeft ?? (picture.present ? '' : null));
    this.#wave(picture.flag);
    return false;
  }

  #wave(flag: Flag | null): void {
    if (flag === this.#waved) return;
    const cloths = this.#parts!.flags;
    const show = (one: Flag | null, alpha: number) => {
      const cloth = one === null ? undefined : cloths.get(one);
      if (cloth !== undefined) this.#kit.show(cloth, alpha);
    };
    show(this.#waved, 0);
    show(flag, 1);
    this.#waved = flag;
  }

  #build(withPosition: boolean): Parts {
    const kit = this.#kit;
    const names = this.#names;
    const { theme, whole, sizes, density } = kit;
    const details = density === 'normal' || names.driver === '';
    const parts = { position: withPosition, driver: names.driver !== '', details };
    const layout = sessionLayout(theme, whole, sizes, parts);
    const { position, lap, lapLabel, timeLeft } = layout;
    const lapX = lap.x + labelWidth(theme, lapTitle, lapLabel.cap) + 10;
    const pattern = '0'.repeat(Math.max(String(names.laps).length, 2));
    const laps = new FiguresSheet(kit, { cap: lap.cap, pattern });
    const ofLaps = names.laps > 0 ? `/ ${names.laps}` : '';
    const lapEnd = lapX + laps.width + 10;
    const flagBox = flagBoxOf(theme, layout, lapEnd, labelWidth(theme, ofLaps, lapLabel.cap));
    kit.panel((ctx) => {
      paintNames(ctx, theme, layout, names);
      const { x, y, cap } = lapLabel;
      const label = (text: string, left: number) =>
        paintLabel(ctx, theme, text, left, y, { cap, align: 'left' });
      label(lapTitle, x);
      label(ofLaps, lapEnd);
    });
    return {
      withPosition,
      position: withPosition
        ? new FiguresSheet(kit, { ...position, pattern: '00' }).row(position.x, position.y, 'left')
        : null,
      lap: laps.row(lapX, lap.y, 'left'),
      timeLeft: new FiguresSheet(kit, { ...timeLeft, pattern: '0:00:00' }).row(
        timeLeft.x,
        timeLeft.y,
        'right',
      ),
      flags: new Map(
        (this.#withFlag ? flags : []).map((flag) => {
          const paint: Paint = (ctx) => paintFlag(ctx, theme, flag, flagBox);
          return [flag, kit.hidden(inset(flagBox, -4), paint)];
        }),
      ),
    };
  }
}

/** The flag stands behind the number of laps, or covers it as a whole where its longest word has no room there. */
function flagBoxOf(theme: Theme, { flag }: SessionLayout, lapEnd: number, suffix: number): Box {
  if (suffix === 0) return flag;
  const right = flag.x + flag.width;
  const behind = Math.max(flag.x, lapEnd + suffix + 12);
  const needed = labelWidth(theme, 'chequered', smallestCap) / flagWordShare;
  const x = right - behind >= needed ? behind : Math.min(flag.x, lapEnd - 4);
  return { ...flag, x, width: right - x };
}

function paintNames(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  { driver, details, rule }: SessionLayout,
  { driver: name, kind, track, car }: SessionNames,
): void {
  const { palette, panel } = theme;
  const line = (
    forms: readonly string[],
    { x, y, ...place }: TextPlace,
    colour: string,
    leastShare?: number,
  ) => paintFittingName(ctx, theme, forms, x, y, { ...place, colour }, leastShare);
  if (name !== '') {
    const forms = fullToShort(name).map((form) => labelText(theme, form));
    const widthOf = (form: string) => nameWidth(theme, form, driver.cap);
    const isCut = fittingForm(forms, driver.width, widthOf) === null;
    const bare = isCut ? [labelText(theme, bareFamilyName(name))] : [];
    line([...forms, ...bare], driver, palette.ink);
  }
  if (details !== null) {
    const first = labelText(theme, kind || 'Session');
    const list = (...words: readonly string[]) => words.filter((one) => one !== '').join(' · ');
    const forms = [list(first, track, car), list(first, track), track || first];
    line(forms, details, name === '' ? palette.ink : palette.muted, narrowestLabel);
  }
  if (panel.form === 'none') return;
  ctx.fillStyle = fade(palette.muted, 0.35);
  ctx.fillRect(rule.line.left, rule.y, rule.line.width, 1.5);
}
