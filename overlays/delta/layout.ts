/** Where label, number and bar of the delta overlay stand in its 380 x 160. Only computes. */

import type { Theme } from '../../protocol/theme-schema.ts';
import { lineAt, type PanelLine } from '../core/draw/panels/lines.ts';
import { contentBox } from '../core/draw/panels/panel.ts';
import { type Box, lean } from '../core/draw/shape.ts';

export interface DeltaLayout {
  readonly label: PanelLine & { readonly y: number };
  readonly number: {
    readonly x: number;
    readonly y: number;
    readonly cap: number;
    readonly width: number;
  };
  readonly bar: Box;
}

export function deltaLayout(theme: Theme, whole: Box): DeltaLayout {
  const area = contentBox(theme, whole);
  const tight = area.height < 140;
  const pad = tight ? 12 : 20;
  const at = (share: number) => area.y + area.height * share;
  const labelY = at(tight ? 0.14 : 0.17);
  const numberY = at(tight ? 0.46 : 0.49);
  const barHeight = theme.bars.kind === 'pointer' ? 25 : tight ? 16 : 18;
  const barY = at(tight ? 0.83 : 0.82);
  const barLine = lineAt(theme, area, barY, pad);
  const by = theme.panel.form === 'slanted' ? lean(barHeight, theme.panel.slantDeg) : 0;
  const { housing } = theme.digits;
  const share = housing === 'window' ? 0.235 : housing === 'plate' ? 0.255 : 0.33;
  return {
    label: { ...lineAt(theme, area, labelY, pad), y: labelY },
    number: {
      x: lineAt(theme, area, numberY, pad).middle,
      y: numberY,
      cap: area.height * share,
      width: area.width * 0.78,
    },
    bar: {
      x: barLine.left - by / 2,
      y: barY - barHeight / 2,
      width: barLine.width + by,
      height: barHeight,
    },
  };
}
