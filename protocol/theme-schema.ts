/**
 * Validates a theme: `checkTheme` at the end, and before it every field with its bounds and default (colours, type, shapes,
 * instruments, motion). A field that is left out has the value of the built-in look. The relay, the pages and the JSON Schema
 * for editors all use this schema. Pure.
 */
import * as z from 'zod';
import { fileHead } from './file-head.ts';
import { checkFile, type FileProblem } from './file-schema.ts';
import { fontFiles } from './theme-fonts.ts';

/** Raised when a field changes its meaning. */
export const themeVersion = 1;

const colour = z
  .string()
  .regex(
    /^#[0-9a-fA-F]{6}([0-9a-fA-F]{2})?$/,
    'expected a colour such as "#1e90ff" or "#1e90ffcc"',
  );

const families = [...new Set(fontFiles.map((font) => font.family))] as [string, ...string[]];

const face = (family: string, weight: number, spacing: number) =>
  z
    .strictObject({
      family: z.enum(families).default(family).describe('One of the bundled families.'),
      weight: z.int().min(100).max(900).default(weight),
      italic: z.boolean().default(false),
      spacing: z.number().min(-0.1).max(0.4).default(spacing).describe('Between letters, in em.'),
    })
    .refine((one) => hasFace(one.family, one.weight, one.italic), {
      error: (issue) => `${facesOf((issue.input as { family: string }).family)}`,
    })
    .prefault({});

function hasFace(family: string, weight: number, italic: boolean): boolean {
  return fontFiles.some(
    (font) =>
      font.family === family &&
      font.weight === weight &&
      (font.style ?? 'normal') === (italic ? 'italic' : 'normal'),
  );
}

function facesOf(family: string): string {
  const faces = fontFiles
    .filter((font) => font.family === family)
    .map((font) => (font.style === 'italic' ? `${font.weight} italic` : String(font.weight)));
  return `${family} is bundled in these weights: ${faces.join(', ')}`;
}

/** A part of a theme that may be left out, because all its fields have defaults. */
const section = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape).prefault({} as never);

const palette = section({
  panel: colour.default('#0c1017').describe('Body of panels and dials.'),
  edge: colour.default('#3a465a').describe('Borders and hairlines.'),
  ink: colour.default('#f5f8fc').describe('What matters most: digits, needles.'),
  muted: colour.default('#a7b3c4').describe('Labels and scales.'),
  faint: colour.default('#222b39').describe('Unlit segments, tracks, empty bars.'),
  accent: colour.default('#27c4ff').describe('The colour one remembers.'),
  plate: colour.default('#f5f8fc').describe('Raised plates and paper.'),
  plateInk: colour.default('#0c1017').describe('Text on plates and paper.'),
  outline: colour.default('#05070b').describe('Around strokes and text where there is no panel.'),
  throttle: colour.default('#3ce58a'),
  brake: colour.default('#ff4d43'),
  clutch: colour.default('#56a8ff'),
  steer: colour.default('#ffc940'),
  redline: colour.default('#ff3d3d'),
  caution: colour.default('#ffc940'),
  gain: colour.default('#3ce58a').describe('Faster than before.'),
  loss: colour.default('#ff4d43').describe('Slower than before.'),
  best: colour.default('#c77dff').describe('Best of the session.'),
  gauge: z
    .array(colour)
    .min(1)
    .max(8)
    .default(['#27c4ff'])
    .describe('Along the rpm scale from rest to the red line.'),
  lights: z
    .array(colour)
    .min(1)
    .max(16)
    .default(['#3ce58a', '#3ce58a', '#ffc940', '#ff4d43'])
    .describe('Shift lights from the first to the last, spread over all lamps.'),
  limiter: colour.default('#5b7bff').describe('Shift lights at the limiter.'),
});

const panel = section({
  form: z
    .enum(['none', 'rounded', 'cut', 'straight', 'slanted', 'drawn'])
    .default('rounded')
    .describe(
      'straight: upright, and only the ends of a strip lean; drawn: edges as a hand draws them.',
    ),
  material: z
    .enum(['flat', 'glass', 'enamel', 'carbon', 'lcd', 'guilloche', 'notebook', 'crt'])
    .default('glass'),
  corner: z.number().min(0).max(60).default(18).describe('Radius or cut, in design pixels.'),
  slantDeg: z.number().min(0).max(20).default(12).describe('Lean of slanted forms.'),
  border: z
    .enum(['none', 'line', 'chrome', 'brass', 'glow', 'bezel', 'inlay'])
    .default('line')
    .describe('inlay: a dark screen, with the material as its frame.'),
  borderWidth: z.number().min(0).max(20).default(1.5),
  mark: z
    .enum(['none', 'edge', 'corners', 'screws', 'tape'])
    .default('none')
    .describe('A small ornament.'),
  opacity: z
    .number()
    .min(0.5)
    .max(1)
    .default(1)
    .describe('OBS blends in linear light: below 0.96 dark panels wash out over a bright picture.'),
  scrim: z
    .number()
    .min(0)
    .max(0.8)
    .default(0)
    .describe('Without panels: how much the picture behind figures is darkened, with soft edges.'),
});

