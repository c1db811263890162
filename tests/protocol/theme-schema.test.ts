/** The validation of themes, and the rules for every built-in theme. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hatchOf } from '../../overlays/core/draw/hatch.ts';
import { fontsNamedIn } from '../../overlays/core/theme/fonts.ts';
import { problemText } from '../../protocol/file-schema.ts';
import { checkTheme, defaultTheme, type Theme, themeVersion } from '../../protocol/theme-schema.ts';
import { readThemes } from '../../scripts/contact-sheet/themes.ts';
import { shapesOf } from '../../scripts/new/theme.ts';
import { root } from '../../scripts/root.ts';
import { themeSchemaFile, themeSchemaText } from '../../scripts/schemas.ts';
import { contrast, labDistance, seenBy } from '../support/colour-vision.ts';

const themes = readThemes();
const each = themes.map((theme) => [theme.name, theme] as const);

function refusal(value: unknown): string[] {
  const { theme, problems } = checkTheme(value);
  expect(theme).toBeNull();
  return problems.map(problemText);
}

describe('the check of a theme', () => {
  test('completes a file that says only its name', () => {
    const { theme } = checkTheme({ name: 'mine', title: 'Mine' });
    const { preview, ...look } = defaultTheme;
    expect(preview).toBe('apex.webp');
    expect(theme).toEqual({
      ...look,
      name: 'mine',
      title: 'Mine',
      author: '',
      description: '',
    });
  });

  test('names the path and the reason of each fault', () => {
    const { problems } = checkTheme({
      name: 'mine',
      title: 'Mine',
      palette: { ink: 'red' },
      trace: { seconds: 900 },
    });
    expect(problems.map(({ path }) => path)).toEqual(['palette.ink', 'trace.seconds']);
    for (const { reason } of problems) expect(reason).toMatch(/expected/i);
  });

  test('knows the nearest key for one that is not known', () => {
    expect(refusal({ name: 'mine', title: 'Mine', palette: { acent: '#ff0000' } })).toEqual([
      'palette.acent: there is no such key here; did you mean "accent"?',
    ]);
    expect(refusal({ name: 'mine', title: 'Mine', palete: {} })[0]).toContain('"palette"');
  });

  test('says how many unknown keys it does not name', () => {
    const unknown = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`k${i}`, 1]));
    const sentences = refusal({ name: 'mine', title: 'Mine', palette: unknown });
    expect(sentences).toHaveLength(11);
    expect(sentences.at(-1)).toBe('palette: more unknown keys: 2');
  });

  test('says which weights of a family are bundled', () => {
    const fonts = { gear: { family: 'Jost', weight: 100 } };
    expect(refusal({ name: 'mine', title: 'Mine', fonts })[0]).toMatch(
      /fonts\.gear: Jost .*500, 600/,
    );
  });

  test('refuses a family that is not bundled, so that no page asks another host for it', () => {
    const fonts = { gear: { family: 'Comic Sans MS' } };
    expect(refusal({ name: 'mine', title: 'Mine', fonts })[0]).toContain('fonts.gear.family');
  });

  test('keeps every word of files that were written before there were newer kinds', () => {
    const first = {
      panel: {
        form: ['none', 'rounded', 'cut', 'slanted'],
        material: ['flat', 'glass', 'enamel', 'carbon', 'lcd'],
        border: ['none', 'line', 'chrome', 'glow', 'bezel'],
        mark: ['none', 'edge', 'corners', 'screws'],
      },
      gauge: {
        kind: ['arc', 'needle', 'segments', 'dots', 'line', 'ramp'],
        plate: ['disc', 'panel', 'none'],
      },
      bars: { kind: ['smooth', 'segments', 'pointer', 'tube', 'line', 'lcd'] },
      lights: { kind: ['round', 'block', 'jewel', 'dash', 'tube', 'lcd'] },
      digits: { kind: ['type', 'seven-segment', 'drum'], housing: ['none', 'plate', 'window'] },
      trace: { kind: ['area', 'line', 'glow', 'paper', 'lcd', 'flat'], lanes: ['shared', 'split'] },
      motion: { kind: ['snap', 'smooth', 'spring', 'sweep', 'tick'] },
    };
    for (const [section, fields] of Object.entries(first)) {
      for (const [field, words] of Object.entries(fields)) {
        for (const word of words) {
          const { theme } = checkTheme({
            version: 1,
            name: 'old',
            title: 'Old',
            [section]: { [field]: word },
          });
          expect(theme, `${section}.${field}: ${word}`).toMatchObject({
            [section]: { [field]: word },
          });
        }
      }
    }
  });

  test('refuses a preview that is not a picture beside the file', () => {
    for (const preview of ['../secret.png', 'folder/mine.png', 'mine.svg', '.png', 'a.png/../b']) {
      expect(refusal({ name: 'mine', title: 'Mine', preview })[0]).toMatch(
        /^preview: expected the name/,
      );
    }
  });

  test('refuses a file for a newer version in one sentence', () => {
    const sentences = refusal({ version: themeVersion + 1, whatever: true });
    expect(sentences).toHaveLength(1);
    expect(sentences[0]).toContain('newer');
  });

  test('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const { theme, problems } = checkTheme(value);
        expect(theme === null).toBe(problems.length > 0);
      }),
      { numRuns: 300 },
    );
  });

  test('never throws for a theme with any one field replaced', () => {
    const sections = Object.keys(defaultTheme) as (keyof Theme)[];
    fc.assert(
      fc.property(fc.constantFrom(...sections), fc.jsonValue(), (section, value) => {
        expect(() => checkTheme({ ...defaultTheme, [section]: value })).not.toThrow();
      }),
      { numRuns: 300 },
    );
  });
});

describe('the schema file', () => {
  test('is fresh (npm run schemas writes it)', () => {
    expect(readFileSync(themeSchemaFile, 'utf8')).toBe(themeSchemaText());
  });

  test('is named by every theme', () => {
    const files = readdirSync(join(root, 'themes')).filter((name) => /^[^.]+\.json$/.test(name));
    expect(files.length).toBeGreaterThanOrEqual(10);
    for (const file of files) {
      const value = JSON.parse(readFileSync(join(root, 'themes', file), 'utf8'));
      expect(value).toMatchObject({ $schema: './theme.schema.json', name: file.slice(0, -5) });
    }
  });
});

describe('every theme that comes with the program', () => {
  test('is different from every other in shape, type and motion, not only in colour', () => {
    for (const a of themes) {
      for (const b of themes.filter((one) => one.name > a.name)) {
        const other = shapesOf(b);
        const unlike = shapesOf(a).filter((one, i) => one !== other[i]).length;
        expect(unlike, `${a.name} and ${b.name}`).toBeGreaterThanOrEqual(3);
        // Displays draw their digits themselves.
        const type = ({ fonts, digits }: Theme) =>
          `${fonts.numbers.family}, ${fonts.labels.family}, ${digits.kind}`;
        expect(type(a), `${a.name} and ${b.name}`).not.toBe(type(b));
        expect(a.motion, `${a.name} and ${b.name}`).not.toEqual(b.motion);
      }
    }
  });

  test('the default is the file of its name', () => {
    const { $schema, ...file } = themes.find(({ name }) => name === defaultTheme.name)!;
    expect($schema).toBeDefined();
    expect(file).toEqual(defaultTheme);
  });

  test.each(each)('%s: text stands out from what it is on', (_, { panel, palette, text }) => {
    if (panel.form === 'none') {
      // Over a picture of any brightness: a dark edge around light ink.
      expect(text.outline).toBeGreaterThan(0);
      expect(contrast(palette.ink, palette.outline)).toBeGreaterThan(12);
      expect(contrast(palette.muted, palette.outline)).toBeGreaterThan(7);
    } else {
      expect(contrast(palette.ink, palette.panel)).toBeGreaterThan(7);
      expect(contrast(palette.muted, palette.panel)).toBeGreaterThan(4.5);
    }
    expect(contrast(palette.plateInk, palette.plate)).toBeGreaterThan(7);
  });

  test.each(each)('%s: panels are opaque enough for a blend in linear light', (_, { panel }) => {
    if (panel.form !== 'none') expect(panel.opacity).toBeGreaterThanOrEqual(0.96);
  });

  test.each(each)('%s: lit parts are told from unlit ones', (_, { palette, digits, panel }) => {
    // Displays show unlit parts as ghosts of the lit ones.
    if (digits.ghost > 0) {
      expect(digits.ghost).toBeLessThanOrEqual(0.2);
    } else if (panel.form !== 'none') {
      for (const colour of [palette.throttle, palette.brake, palette.clutch]) {
        expect(labDistance(colour, palette.faint)).toBeGreaterThan(25);
      }
    }
  });

  test.each(each)('%s: pedals are told apart with any kind of colour vision', (_, theme) => {
    const { throttle, brake, clutch } = theme.palette;
    // Where they have lanes of their own with names, colour carries nothing.
    if (theme.trace.lanes === 'split') return;
    for (const vision of ['normal', 'protan', 'deutan', 'tritan'] as const) {
      for (const [a, b] of [
        [throttle, brake],
        [throttle, clutch],
        [brake, clutch],
      ] as const) {
        const distance = labDistance(seenBy(vision, a), seenBy(vision, b));
        expect(distance, `${a} and ${b}, ${vision}`).toBeGreaterThan(20);
      }
    }
  });

  test('the one of high contrast tells pedals by brightness and by pattern too', () => {
    const theme = themes.find(({ name }) => name === 'clear-sight')!;
    const { throttle, brake, clutch, gain, loss, panel } = theme.palette;
    for (const vision of ['normal', 'protan', 'deutan', 'tritan'] as const) {
      const seen = [throttle, brake, clutch].map((colour) => seenBy(vision, colour));
      const [first, second, third] = seen as [string, string, string];
      // 1.45 is a step of some 12 in L*: plain without any hue.
      for (const [a, b] of [
        [first, second],
        [second, third],
      ] as const) {
        expect(contrast(a, b), `${a} and ${b}, ${vision}`).toBeGreaterThan(1.45);
      }
      for (const colour of seen) expect(contrast(colour, panel)).toBeGreaterThan(3);
      expect(contrast(seenBy(vision, gain), seenBy(vision, loss))).toBeGreaterThan(1.45);
    }
    const patterns = [throttle, brake, clutch].map((colour) => hatchOf(theme, colour));
    expect(new Set(patterns).size).toBe(3);
    expect(hatchOf(theme, gain)).not.toBe(hatchOf(theme, loss));
    expect([theme.bars.kind, theme.trace.kind]).toEqual(['hatched', 'hatched']);
    expect(theme.lights.kind).toBe('stair');
  });

  test.each(each)(
    '%s: the trace stands out from what it is drawn on',
    (_, { palette, trace, panel }) => {
      const ground =
        trace.kind === 'paper'
          ? palette.plate
          : panel.form === 'none'
            ? palette.outline
            : palette.panel;
      for (const colour of [palette.throttle, palette.brake, palette.clutch]) {
        expect(contrast(colour, ground)).toBeGreaterThan(3);
      }
    },
  );

  test.each(each)(
    '%s: has a small picture of itself (npm run previews draws it)',
    (name, theme) => {
      expect(theme.preview).toBe(`${name}.webp`);
      const bytes = readFileSync(join(root, 'themes', theme.preview!));
      expect(bytes.length).toBeLessThan(60_000);
      expect(bytes.toString('latin1', 8, 16)).toBe('WEBPVP8X');
      // Width and height of an extended WebP, less one, in 24 bits each.
      const [width, height] = [24, 27].map((at) => bytes.readUIntLE(at, 3) + 1);
      expect([width, height]).toEqual([640, 360]);
    },
  );

  test.each(each)('%s: needs at most 80 kB of fonts', (_, theme) => {
    const bytes = fontsNamedIn(theme).map(
      ({ npm, file }) => readFileSync(join(root, 'node_modules', npm, 'files', file)).length,
    );
    expect(bytes.length).toBeGreaterThan(0);
    expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(80_000);
  });
});
