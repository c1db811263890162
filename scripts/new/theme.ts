/** A new theme that differs from every other in shape, type and motion, so that the tests of themes pass from the start. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkTheme, type Theme } from '../../protocol/theme-schema.ts';

/** Shapes that need no colours of their own, most different from the default first. */
const gauges = ['wedge', 'segments', 'line', 'dots', 'ramp', 'arc'] as const;
const bars = ['slot', 'segments', 'ticks', 'line', 'tube'] as const;
const lights = ['stair', 'chevron', 'dash', 'block', 'tube', 'round'] as const;
const traces = ['flat', 'glow', 'line', 'area'] as const;
/** Any two of them are less than 80 kB. */
const families = [
  ['Titillium Web', 700],
  ['Jost', 600],
  ['Rajdhani', 700],
] as const;

/** Two themes must differ in at least so many of six shapes. */
const unlikeMin = 3;

export function shapesOf({ panel, gauge, bars, trace, lights, digits }: Theme): string[] {
  return [
    `${panel.form} ${panel.material}`,
    gauge.kind,
    bars.kind,
    trace.kind,
    lights.kind,
    digits.kind,
  ];
}

function readThemes(folder: string): Theme[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json') && !file.endsWith('.schema.json'))
    .map((file) => checkTheme(JSON.parse(readFileSync(join(folder, file), 'utf8'))).theme)
    .filter((theme) => theme !== null);
}

function typeOf({ fonts, digits }: Theme): string {
  return `${fonts.numbers.family}, ${fonts.labels.family}, ${digits.kind}`;
}

function isUnlike(theme: Theme, other: Theme): boolean {
  const shapes = shapesOf(other);
  const unlike = shapesOf(theme).filter((shape, i) => shape !== shapes[i]).length;
  return unlike >= unlikeMin && typeOf(theme) !== typeOf(other);
}

/** All themes that can be made of the lists above, one by one. */
function* candidates(name: string, title: string, timeMs: number): Generator<object> {
  for (const [numbers, numbersWeight] of families)
    for (const [labels, labelsWeight] of families)
      for (const gauge of gauges)
        for (const bar of bars)
          for (const light of lights)
            for (const trace of traces)
              yield {
                $schema: './theme.schema.json',
                version: 1,
                name,
                title,
                author: 'You',
                preview: `${name}.webp`,
                palette: { accent: '#ff8a00', gauge: ['#ff8a00', '#ffd000'] },
                fonts: {
                  numbers: { family: numbers, weight: numbersWeight },
                  labels: { family: labels, weight: labelsWeight },
                  // A third family would make the fonts too large.
                  gear: { family: numbers, weight: numbersWeight },
                },
                gauge: { kind: gauge, thickness: 40 },
                bars: { kind: bar },
                lights: { kind: light },
                trace: { kind: trace },
                motion: { kind: 'smooth', timeMs },
              };
}

/** @param folder of the themes that there are. @throws Error when they leave no combination free */
export function newTheme(name: string, title: string, folder: string): object {
  const themes = readThemes(folder);
  const used = new Set(themes.map(({ motion }) => motion.timeMs));
  let timeMs = 60;
  while (used.has(timeMs)) timeMs++;
  for (const candidate of candidates(name, title, timeMs)) {
    const { theme } = checkTheme(candidate);
    if (theme !== null && themes.every((other) => isUnlike(theme, other))) return candidate;
  }
  throw new Error('Every combination of shapes is taken; copy a theme by hand.');
}
