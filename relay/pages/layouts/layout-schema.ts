/**
 * Validates a layout file and completes it: ids, sizes and defaults for what was left out. Pure.
 */
import * as z from 'zod';
import { fileHead } from '../../../protocol/file-head.ts';
import { ownNamePattern } from '../../../protocol/file-name.ts';
import { checkFile, type FileProblem, problemsText } from '../../../protocol/file-schema.ts';
import {
  type CheckedLayout,
  type LayoutItem,
  layoutCanvas,
  layoutIdPattern,
  layoutVersion,
} from '../../../protocol/layout.ts';
import { limits } from '../../../protocol/limits.ts';
import { nearest } from '../../../protocol/nearest.ts';
import { presentThemeName } from '../themes/former-names.ts';
import { type ParameterRule, parameterProblems } from './parameter-check.ts';

export interface KnownOverlay {
  readonly name: string;
  /** CSS pixels. */
  readonly size: { readonly width: number; readonly height: number };
  readonly parameters?: readonly ParameterRule[];
}

/** What a layout may refer to. */
export interface LayoutContext {
  readonly overlays: readonly KnownOverlay[];
  readonly themes: readonly string[];
}

const side = z.number().min(limits.layoutSideMin).max(limits.layoutSideMax);
const place = z.number().min(-limits.layoutSideMax).max(limits.layoutSideMax);
const text = (most: number) => z.string().max(most);

const themeName = z
  .string()
  .regex(ownNamePattern, 'expected the name of a theme, or null')
  .nullable()
  .default(null);

const item = z.strictObject({
  id: z
    .string()
    .regex(layoutIdPattern, 'expected a-z, 0-9 and -, at most 40 of them')
    .optional()
    .describe('One of a kind in the layout. Left out: the overlay’s name.'),
  overlay: z
    .string()
    .regex(ownNamePattern, 'expected the name of an overlay')
    .describe('Name of the overlay, as in /overlays/{name}.'),
  x: place.describe('Left edge on the canvas.'),
  y: place.describe('Upper edge on the canvas.'),
  width: side
    .optional()
    .describe('Left out: follows from the height, or is the overlay’s default.'),
  height: side
    .optional()
    .describe('Left out: follows from the width, or is the overlay’s default.'),
  theme: themeName.describe(
    'null: the layout’s theme, else the one chosen for the overlay or for all.',
  ),
  group: z
    .string()
    .regex(layoutIdPattern, 'expected a-z, 0-9 and -, at most 40 of them, or null')
    .nullable()
    .default(null)
    .describe('Items with the same group are selected and moved together in the editor.'),
  locked: z
    .boolean()
    .default(false)
    .describe('true: the editor does not move, resize or remove it.'),
  parameters: z
    .record(
      z.string().max(limits.layoutParameterCharsMax),
      z.union([z.string().max(limits.layoutParameterCharsMax), z.number(), z.boolean()]),
    )
    .default({})
    .describe('As in the address of the overlay: its own, and density, show and units.'),
});

const layoutSchema = z.strictObject({
  ...fileHead(layoutVersion),
  title: z.string().min(1).max(limits.layoutTitleCharsMax),
  author: text(limits.layoutAuthorCharsMax).default(''),
  description: text(limits.layoutDescriptionCharsMax).default(''),
  width: side.default(layoutCanvas.width).describe('Of the canvas, CSS pixels.'),
  height: side.default(layoutCanvas.height).describe('Of the canvas, CSS pixels.'),
  theme: themeName.describe(
    'Of all overlays without a theme of their own. null: the theme chosen in the panel.',
  ),
  items: z
    .array(item)
    .max(limits.layoutItemsMax)
    .default([])
    .describe('Overlays; later ones lie over earlier ones.'),
});

type Read = z.output<typeof layoutSchema>;
type ReadItem = Read['items'][number];

const form = {
  what: 'a layout',
  schema: layoutSchema,
  version: layoutVersion,
  upgrades: [],
} as const;

/**
 * @param name of the file, which the layout must have too
 * @returns the layout without what its problems name: an overlay or theme that does not exist, a parameter that an overlay
 * does not know
 */
export function checkLayout(name: string, value: unknown, known: LayoutContext): CheckedLayout {
  const checked = checkFile(form, value);
  return checked.ok ? completed(checked.value, name, known) : refused(checked.problems);
}

function refused(problems: readonly FileProblem[]): CheckedLayout {
  return { layout: null, problems };
}

function completed(read: Read, name: string, known: LayoutContext): CheckedLayout {
  const { version, title, author, description, width, height } = read;
  if (read.name !== name) {
    return refused([{ path: 'name', reason: `it must be "${name}", like the file name` }]);
  }
  const wrong = [...sameIds(read.items), ...outside(read)];
  if (wrong.length > 0) return refused(wrong);
  const problems: FileProblem[] = [];
  const knownTheme = (written: string | null, path: string): string | null => {
    const present = written === null ? null : presentThemeName(written, known.themes);
    if (present !== null && !known.themes.includes(present)) {
      problems.push({ path, reason: missing('theme', present, known.themes) });
    }
    return present;
  };
  const ofAll = knownTheme(read.theme, 'theme');
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
    const theme = knownTheme(one.theme, `${path}.theme`);
    const parameters = overlay.parameters ?? [];
    problems.push(...parameterProblems(one.parameters, parameters, `${path}.parameters`));
    const id = one.id ?? freeId(one.overlay, taken);
    taken.add(id);
    const { x, y, group, locked, parameters: said } = one;
    const size = sizeOf(one, overlay);
    items.push({ id, overlay: one.overlay, x, y, ...size, theme, group, locked, parameters: said });
  });
  const about = { version, name, title, author, description, width, height };
  return { layout: { ...about, theme: ofAll, items }, problems };
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

function sameIds(items: readonly ReadItem[]): FileProblem[] {
  return items.flatMap(({ id }, index) =>
    id !== undefined && items.findIndex((other) => other.id === id) < index
      ? [{ path: `items.${index}.id`, reason: `"${id}" is taken by an item before` }]
      : [],
  );
}

/** An item that nobody could see is a mistake. */
function outside({ items, width, height }: Read): FileProblem[] {
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

/** A sentence about the first problems. */
export function layoutProblemsText(problems: readonly FileProblem[]): string {
  return `${problemsText(problems, limits.layoutProblemsShownMax)}.`;
}

/** For editors of layout files. */
export function layoutJsonSchema(): Record<string, unknown> {
  return {
    title: 'A layout of Sequential’s overlays',
    ...z.toJSONSchema(layoutSchema, { io: 'input', target: 'draft-7' }),
  };
}
