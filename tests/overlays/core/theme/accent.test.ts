/** The accent colour that a streamer chooses. */
import { describe, expect, test } from 'vitest';
import { luminance } from '../../../../overlays/core/draw/colour.ts';
import { withAccent } from '../../../../overlays/core/theme/accent.ts';
import { readThemes } from '../../../../scripts/contact-sheet/themes.ts';

const themes = readThemes();
const themeOf = (name: string) => themes.find((theme) => theme.name === name)!;

describe('An accent colour of the streamer’s choice', () => {
  test('replaces the accent, and the scale of revs that is in it', () => {
    const { palette } = withAccent(themeOf('apex'), '#ff8800');
    expect(palette.accent).toBe('#ff8800');
    expect(palette.gauge).toContain('#ff8800');
  });

  test('leaves colours with a meaning as they are', () => {
    for (const theme of themes) {
      const { accent: _, gauge: __, ...before } = theme.palette;
      expect(withAccent(theme, '#ff8800').palette).toMatchObject(before);
    }
  });

  test('can be seen on the panels of every theme, whatever it is', () => {
    for (const theme of themes) {
      for (const accent of ['#000000', '#ffffff', '#3040a0', '#ffe14d', theme.palette.panel]) {
        const { palette } = withAccent(theme, accent);
        const lights = [luminance(palette.accent), luminance(palette.panel.slice(0, 7))];
        const [dark, light] = lights.sort((a, b) => a - b) as [number, number];
        expect((light + 0.05) / (dark + 0.05), `${accent} in ${theme.name}`).toBeGreaterThanOrEqual(
          3,
        );
      }
    }
  });
});
