/**
 * The parameters of an overlay's address as fields of a form, made from what `GET /api/overlays` tells, and back: from
 * what was chosen to an address, and from an address in OBS to what was chosen. Pure.
 */
import { limits } from '../../protocol/limits.ts';
import type { OverlayMetadata, OverlayParameter } from '../../protocol/overlay-metadata.ts';
import type { OverlayValues } from './overlay-links.ts';

interface Words {
  readonly name: string;
  readonly title: string;
  readonly hint?: string;
}

export type FormField = Words &
  (
    | {
        readonly kind: 'choice';
        readonly choices: readonly { readonly value: string; readonly title: string }[];
        readonly fallback: string;
      }
    | { readonly kind: 'switch'; readonly fallback: boolean }
    | {
        readonly kind: 'number';
        readonly min: number;
        readonly max: number;
        /** null: nothing, which has a meaning of its own. */
        readonly fallback: number | null;
        /** What nothing means. */
        readonly empty?: string;
      }
    /** Several words with commas between them; all of `driving` or `always` where those are meant. */
    | { readonly kind: 'show'; readonly fallback: string }
    /** Six hexadecimal digits without the `#`; empty: transparent. */
    | { readonly kind: 'colour'; readonly fallback: '' }
    | { readonly kind: 'text'; readonly fallback: string; readonly empty?: string }
  );

export interface OverlayForm {
  /** The overlay's own. */
  readonly own: readonly FormField[];
  /** Of every overlay, those that people look for. */
  readonly common: readonly FormField[];
  /** The rest of them. */
  readonly more: readonly FormField[];
}

/** Words that are no words of people. */
const titles: Readonly<Record<string, string>> = {
  kmh: 'km/h',
  mph: 'mph',
  c: '°C',
  f: '°F',
  psi: 'psi',
  bar: 'bar',
  rpm: 'Revs per minute',
};

