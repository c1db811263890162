/** The parameters of an overlay as form fields, and reading their values from the address of a source in OBS. Pure. */
import { limits } from '../../protocol/limits.ts';
import type { OverlayMetadata, OverlayParameter } from '../../protocol/overlay-metadata.ts';
import { parsedUrl } from '../../protocol/parsed-url.ts';
import type { OverlayValues } from './overlay-links.ts';

interface FieldHead {
  readonly name: string;
  readonly title: string;
  readonly hint?: string;
}

export type FormField = FieldHead &
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
        /** null: empty. */
        readonly fallback: number | null;
        /** What an empty field means. */
        readonly empty?: string;
      }
    /** States with commas between them, or `driving`, or `always`. */
    | { readonly kind: 'show'; readonly fallback: string }
    /** Six hexadecimal digits without `#`, or empty. */
    | {
        readonly kind: 'colour';
        readonly fallback: '';
        /** What an empty value means, what a colour means, and the first one that is offered. */
        readonly empty: string;
        readonly own: string;
        readonly first: string;
      }
    /** One of some words, or a number; empty: the first word. */
    | {
        readonly kind: 'word-or-number';
        readonly words: readonly { readonly value: string; readonly title: string }[];
        readonly number: {
          /** In the list of words, and above the number. */
          readonly title: string;
          readonly label: string;
          readonly min: number;
          readonly max: number;
          /** The number that is offered first. */
          readonly first: number;
          readonly isWhole?: boolean;
        };
        readonly fallback: '';
      }
    | { readonly kind: 'text'; readonly fallback: string; readonly empty?: string }
  );

export interface OverlayForm {
  /** Parameters of this overlay. */
  readonly own: readonly FormField[];
  /** Common parameters of all overlays that users change often. */
  readonly common: readonly FormField[];
  /** The other parameters of all overlays. */
  readonly more: readonly FormField[];
}

/** Titles that do not follow from the value. */
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

/** Values with their titles. */
function titled(titles: Readonly<Record<string, string>>): { value: string; title: string }[] {
  return Object.entries(titles).map(([value, title]) => ({ value, title }));
}

/** @param titles of the values; the first one is the fallback */
function choiceField(head: FieldHead, titles: Readonly<Record<string, string>>): FormField {
  const choices = titled(titles);
  return { kind: 'choice', ...head, choices, fallback: choices[0]!.value };
}

/** @param range `fallback` left out: the field may be empty */
function numberField(
  head: FieldHead,
  range: { min: number; max: number; fallback?: number; empty?: string },
): FormField {
  return { kind: 'number', ...head, fallback: null, ...range };
}

function textField(name: string, title: string, empty: string): FormField {
  return { kind: 'text', name, title, fallback: '', empty };
}

const units = choiceField(
  { name: 'units', title: 'Speed in' },
  { '': 'The unit of the theme', kmh: choiceTitle('kmh'), mph: choiceTitle('mph') },
);

/** Common parameters that an item of a layout has too. */
const itemNames = ['units', 'density', 'show'];

const common: readonly FormField[] = [
  choiceField(
    { name: 'density', title: 'Lettering' },
    { normal: 'Normal', large: 'Large, with fewer parts: for phones' },
  ),
  { kind: 'show', name: 'show', title: 'Visible while', fallback: 'driving' },
  {
    kind: 'word-or-number',
    name: 'delay',
    title: 'Delay',
    hint: 'Sources in OBS need one only where the game’s picture arrives late, for instance from a capture card.',
    words: titled({ '': 'None', stream: 'In step with the stream, for pages that viewers open' }),
    number: {
      title: 'A fixed time',
      label: 'Delay (ms)',
      min: 1,
      max: limits.viewerDelayMsMax,
      first: 100,
    },
    fallback: '',
  },
];

const more: readonly FormField[] = [
  {
    kind: 'colour',
    name: 'accent',
    title: 'Accent',
    empty: 'The one of all overlays',
    own: 'A colour for this source',
    first: 'ff8800',
    fallback: '',
  },
  {
    kind: 'colour',
    name: 'bg',
    title: 'Background',
    empty: 'Transparent',
    own: 'A colour, for a chroma key',
    // The common green of chroma keys.
    first: '00ff00',
    fallback: '',
  },
  {
    kind: 'word-or-number',
    name: 'lap',
    title: 'Plays',
    words: titled({
      '': 'What happens now',
      best: 'The best stored lap, again and again',
      last: 'The last stored lap, again and again',
      demo: 'The lap that comes with Sequential',
    }),
    number: {
      title: 'A stored lap by its number',
      label: 'Lap',
      min: 1,
      max: limits.replayLapMax,
      first: 1,
      isWhole: true,
    },
    fallback: '',
  },
  numberField(
    { name: 'speed', title: 'Playback speed', hint: 'Of a stored lap.' },
    { min: limits.replaySpeedMin, max: limits.replaySpeedMax, fallback: 1 },
  ),
  numberField(
    { name: 'start', title: 'Playback starts at (seconds)', hint: 'Of a stored lap.' },
    { min: 0, max: limits.replayStartSMax, empty: 'the beginning' },
  ),
  numberField(
    { name: 'fps', title: 'Frame rate limit' },
    { min: 1, max: limits.viewerFpsMax, empty: 'the frame rate of OBS' },
  ),
  numberField(
    { name: 'scale', title: 'Scale' },
    { min: limits.viewerScaleMin, max: limits.viewerScaleMax, empty: 'fills the source' },
  ),
  textField('driver', 'Driver to follow', 'any driver'),
  textField('session', 'Session to follow', 'the live session'),
  choiceField(
    {
      name: 'via',
      title: 'Connection',
      hint: 'Files come a second later, and through proxies that block WebSockets.',
    },
    { '': 'WebSocket', chunks: 'Files of one second each' },
  ),
  choiceField(
    { name: 'renderer', title: 'Drawn with' },
    {
      auto: 'What suits this computer',
      webgl: 'The graphics card (WebGL)',
      canvas: 'The processor (Canvas)',
    },
  ),
  {
    kind: 'switch',
    name: 'debug',
    title: 'Show frame rate and delay',
    hint: 'For troubleshooting.',
    fallback: false,
  },
];

