/** Lines of text inside of panels with leaning sides and cut corners. */
import { describe, expect, test } from 'vitest';
import { lineAt } from '../../../../../overlays/core/draw/panels/lines.ts';
import { contentBox, panelBleed } from '../../../../../overlays/core/draw/panels/panel.ts';
import { lean } from '../../../../../overlays/core/draw/shape.ts';
import { defaultTheme, type Theme } from '../../../../../protocol/theme-schema.ts';

const whole = { x: 0, y: 0, width: 400, height: 200 };
const themed = (panel: Partial<Theme['panel']>): Theme => ({
  ...defaultTheme,
  panel: { ...defaultTheme.panel, border: 'none', mark: 'none', ...panel },
});

describe('a line of a panel', () => {
  test('has space on both sides', () => {
    const theme = themed({ form: 'rounded' });
    const area = contentBox(theme, whole);
    expect(lineAt(theme, area, 100, 20)).toEqual({
      left: panelBleed + 20,
      right: 400 - panelBleed - 20,
      middle: 200,
      width: 400 - 2 * panelBleed - 40,
    });
  });

  test('follows slanted sides at every height, and keeps its width', () => {
    const theme = themed({ form: 'slanted', slantDeg: 12 });
    const area = contentBox(theme, whole);
    const by = lean(area.height, 12);
    for (let y = area.y; y <= area.y + area.height; y += 8) {
      const { left, right, width } = lineAt(theme, area, y, 10);
      const up = (area.y + area.height - y) / area.height;
      expect(left).toBeCloseTo(area.x + by * up + 10, 6);
      expect(right).toBeCloseTo(area.x + area.width - by * (1 - up) - 10, 6);
      expect(width).toBeCloseTo(area.width - by - 20, 6);
    }
  });

  test('gives way to cut corners, at the top left and at the bottom right', () => {
    const theme = themed({ form: 'cut', corner: 40 });
    const area = contentBox(theme, whole);
    const [top, middle, bottom] = [20, 100, 180].map((y) => lineAt(theme, area, y, 12));
    expect(top!.left).toBeGreaterThan(middle!.left);
    expect(top!.right).toBe(middle!.right);
    expect(bottom!.right).toBeLessThan(middle!.right);
    expect(bottom!.left).toBe(middle!.left);
  });
});
