/** Draws the session overlay: the place and the driver first, the lap and the time left below them. */
import type { Theme } from '../../protocol/theme-schema.ts';
import { fade } from '../core/draw/colour.ts';
import { paintFlag } from '../core/draw/flag.ts';
import type { Kit } from '../core/draw/kit.ts';
import { inset } from '../core/draw/shape.ts';
import { type Figures, FiguresSheet } from '../core/draw/text/figures.ts';
import { labelText, labelWidth, paintLabel } from '../core/draw/text/lettering.ts';
import { fittingName, paintName } from '../core/draw/text/name.ts';
import type { TextPlace } from '../core/draw/text/sizes.ts';
import { writableNames } from '../core/draw/text/writable-names.ts';
import {
  defineOverlay,
  type OverlayPicture,
  type Sample,
  type ViewContext,
} from '../core/overlay.ts';
import { fullToShort } from '../core/reading/driver-name.ts';
import { flags, readSession, type SessionNames } from '../core/reading/session.ts';
import { about } from './about.ts';
import { type SessionLayout, sessionLayout } from './layout.ts';

const lapTitle = 'Lap';

interface Parts {
  readonly withPosition: boolean;
  readonly position: Figures | null;
  readonly lap: Figures;
  readonly timeLeft: Figures;
  readonly plates: readonly { readonly flag: string; show(isShown: boolean): void }[];
}

export const overlay = defineOverlay(about, (kit, context) => new SessionView(kit, context));

class SessionView implements OverlayPicture {
  readonly #kit: Kit;
  readonly #names: SessionNames;
  readonly #withFlag: boolean;
  #parts: Parts | null = null;

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
    }
    const { position, lap, timeLeft, plates } = this.#parts!;
    position?.set(picture.position);
    lap.set(picture.lap);
    timeLeft.set(picture.timeLeft ?? (picture.present ? '' : null));
    for (const { flag, show } of plates) show(flag === picture.flag);
    return false;
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
    kit.panel((ctx) => {
      paintNames(ctx, theme, layout, names);
      const { x, y, cap } = lapLabel;
      const label = (text: string, left: number) =>
        paintLabel(ctx, theme, text, left, y, { cap, align: 'left' });
      label(lapTitle, x);
      if (names.laps > 0) label(`/ ${names.laps}`, lapX + laps.width + 10);
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
      plates: (this.#withFlag ? flags : []).map((flag) => {
        const plate = kit.hidden(inset(layout.flag, -4), (ctx) =>
          paintFlag(ctx, theme, flag, layout.flag),
        );
        return { flag, show: (isShown) => kit.show(plate, isShown ? 1 : 0) };
      }),
    };
  }
}

function paintNames(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  { driver, details, rule }: SessionLayout,
  { driver: name, kind, track, car }: SessionNames,
): void {
  const { palette, panel } = theme;
  const line = (text: string, place: TextPlace, colour: string) => {
    const { x, y, cap, width } = place;
    paintName(ctx, theme, text, x, y, { cap, width, colour, align: 'left' });
  };
  const fitting = (forms: readonly string[], { cap, width }: TextPlace) =>
    fittingName(theme, forms, cap, width);
  if (name !== '') {
    const forms = fullToShort(name).map((form) => labelText(theme, form));
    line(fitting(forms, driver), driver, palette.ink);
  }
  if (details !== null) {
    const first = labelText(theme, kind || 'Session');
    const list = (...words: readonly string[]) => words.filter((one) => one !== '').join(' · ');
    const forms = [list(first, track, car), list(first, track), track || first];
    line(fitting(forms, details), details, name === '' ? palette.ink : palette.muted);
  }
  if (panel.form === 'none') return;
  ctx.fillStyle = fade(palette.muted, 0.35);
  ctx.fillRect(rule.line.left, rule.y, rule.line.width, 1.5);
}
