/** Draws the session overlay: names that are painted when they are known, and a few numbers beside and below them. */
import type { Sprite } from 'pixi.js';
import type { Theme } from '../../protocol/theme-schema.ts';
import { fade } from '../core/draw/colour.ts';
import { Kit } from '../core/draw/kit.ts';
import { paintPanel } from '../core/draw/panels/panel.ts';
import { inset } from '../core/draw/shape.ts';
import { type Figures, FiguresSheet } from '../core/draw/text/figures.ts';
import { labelText, paintText, smallestCap, textWidth } from '../core/draw/text/type.ts';
import type { OverlayView, Sample, ViewContext } from '../core/overlay.ts';
import {
  type Flag,
  flags,
  readSession,
  type SessionNames,
  sessionNames,
} from '../core/reading/session.ts';
import { about } from './about.ts';
import { paintFlag } from './flag.ts';
import { type NumberPlace, type SessionLayout, sessionLayout, type TextPlace } from './layout.ts';

export class SessionView implements OverlayView {
  readonly #kit: Kit;
  readonly #position: Figures;
  readonly #lap: Figures;
  readonly #timeLeft: Figures;
  readonly #flags: ReadonlyMap<Flag, Sprite>;

  constructor(context: ViewContext<typeof about>) {
    const { name, flag } = context.parameters;
    this.#kit = new Kit(context, about.size);
    const kit = this.#kit;
    const { theme } = kit;
    const names = sessionNames(context.facts);
    const whole = { x: 0, y: 0, ...about.size };
    const layout = sessionLayout(theme, whole, name);
    kit.picture(whole, (ctx) => {
      paintPanel(ctx, theme, whole);
      paintNames(ctx, theme, layout, name ? names : { ...names, driver: '' });
    });
    this.#position = this.#createNumber(layout.position, '00');
    this.#lap = this.#createNumber(layout.lap, '000');
    this.#timeLeft = new FiguresSheet(kit, {
      face: theme.fonts.numbers,
      cap: 18,
      pattern: '0:00:00',
      inks: { ink: theme.palette.ink },
    }).row(layout.timeLeft.right, layout.timeLeft.y, 'right');
    this.#flags = flag ? this.#createFlags(layout) : new Map();
  }

  #createNumber({ right, y, cap, width }: NumberPlace, pattern: string): Figures {
    const { numbers } = this.#kit.theme.fonts;
    const inks = { ink: this.#kit.theme.palette.ink };
    return new FiguresSheet(this.#kit, { face: numbers, cap, pattern, width, inks }).row(
      right,
      y,
      'right',
    );
  }

  #createFlags({ flag: box }: SessionLayout): Map<Flag, Sprite> {
    const kit = this.#kit;
    return new Map(
      flags.map((flag) => {
        const sprite = kit.picture(inset(box, -4), (ctx) => paintFlag(ctx, kit.theme, flag, box));
        sprite.alpha = 0;
        return [flag, sprite];
      }),
    );
  }

  update(sample: Sample): { draw: boolean; animating: boolean } {
    const { present, position, lap, timeLeft, flag } = readSession(sample);
    this.#position.set(position);
    this.#lap.set(lap);
    this.#timeLeft.set(timeLeft ?? (present ? '' : null));
    for (const [name, sprite] of this.#flags) this.#kit.show(sprite, name === flag ? 1 : 0);
    return { draw: this.#kit.takeChanged(), animating: false };
  }

  destroy(): void {
    this.#kit.destroy();
  }
}

/** Cuts what is too long even in the smallest lettering. */
function shortened(text: string, { fonts }: Theme, width: number): string {
  const fits = (one: string) => textWidth(one, fonts.labels, smallestCap) <= width;
  if (fits(text)) return text;
  let end = text.length - 1;
  while (end > 1 && !fits(`${text.slice(0, end)}…`)) end -= 1;
  return `${text.slice(0, end).trimEnd()}…`;
}

function paintNames(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  layout: SessionLayout,
  names: SessionNames,
): void {
  const { palette, fonts, panel } = theme;
  const line = (text: string, { x, y, cap, width }: TextPlace, colour: string) => {
    const shown = shortened(text, theme, width);
    paintText(ctx, theme, shown, x, y, { face: fonts.labels, cap, colour, align: 'left', width });
  };
  line(labelText(theme, names.driver), layout.driver, palette.ink);
  line(names.car, layout.car, palette.ink);
  line(names.track, layout.track, palette.muted);
  line(labelText(theme, names.kind || 'Session'), layout.kind, palette.muted);
  const label = (text: string, { labelRight, labelY }: NumberPlace) =>
    paintText(ctx, theme, labelText(theme, text), labelRight, labelY, {
      face: fonts.labels,
      cap: 12.5,
      colour: palette.muted,
      align: 'right',
    });
  label('Pos', layout.position);
  label(names.laps > 0 ? `Lap of ${names.laps}` : 'Lap', layout.lap);
  if (panel.form === 'none') return;
  ctx.fillStyle = fade(palette.muted, 0.35);
  const { line: rule, y } = layout.rule;
  ctx.fillRect(rule.left, y, rule.width, 1.5);
}
