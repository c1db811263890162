/**
 * What a layout file may say, checked and completed: names and places for what was left out, older forms turned into
 * the present one. Pure; what is wrong is named by its place in the file and by what would be right.
 */
import * as z from 'zod';
import {
  type CheckedLayout,
  type Layout,
  type LayoutItem,
  type LayoutProblem,
  layoutCanvas,
  layoutIdPattern,
  layoutNamePattern,
  layoutVersion,
} from '../../../protocol/layout.ts';
import { limits } from '../../../protocol/limits.ts';
import { nearest } from '../../../protocol/nearest.ts';
import { type ParameterRule, parameterProblems } from './parameter-check.ts';

/** What is known of an overlay. */
export interface KnownOverlay {
  readonly name: string;
  /** CSS pixels. */
  readonly size: { readonly width: number; readonly height: number };
  readonly parameters?: readonly ParameterRule[];
}

/** What a layout may name. */
export interface LayoutContext {
  readonly overlays: readonly KnownOverlay[];
  readonly themes: readonly string[];
}

const side = z.number().min(limits.layoutSideMin).max(limits.layoutSideMax);
const place = z.number().min(-limits.layoutSideMax).max(limits.layoutSideMax);
const text = (most: number) => z.string().max(most);

const item = z.strictObject({
  id: z
    .string()
    .regex(layoutIdPattern, 'expected a-z, 0-9 and -, at most 40 of them')
    .optional()
    .describe('One of a kind in the layout. Left out: the overlay’s name.'),
  overlay: z
    .string()
    .regex(layoutNamePattern, 'expected the name of an overlay')
    .describe('Name of the overlay, as in /overlays/{name}.'),
  x: place.describe('Left edge on the canvas.'),
  y: place.describe('Upper edge on the canvas.'),
  width: side
    .optional()
    .describe('Left out: follows from the height, or is the overlay’s default.'),
  height: side
    .optional()
    .describe('Left out: follows from the width, or is the overlay’s default.'),
  theme: z
    .string()
    .regex(layoutNamePattern, 'expected the name of a theme, or null')
    .nullable()
    .default(null)
    .describe('null: the theme that is chosen for the overlay or for all.'),
  parameters: z
    .record(
      z.string().max(limits.layoutParameterCharsMax),
      z.union([z.string().max(limits.layoutParameterCharsMax), z.number(), z.boolean()]),
    )
    .default({})
    .describe('As in the address of the overlay: its own, and show and units.'),
});

export const layoutSchema = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(layoutVersion).default(layoutVersion).describe('Of the form of this file.'),
  name: z
    .string()
    .regex(layoutNamePattern, 'expected a name of a-z, 0-9 and -, starting with a letter')
    .describe('The file’s name without .json.'),
  title: z.string().min(1).max(limits.layoutTitleCharsMax),
  author: text(limits.layoutAuthorCharsMax).default(''),
  description: text(limits.layoutDescriptionCharsMax).default(''),
  width: side.default(layoutCanvas.width).describe('Of the canvas, CSS pixels.'),
  height: side.default(layoutCanvas.height).describe('Of the canvas, CSS pixels.'),
  items: z
    .array(item)
    .max(limits.layoutItemsMax)
    .default([])
    .describe('Overlays; later ones lie over earlier ones.'),
});

type Read = z.output<typeof layoutSchema>;
type ReadItem = Read['items'][number];

/** From the form of version n (index n - 1) to that of version n + 1. Empty while there is one version. */
const upgrades: readonly ((old: Record<string, unknown>) => Record<string, unknown>)[] = [];

/**
 * @param name that the layout must have: the file's
 * @returns a layout with problems is usable but for these: an overlay or a theme that there is not (any more), a
 * parameter that an overlay does not know
 */
export function checkLayout(name: string, value: unknown, known: LayoutContext): CheckedLayout {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refused([{ path: '', reason: 'a layout is a JSON object' }]);
  }
  let record = value as Record<string, unknown>;
  const version = record.version ?? layoutVersion;
  if (typeof version === 'number' && version > layoutVersion) {
    const reason = `this is of version ${version}, written for a newer Sequential; this one knows ${layoutVersion}`;
    return refused([{ path: 'version', reason }]);
  }
  if (typeof version === 'number' && Number.isInteger(version)) {
    for (let n = version; n >= 1 && n < layoutVersion; n++) record = upgrades[n - 1]!(record);
  }
  const result = layoutSchema.safeParse(record);
  if (!result.success) return refused(result.error.issues.flatMap(problemsOf));
  return completed(result.data, name, known);
}