const text = section({
  upperCase: z.boolean().default(true),
  outline: z.number().min(0).max(6).default(0).describe('Width of a dark outline.'),
  glow: z.number().min(0).max(1).default(0),
});

const gauge = section({
  kind: z
    .enum([
      'arc',
      'needle',
      'segments',
      'dots',
      'line',
      'ramp',
      'frame',
      'wedge',
      'chronograph',
      'scribble',
      'tape',
    ])
    .default('arc'),
  plate: z.enum(['disc', 'panel', 'none']).default('disc').describe('What a dial stands on.'),
  sweepDeg: z.number().min(180).max(300).default(270),
  thickness: z.number().min(2).max(60).default(26),
  numbers: z.boolean().default(true),
  glow: z.number().min(0).max(1).default(0.6),
});

const bars = section({
  kind: z
    .enum([
      'smooth',
      'segments',
      'pointer',
      'tube',
      'line',
      'lcd',
      'hatched',
      'slot',
      'scribble',
      'ticks',
    ])
    .default('smooth'),
  axis: z.enum(['vertical', 'horizontal']).default('vertical'),
});

const lights = section({
  kind: z
    .enum([
      'round',
      'block',
      'jewel',
      'dash',
      'tube',
      'lcd',
      'chip',
      'stair',
      'lume',
      'scribble',
      'chevron',
    ])
    .default('round'),
  count: z.int().min(3).max(16).default(10),
  order: z.enum(['left-right', 'outside-in']).default('left-right'),
});

const digits = section({
  kind: z.enum(['type', 'seven-segment', 'drum']).default('type'),
  housing: z.enum(['none', 'plate', 'window']).default('none'),
  ghost: z.number().min(0).max(0.4).default(0).describe('Unlit segments behind the digits.'),
});

const trace = section({
  kind: z
    .enum(['area', 'line', 'glow', 'paper', 'lcd', 'flat', 'hatched', 'scope', 'notes'])
    .default('area'),
  lanes: z.enum(['shared', 'split']).default('shared'),
  seconds: z.number().min(2).max(30).default(6),
});

/** How an overlay may come and go. */
const entranceKinds = [
  ...(['fade', 'wipe', 'rise', 'drop', 'slide', 'fill', 'unroll'] as const),
  ...(['open', 'unfold', 'iris', 'steps', 'cut'] as const),
] as const;

const motion = section({
  kind: z
    .enum(['snap', 'smooth', 'spring', 'sweep', 'tick'])
    .default('smooth')
    .describe('At once, eased, a sprung needle, at constant speed, or in steps.'),
  timeMs: z
    .number()
    .min(0)
    .max(600)
    .default(45)
    .describe('smooth: time constant; spring: time to the first peak; sweep: for the whole range.'),
  overshoot: z.number().min(0).max(0.4).default(0.06).describe('spring only.'),
  hz: z.number().min(2).max(60).default(12).describe('tick only.'),
  entrance: z
    .enum(entranceKinds)
    .default('fade')
    .describe('How an overlay comes and goes; without motion where the system asks for less.'),
});

const themeSchema = z.strictObject({
  ...fileHead(themeVersion),
  title: z.string().min(1).max(40),
  author: z.string().max(80).default(''),
  description: z.string().max(200).default(''),
  preview: z
    .string()
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9_-]{0,79}\.(png|webp|jpg)$/,
      'expected the name of a picture beside this file, such as "mine.webp"',
    )
    .optional()
    .describe(
      'A small picture of the theme: the name of a file (png, webp or jpg) beside this one.',
    ),
  units: z
    .enum(['kmh', 'mph'])
    .default('kmh')
    .describe('Of speeds, where the address of an overlay names none.'),
  palette,
  fonts: section({
    numbers: face('Saira Condensed', 700, 0),
    labels: face('Saira Condensed', 600, 0.06),
    gear: face('Saira Condensed', 700, 0),
  }),
  text,
  panel,
  gauge,
  bars,
  lights,
  digits,
  trace,
  motion,
});

export type Theme = z.output<typeof themeSchema>;
export type Face = Theme['fonts']['numbers'];

export type CheckedTheme =
  | { readonly theme: Theme; readonly problems: readonly [] }
  | { readonly theme: null; readonly problems: readonly FileProblem[] };

const form = { what: 'a theme', schema: themeSchema, version: themeVersion, upgrades: [] } as const;

/** Checks a parsed JSON value. Never throws. */
export function checkTheme(value: unknown): CheckedTheme {
  const checked = checkFile(form, value);
  return checked.ok
    ? { theme: checked.value, problems: [] }
    : { theme: null, problems: checked.problems };
}

/** The look for when no other theme can be drawn: every default of the schema. */
export const defaultTheme: Theme = themeSchema.parse({
  name: 'apex',
  title: 'Apex',
  author: 'Sequential',
  description: 'The dash of a modern GT car: dark glass, a glowing arc, ten shift lights.',
  preview: 'apex.webp',
});

/** For editors of theme files: fields with a default may be left out. */
export function themeJsonSchema(): Record<string, unknown> {
  return {
    title: 'A theme of Sequential’s overlays',
    ...z.toJSONSchema(themeSchema, { io: 'input', target: 'draft-7' }),
  };
}
