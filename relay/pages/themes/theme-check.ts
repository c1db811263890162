/**
 * Checks a theme by `theme.schema.json`, which the pages' own check writes, so that both say the same. What only a
 * drawing page can find out is left to the page.
 */
import { readFile } from 'node:fs/promises';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { limits } from '../../../protocol/limits.ts';
import { nearest } from '../../../protocol/nearest.ts';

interface Compiled {
  readonly text: string;
  readonly validate: ValidateFunction;
  /** Of the form that the schema describes; files of an older one are upgraded by the page. */
  readonly version: number;
}

export class ThemeCheck {
  readonly #schemaFile: string;
  #compiled: Compiled | null = null;

  constructor(schemaFile: string) {
    this.#schemaFile = schemaFile;
  }

  /** @returns what is wrong, in a sentence that names places and what was expected there; null: nothing */
  async problem(name: string, value: unknown): Promise<string | null> {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return 'A theme is a JSON object.';
    }
    const theme = value as Readonly<Record<string, unknown>>;
    if (theme.name !== name) return `The file must say "name": "${name}", as it is called.`;
    const compiled = await this.#compile();
    if (compiled === null) return null;
    const { version: of = compiled.version } = theme;
    if (typeof of === 'number' && of > compiled.version) {
      return `It is of version ${of}, written for a newer Sequential; this one knows ${compiled.version}.`;
    }
    if (typeof of === 'number' && Number.isInteger(of) && of >= 1 && of < compiled.version) {
      return null;
    }
    if (compiled.validate(theme)) return null;
    return sentenceOf(compiled.validate.errors ?? []);
  }

  /** null: there is no schema here, so the page's check is the only one. */
  async #compile(): Promise<Compiled | null> {
    let text: string;
    try {
      text = await readFile(this.#schemaFile, 'utf8');
    } catch {
      return null;
    }
    if (this.#compiled?.text === text) return this.#compiled;
    // Who has no theme of their own does not wait for the library.
    const { Ajv } = await import('ajv');
    const ajv = new Ajv({ allErrors: true, verbose: true, strict: false });
    const schema = JSON.parse(text) as { properties?: { version?: { const?: number } } };
    const version = schema.properties?.version?.const ?? 1;
    this.#compiled = { text, validate: ajv.compile(schema), version };
    return this.#compiled;
  }
}

function sentenceOf(errors: readonly ErrorObject[]): string {
  // A rule that only holds another one says nothing by itself, and a list of words says more than their type.
  const telling = errors.filter(({ keyword }) => !['if', 'anyOf', 'allOf'].includes(keyword));
  const all = telling.length > 0 ? telling : errors;
  const byPlace = new Map<string, ErrorObject>();
  for (const error of all) {
    const place = placeOf(error);
    if (!byPlace.has(place) || error.keyword === 'enum') byPlace.set(place, error);
  }
  const sentences = [...byPlace].map(([place, error]) => `${place}: ${expected(error)}`);
  const shown = sentences.slice(0, limits.themeProblemsShownMax);
  const rest = sentences.length - shown.length;
  return `${shown.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}.`;
}

function placeOf({ instancePath, keyword, params }: ErrorObject): string {
  const path = instancePath.split('/').slice(1);
  if (keyword === 'additionalProperties') path.push(String(params.additionalProperty));
  if (keyword === 'required') path.push(String(params.missingProperty));
  return path.join('.');
}

function expected({ keyword, params, parentSchema, message }: ErrorObject): string {
  const known = Object.keys((parentSchema?.properties as object | undefined) ?? {});
  const examples = (parentSchema?.examples as readonly unknown[] | undefined) ?? [];
  switch (keyword) {
    case 'additionalProperties':
      return `there is no such key here; did you mean "${nearest(String(params.additionalProperty), known)}"?`;
    case 'required':
      return 'it is missing';
    case 'enum':
      return `expected ${listed(params.allowedValues as readonly unknown[])}`;
    case 'const':
      return `expected ${JSON.stringify(params.allowedValue)}`;
    case 'pattern':
      if (examples.length > 0) return `expected, for instance, ${listed(examples)}`;
      return message ?? 'it does not fit';
    default:
      return message ?? 'it does not fit';
  }
}

function listed(values: readonly unknown[]): string {
  const texts = values.map((value) => JSON.stringify(value));
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} or ${texts.at(-1)}`;
}