function refused(problems: LayoutProblem[]): CheckedLayout {
  return { layout: null, problems };
}

function completed(read: Read, name: string, known: LayoutContext): CheckedLayout {
  const { version, title, author, description, width, height } = read;
  if (read.name !== name) {
    return refused([{ path: 'name', reason: `it must be "${name}", as the file is called` }]);
  }
  const wrong = [...sameIds(read.items), ...outside(read)];
  if (wrong.length > 0) return refused(wrong);
  const problems: LayoutProblem[] = [];
  const items: LayoutItem[] = [];
  const taken = new Set(read.items.flatMap(({ id }) => id ?? []));
  read.items.forEach((one, index) => {
    const path = `items.${index}`;
    const overlay = known.overlays.find((candidate) => candidate.name === one.overlay);
    if (overlay === undefined) {
      const names = known.overlays.map((candidate) => candidate.name);
      problems.push({ path: `${path}.overlay`, reason: missing('overlay', one.overlay, names) });
      return;
    }
    if (one.theme !== null && !known.themes.includes(one.theme)) {
      problems.push({ path: `${path}.theme`, reason: missing('theme', one.theme, known.themes) });
    }
    const parameters = overlay.parameters ?? [];
    problems.push(...parameterProblems(one.parameters, parameters, `${path}.parameters`));
    const id = one.id ?? freeId(one.overlay, taken);
    taken.add(id);
    const { x, y, theme } = one;
    const said = one.parameters;
    items.push({
      id,
      overlay: one.overlay,
      x,
      y,
      ...sizeOf(one, overlay),
      theme,
      parameters: said,
    });
  });
  const layout: Layout = { version, name, title, author, description, width, height, items };
  return { layout, problems };
}

function sizeOf(
  { width, height }: ReadItem,
  { size }: KnownOverlay,
): { width: number; height: number } {
  const tenth = (value: number) => Math.round(value * 10) / 10;
  if (width === undefined && height === undefined) return { ...size };
  return {
    width: width ?? tenth((height! * size.width) / size.height),
    height: height ?? tenth((width! * size.height) / size.width),
  };
}

function freeId(overlay: string, taken: ReadonlySet<string>): string {
  for (let n = 1; ; n++) {
    const id = n === 1 ? overlay : `${overlay}-${n}`;
    if (!taken.has(id)) return id;
  }
}

function sameIds(items: readonly ReadItem[]): LayoutProblem[] {
  return items.flatMap(({ id }, index) =>
    id !== undefined && items.findIndex((other) => other.id === id) < index
      ? [{ path: `items.${index}.id`, reason: `"${id}" is taken by an item before` }]
      : [],
  );
}

/** What nobody could ever see is a mistake. */
function outside({ items, width, height }: Read): LayoutProblem[] {
  return items.flatMap((one, index) => {
    const isSeen =
      one.x < width &&
      one.y < height &&
      one.x + (one.width ?? limits.layoutSideMin) > 0 &&
      one.y + (one.height ?? limits.layoutSideMin) > 0;
    const reason = `it lies outside the canvas of ${width} x ${height}`;
    return isSeen ? [] : [{ path: `items.${index}`, reason }];
  });
}

function missing(kind: string, name: string, known: readonly string[]): string {
  const hint = known.length === 0 ? '' : `; did you mean "${nearest(name, known)}"?`;
  return `there is no ${kind} "${name}"${hint}`;
}

function problemsOf(issue: z.core.$ZodIssue): LayoutProblem[] {
  const path = issue.path.map(String);
  if (issue.code !== 'unrecognized_keys') {
    return [{ path: path.join('.'), reason: issue.message }];
  }
  const known = Object.keys(path.length === 0 ? layoutSchema.shape : item.shape);
  return issue.keys.map((key) => ({
    path: [...path, key.slice(0, limits.layoutIdCharsMax)].join('.'),
    reason: `there is no such key here; did you mean "${nearest(key.slice(0, limits.layoutIdCharsMax), known)}"?`,
  }));
}

/** One sentence with the first problems. */
export function problemSentence(problems: readonly LayoutProblem[]): string {
  const shown = problems
    .slice(0, limits.layoutProblemsShownMax)
    .map(({ path, reason }) => (path === '' ? reason : `${path}: ${reason}`));
  const rest = problems.length - shown.length;
  return `${shown.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}.`;
}

/** For editors: what may be written in a layout file. */
export function layoutJsonSchema(): Record<string, unknown> {
  return {
    title: 'A layout of Sequential’s overlays',
    ...z.toJSONSchema(layoutSchema, { io: 'input', target: 'draft-7' }),
  };
}
