/** Where bars, numbers and trace stand in the pedals overlay's 520 x 220, standing or lying. Pure. */
import { type Box, lean } from '../core/draw/shape.ts';
import type { Theme } from '../core/theme.ts';
import type { PedalName } from './model.ts';

export interface PedalPlace {
  readonly pedal: PedalName;
  readonly label: string;
  readonly bar: Box;
  readonly labelAt: { readonly x: number; readonly y: number; readonly align: 'left' | 'center' };
  readonly labelWidth: number;
  readonly valueAt: { readonly x: number; readonly y: number; readonly align: 'center' | 'right' };
}

export interface PedalsLayout {
  readonly lying: boolean;
  readonly pedals: readonly PedalPlace[];
  readonly trace: Box | null;
}

export interface PedalsParts {
  readonly clutch: boolean;
  readonly trace: boolean;
}

const panel: Box = { x: 8, y: 8, width: 504, height: 204 };

export function pedalsLayout(theme: Theme, parts: PedalsParts): PedalsLayout {
  return theme.bars.axis === 'horizontal' ? lyingLayout(theme, parts) : standingLayout(parts);
}

function standingLayout({ clutch, trace }: PedalsParts): PedalsLayout {
  const names: PedalName[] = clutch ? ['clutch', 'brake', 'throttle'] : ['brake', 'throttle'];
  const labels: Record<PedalName, string> = { clutch: 'clu', brake: 'brk', throttle: 'thr' };
  const pitch = trace ? 58 : 120;
  const width = trace ? 32 : 48;
  const span = pitch * names.length;
  const left = trace ? panel.x + 16 : panel.x + (panel.width - span) / 2;
  return {
    lying: false,
    pedals: names.map((pedal, i) => {
      const x = left + pitch * (i + 0.5);
      return {
        pedal,
        label: labels[pedal],
        bar: { x: x - width / 2, y: 58, width, height: 112 },
        labelAt: { x, y: 189, align: 'center' },
        labelWidth: pitch - 4,
        valueAt: { x, y: 38, align: 'center' },
      };
    }),
    trace: trace ? box(left + span + 18, 38, panel.x + panel.width - 26, 188) : null,
  };
}

function box(left: number, top: number, right: number, bottom: number): Box {
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function lyingLayout(theme: Theme, { clutch, trace }: PedalsParts): PedalsLayout {
  const names: PedalName[] = clutch ? ['throttle', 'brake', 'clutch'] : ['throttle', 'brake'];
  const { form, slantDeg } = theme.panel;
  const slant = (y: number) =>
    form === 'slanted' ? lean(panel.y + panel.height - y, slantDeg) : 0;
  const pitch = 168 / names.length;
  const height = Math.min(pitch - 18, 38);
  const right = trace ? panel.x + 300 : panel.x + panel.width - 24 - slant(panel.y);
  return {
    lying: true,
    pedals: names.map((pedal, i) => {
      const y = panel.y + 18 + pitch * (i + 0.5);
      const left = panel.x + 22 + slant(y);
      const end = right + slant(y) - slant(panel.y);
      return {
        pedal,
        label: pedal,
        bar: box(left + 82, y - height / 2, end - 50, y + height / 2),
        labelAt: { x: left, y, align: 'left' },
        labelWidth: 76,
        valueAt: { x: end, y, align: 'right' },
      };
    }),
    trace: trace
      ? box(right + 24, 32, panel.x + panel.width - 24 - (form === 'slanted' ? 14 : 0), 188)
      : null,
  };
}
