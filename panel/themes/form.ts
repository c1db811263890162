/**
 * Makes the editor's fields from the JSON Schema of themes, with bounds, choices and defaults. A new field of the schema
 * appears in the editor without further changes. Pure.
 */
import { choiceTitle, groupTitles, hintOf, labelOf, sectionTitles, unitOf } from './wording.ts';

export interface FieldChoice {
  readonly value: string;
  readonly title: string;
}

/** The kind of value of a field, with its bounds. */
export type FieldInput =
  | { readonly kind: 'colour' }
  | { readonly kind: 'colours'; readonly min: number; readonly max: number }
  | { readonly kind: 'number'; readonly min: number; readonly max: number; readonly step: number }
  | { readonly kind: 'choice'; readonly choices: readonly FieldChoice[] }
  | { readonly kind: 'switch' }
  | { readonly kind: 'text'; readonly max: number }
  /** The family of a font. Its weight and slant are the field `cut`. */
  | { readonly kind: 'family'; readonly choices: readonly FieldChoice[] }
  | { readonly kind: 'cut' };

export type ThemeValue = string | number | boolean | readonly string[];

export interface ThemeField {
  readonly path: readonly string[];
  /** The path with dots: `palette.ink`. */
  readonly key: string;
  readonly label: string;
  readonly hint: string | undefined;
  /** Shown after numbers; empty: none. */
  readonly unit: string;
  /** The default. */
  readonly fallback: ThemeValue;
  readonly input: FieldInput;
}

export interface Group {
  readonly name: string;
  readonly title: string;
  readonly fields: readonly ThemeField[];
}

export interface ThemeSection {
  readonly name: string;
  readonly title: string;
  readonly groups: readonly Group[];
}

/** A weight and slant that a bundled family has. */
export interface Cut {
  readonly weight: number;
  readonly italic: boolean;
}

export interface ThemeForm {
  /** Version of theme files. */
  readonly version: number;
  readonly sections: readonly ThemeSection[];
  /** All fields by their key. */
  readonly fields: ReadonlyMap<string, ThemeField>;
  /** Cuts by family. */
  readonly cuts: ReadonlyMap<string, readonly Cut[]>;
}

/** The part of JSON Schema that the schema of themes uses. */
export interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly description?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxLength?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly allOf?: readonly { readonly if: Schema; readonly then: Schema }[];
  readonly anyOf?: readonly Schema[];
}

/** Keys that are not fields of the editor's tabs. */
const aboutFile = new Set([
  '$schema',
  'version',
  'name',
  'title',
  'author',
  'description',
  'preview',
]);

function isColour({ pattern }: Schema): boolean {
  return pattern?.startsWith('^#') ?? false;
}

/** A useful step of the slider for a range. */
function stepOf(min: number, max: number, isWhole: boolean): number {
  const span = max - min;
  if (isWhole || span > 30) return span > 200 ? 5 : 1;
  return span <= 1 ? 0.01 : 0.5;
}

function inputOf(schema: Schema, isFace: boolean, name: string): FieldInput | null {
  const { type, enum: values, items, minimum = 0, maximum = 1 } = schema;
  if (isFace && name === 'italic') return null;
  if (isFace && name === 'weight') return { kind: 'cut' };
  if (values !== undefined) {
    const texts = values.map(String);
    if (isFace) {
      return { kind: 'family', choices: texts.map((value) => ({ value, title: value })) };
    }
    return {
      kind: 'choice',
      choices: texts.map((value) => ({ value, title: choiceTitle(value) })),
    };
  }
  if (type === 'array' && items !== undefined && isColour(items)) {
    return { kind: 'colours', min: schema.minItems ?? 0, max: schema.maxItems ?? 16 };
  }
  if (type === 'boolean') return { kind: 'switch' };
  if (type === 'number' || type === 'integer') {
    const step = stepOf(minimum, maximum, type === 'integer');
    return { kind: 'number', min: minimum, max: maximum, step };
  }
  if (type !== 'string') return null;
  return isColour(schema) ? { kind: 'colour' } : { kind: 'text', max: schema.maxLength ?? 80 };
}

function fieldsIn(schema: Schema, path: readonly string[]): ThemeField[] {
  const isFace = schema.properties?.family !== undefined;
  return Object.entries(schema.properties ?? {}).flatMap(([name, one]) => {
    if (path.length === 0 && aboutFile.has(name)) return [];
    const here = [...path, name];
    if (one.type === 'object') return fieldsIn(one, here);
    const input = inputOf(one, isFace, name);
    if (input === null) return [];
    const key = here.join('.');
    const label = input.kind === 'cut' ? 'Weight' : labelOf(key);
    const { default: fallback = '' } = one;
    const hint = hintOf(key, one.description);
    return [
      { path: here, key, label, hint, unit: unitOf(key), fallback: fallback as ThemeValue, input },
    ];
  });
}

/** Reads the cuts of each family from the schema's if-then rules. */
function cutsIn(schema: Schema): Map<string, readonly Cut[]> {
  const cuts = new Map<string, readonly Cut[]>();
  for (const face of Object.values(schema.properties?.fonts?.properties ?? {})) {
    for (const { if: when, then } of face.allOf ?? []) {
      const family = when.properties?.family?.const;
      if (typeof family !== 'string') continue;
      const slants = then.anyOf ?? [then];
      const all = slants.flatMap(({ properties = {} }) =>
        ((properties.weight?.enum ?? []) as readonly number[]).map((weight) => ({
          weight,
          italic: properties.italic?.const === true,
        })),
      );
      cuts.set(family, all);
    }
  }
  return cuts;
}

export function formOf(schema: Schema): ThemeForm {
  const all = fieldsIn(schema, []);
  const grouped = new Set<ThemeField>();
  const groups = groupTitles.map(({ name, title, of }) => {
    const fields = of.flatMap((part) =>
      all.filter(({ key }) => key === part || key.startsWith(`${part}.`)),
    );
    for (const field of fields) grouped.add(field);
    const rest = name === 'more' ? all.filter((field) => !grouped.has(field)) : fields;
    return { name, title, fields: rest };
  });
  const sections = sectionTitles.map(({ name, title, groups: names }) => ({
    name,
    title,
    groups: groups.filter((group) => names.includes(group.name) && group.fields.length > 0),
  }));
  const version = schema.properties?.version?.const;
  return {
    version: typeof version === 'number' ? version : 1,
    sections: sections.map((section) => ({
      ...section,
      groups: [...section.groups].sort(
        (a, b) => orderIn(section.name, a) - orderIn(section.name, b),
      ),
    })),
    fields: new Map(all.map((field) => [field.key, field])),
    cuts: cutsIn(schema),
  };
}

function orderIn(section: string, { name }: Group): number {
  return sectionTitles.find((one) => one.name === section)!.groups.indexOf(name);
}