export function choiceTitle(word: string): string {
  const spaced = word.replaceAll('-', ' ');
  return titles[word] ?? spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

function choiceOf(words: readonly string[]): { value: string; title: string }[] {
  return words.map((value) => ({ value, title: choiceTitle(value) }));
}

function ownField(parameter: OverlayParameter): FormField {
  const { name, title } = parameter;
  switch (parameter.type) {
    case 'boolean':
      return { kind: 'switch', name, title, fallback: parameter.fallback };
    case 'number': {
      const { min = 0, max = Number.MAX_SAFE_INTEGER, fallback } = parameter;
      return { kind: 'number', name, title, min, max, fallback };
    }
    case 'choice': {
      const { choices, fallback } = parameter;
      return { kind: 'choice', name, title, choices: choiceOf(choices), fallback };
    }
  }
}

const units: FormField = {
  kind: 'choice',
  name: 'units',
  title: 'Speed in',
  choices: choiceOf(['kmh', 'mph']),
  fallback: 'kmh',
};

const common: readonly FormField[] = [
  { kind: 'show', name: 'show', title: 'Seen while', fallback: 'driving' },
  {
    kind: 'number',
    name: 'delay',
    title: 'Later by (ms)',
    hint: 'When inputs are ahead of the game’s picture.',
    min: 0,
    max: limits.viewerDelayMsMax,
    fallback: 0,
  },
];

const more: readonly FormField[] = [
  { kind: 'colour', name: 'bg', title: 'Background', fallback: '' },
  {
    kind: 'number',
    name: 'fps',
    title: 'Most pictures a second',
    min: 1,
    max: limits.viewerFpsMax,
    fallback: null,
    empty: 'as OBS draws',
  },
  {
    kind: 'number',
    name: 'scale',
    title: 'Size, times the default',
    min: limits.viewerScaleMin,
    max: limits.viewerScaleMax,
    fallback: null,
    empty: 'fills the source',
  },
  {
    kind: 'text',
    name: 'driver',
    title: 'Driver to follow',
    fallback: '',
    empty: 'whoever drives',
  },
  {
    kind: 'text',
    name: 'session',
    title: 'Session to follow',
    fallback: '',
    empty: 'the live one',
  },
  {
    kind: 'switch',
    name: 'debug',
    title: 'Rate and age in a corner',
    hint: 'To look for a mistake.',
    fallback: false,
  },
];

export function formOf({ channels, parameters }: OverlayMetadata): OverlayForm {
  const speed = channels.includes('speedKmh') ? [units] : [];
  return { own: parameters.map(ownField), common: [...speed, ...common], more };
}

/** Of an overlay in a layout: the rest is the business of the page that all of its overlays share. */
export function itemFormOf(overlay: OverlayMetadata): OverlayForm {
  const { own, common: all } = formOf(overlay);
  return { own, common: all.filter(({ name }) => name === 'units' || name === 'show'), more: [] };
}

export function fieldsOf(form: OverlayForm): FormField[] {
  return [...form.own, ...form.common, ...form.more];
}

export type FieldValue = string | number | boolean | null;

/** What a field shows. */
export function shownValue(values: OverlayValues, { name, fallback }: FormField): FieldValue {
  return values[name] ?? fallback;
}

/** With another value; what is the default stays out. */
export function withValue(
  values: OverlayValues,
  field: FormField,
  value: FieldValue,
): OverlayValues {
  const { [field.name]: _before, ...rest } = values;
  const isDefault = value === field.fallback || value === null || value === '';
  return isDefault ? rest : { ...rest, [field.name]: value };
}

/** Why a value cannot be used; null: it can. */
export function problemOf(field: FormField, value: FieldValue): string | null {
  if (field.kind !== 'number' || value === null) return null;
  const isInside = typeof value === 'number' && value >= field.min && value <= field.max;
  return isInside ? null : `A number from ${field.min} to ${field.max}.`;
}

const yes = ['', '1', 'true', 'yes', 'on'];

/** One value of an address, as the form has it; null: it makes no sense here. */
function readValue(field: FormField, text: string): FieldValue {
  switch (field.kind) {
    case 'switch':
      return yes.includes(text.toLowerCase());
    case 'number': {
      const value = text.trim() === '' ? Number.NaN : Number(text);
      return problemOf(field, value) === null ? value : null;
    }
    case 'choice':
      return field.choices.some(({ value }) => value === text) ? text : null;
    case 'show':
      return showText(showSet(text));
    default:
      return text;
  }
}

/** What was chosen for a source that is in OBS already. Addresses of elsewhere give nothing. */
export function valuesFrom(url: string, form: OverlayForm): OverlayValues {
  if (!URL.canParse(url)) return {};
  const query = new URL(url).searchParams;
  return fieldsOf(form).reduce<OverlayValues>((values, field) => {
    const text = query.get(field.name);
    return text === null ? values : withValue(values, field, readValue(field, text));
  }, {});
}

/** What a game can be doing, as `show` takes it. */
export const showWords = ['track', 'pits', 'paused', 'replay', 'menu'] as const;
export type ShowState = (typeof showWords)[number];

const driving: readonly ShowState[] = ['track', 'pits'];

/** The words behind `driving` and `always` too. */
export function showSet(text: string): ReadonlySet<ShowState> {
  const words = text.split(',').map((word) => word.trim().toLowerCase());
  if (words.includes('always')) return new Set(showWords);
  const all = words.flatMap<string>((word) => (word === 'driving' ? driving : [word]));
  return new Set(showWords.filter((word) => all.includes(word)));
}

/** The shortest way to say it; nothing at all is the default. */
export function showText(words: ReadonlySet<ShowState>): string {
  if (showWords.every((word) => words.has(word))) return 'always';
  const isDriving = driving.every((word) => words.has(word));
  const rest = showWords.filter(
    (word) => words.has(word) && !(isDriving && driving.includes(word)),
  );
  const parts = [...(isDriving ? ['driving'] : []), ...rest];
  return parts.length === 0 ? 'driving' : parts.join(',');
}
