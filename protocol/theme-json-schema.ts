/**
 * Completes the JSON Schema of themes with what zod cannot export: the weights and slants of each font family, and
 * examples of colours. Editors and the panel read it. Pure.
 */
import { type FontFile, fontFiles } from './theme-fonts.ts';

type Json = Record<string, unknown>;

interface FaceForm extends Json {
  readonly properties: Readonly<Record<string, { readonly default?: unknown }>>;
}

/** @param schema of a theme, as its source gives it */
export function completeForm(schema: Json): Json {
  return withExamples(withFaces(schema)) as Json;
}

/** Editors and refusals show them where a pattern would say little. */
const examples: readonly { pattern: RegExp; examples: readonly string[] }[] = [
  { pattern: /^\^#/, examples: ['#1e90ff', '#1e90ffcc'] },
  { pattern: /^\^\[a-z\]/, examples: ['my-theme'] },
];

function withExamples(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withExamples);
  if (typeof value !== 'object' || value === null) return value;
  const inner = Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, withExamples(one)]),
  );
  const { pattern } = inner;
  if (typeof pattern !== 'string') return inner;
  const found = examples.find((one) => one.pattern.test(pattern));
  return found === undefined ? inner : { ...inner, examples: found.examples };
}

/** @param schema of a theme; its faces are the properties of `fonts` */
function withFaces(schema: Json, files: readonly FontFile[] = fontFiles): Json {
  const properties = schema.properties as Readonly<Record<string, Json>>;
  const faces = properties.fonts!.properties as Readonly<Record<string, FaceForm>>;
  const fonts = {
    ...properties.fonts,
    properties: Object.fromEntries(
      Object.entries(faces).map(([name, face]) => [name, { ...face, allOf: rules(face, files) }]),
    ),
  };
  return { ...schema, properties: { ...properties, fonts } };
}

/** One rule for each family: if it is this one, then only its faces. */
function rules({ properties }: FaceForm, files: readonly FontFile[]): Json[] {
  const fallback = (key: string): unknown => properties[key]?.default;
  return [...new Set(files.map(({ family }) => family))].map((family) => {
    const ofFamily = files.filter((file) => file.family === family);
    const slants = [false, true].flatMap((italic) => {
      const weights = ofFamily
        .filter(({ style }) => (style === 'italic') === italic)
        .map(({ weight }) => weight);
      if (weights.length === 0) return [];
      const required = [
        ...(weights.includes(fallback('weight') as number) ? [] : ['weight']),
        ...(fallback('italic') === italic ? [] : ['italic']),
      ];
      return [{ properties: { weight: { enum: weights }, italic: { const: italic } }, required }];
    });
    const isDefault = fallback('family') === family;
    return {
      if: { properties: { family: { const: family } }, required: isDefault ? [] : ['family'] },
      // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
      then: slants.length === 1 ? slants[0]! : { anyOf: slants },
    };
  });
}