export function formOf({ channels, parameters }: OverlayMetadata): OverlayForm {
  const speed = channels.includes('speedKmh') ? [units] : [];
  return { own: parameters.map(ownField), common: [...speed, ...common], more };
}

/** For an overlay in a layout. The other common parameters belong to the layout's page. */
export function itemFormOf(overlay: OverlayMetadata): OverlayForm {
  const { own, common: all } = formOf(overlay);
  return { own, common: all.filter(({ name }) => itemNames.includes(name)), more: [] };
}

export function fieldsOf(form: OverlayForm): FormField[] {
  return [...form.own, ...form.common, ...form.more];
}

export type FieldValue = string | number | boolean | null;

/** The value that a field shows. */
export function shownValue(values: OverlayValues, { name, fallback }: FormField): FieldValue {
  return values[name] ?? fallback;
}

/** Sets a value; default values are removed. */
export function withValue(
  values: OverlayValues,
  field: FormField,
  value: FieldValue,
): OverlayValues {
  const { [field.name]: _before, ...rest } = values;
  const isDefault = value === field.fallback || value === null || value === '';
  return isDefault ? rest : { ...rest, [field.name]: value };
}

/** Why a value is not valid; null: it is valid. */
export function problemOf(field: FormField, value: FieldValue): string | null {
  if (value === null) return null;
  if (field.kind === 'number') return numberProblem(field, value);
  if (field.kind !== 'word-or-number') return null;
  return field.words.some((word) => word.value === value)
    ? null
    : numberProblem(field.number, value);
}

function numberProblem(
  { min, max, isWhole = false }: { min: number; max: number; isWhole?: boolean },
  value: FieldValue,
): string | null {
  const isNumber = typeof value === 'number' && (!isWhole || Number.isInteger(value));
  if (isNumber && value >= min && value <= max) return null;
  return `Enter a ${isWhole ? 'whole ' : ''}number from ${min} to ${max}.`;
}

const trueWords = ['', '1', 'true', 'yes', 'on'];

/** Reads a value of an address; null: it is not valid. */
function readValue(field: FormField, text: string): FieldValue {
  switch (field.kind) {
    case 'switch':
      return trueWords.includes(text.toLowerCase());
    case 'number': {
      const value = text.trim() === '' ? Number.NaN : Number(text);
      return problemOf(field, value) === null ? value : null;
    }
    case 'word-or-number': {
      const word = text.toLowerCase();
      if (field.words.some(({ value }) => value === word)) return word;
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

/** The values in the address of a source in OBS. */
export function valuesFrom(url: string, form: OverlayForm): OverlayValues {
  const query = parsedUrl(url)?.searchParams;
  if (query === undefined) return {};
  return fieldsOf(form).reduce<OverlayValues>((values, field) => {
    const text = query.get(field.name);
    return text === null ? values : withValue(values, field, readValue(field, text));
  }, {});
}

/** The values of the parameter `show`. */
export const showStates = ['track', 'pits', 'paused', 'replay', 'menu'] as const;
export type ShowState = (typeof showStates)[number];

const driving: readonly ShowState[] = ['track', 'pits'];

/** The states in a value of `show`, with `driving` and `always` replaced by their states. */
export function showSet(text: string): ReadonlySet<ShowState> {
  const words = text.split(',').map((word) => word.trim().toLowerCase());
  if (words.includes('always')) return new Set(showStates);
  const all = words.flatMap<string>((word) => (word === 'driving' ? driving : [word]));
  return new Set(showStates.filter((word) => all.includes(word)));
}

/** The shortest value of `show` for these states; no state means the default. */
export function showText(states: ReadonlySet<ShowState>): string {
  if (showStates.every((state) => states.has(state))) return 'always';
  const isDriving = driving.every((state) => states.has(state));
  const rest = showStates.filter(
    (state) => states.has(state) && !(isDriving && driving.includes(state)),
  );
  const parts = [...(isDriving ? ['driving'] : []), ...rest];
  return parts.length === 0 ? 'driving' : parts.join(',');
}
