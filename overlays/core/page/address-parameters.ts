/**
 * Reads and checks the parameters of the page's address and of a layout's items. An invalid value falls back to its
 * default and adds one sentence that lists what is valid. Pure.
 */
import { ownNamePattern } from '../../../protocol/file-name.ts';
import { limits } from '../../../protocol/limits.ts';
import { nearest } from '../../../protocol/nearest.ts';
import type { OverlayParameter } from '../../../protocol/overlay-metadata.ts';
import type { Density, OverlayAbout, ParameterValues, SpeedUnits } from '../about.ts';
import { defaultShow, parseShow, type ShowWord, showWords } from './show-rule.ts';

/** Parameters that each item of a layout may have. */
export interface ItemParameters {
  /** null: the theme's. */
  readonly units: SpeedUnits | null;
  readonly show: readonly ShowWord[];
  readonly density: Density;
  /** The overlay's own parameters, by name. */
  readonly own: ParameterValues;
}

export interface PageParameters extends ItemParameters {
  readonly session: string;
  readonly driver: string | null;
  readonly theme: string | null;
  /** Replaces the accent colour of themes, `#rrggbb`; null: the relay's choice, else each theme's own. */
  readonly accent: string | null;
  /** Factor of the default size; null: fill the source. */
  readonly scale: number | null;
  /** A stored lap, or the demo car's, that plays instead of the live stream; null: the live stream. */
  readonly lap: 'best' | 'last' | 'demo' | number | null;
  /** Playback speed of a lap; 1: as driven. */
  readonly speed: number;
  /** Start of the playback, seconds into the lap. */
  readonly startS: number | null;
  readonly delayMs: number;
  /** The page keeps step with a stream that is late. */
  readonly keepsStep: boolean;
  /** The page plays from chunks, without a socket. */
  readonly wantsChunks: boolean;
  /** Maximum pictures a second; null: every animation frame. */
  readonly fps: number | null;
  /** A CSS colour; null = transparent. */
  readonly bg: string | null;
  readonly debug: boolean;
  readonly renderer: 'auto' | 'webgl' | 'canvas';
}

export interface ReadParameters {
  readonly parameters: PageParameters;
  /** Sentences for the streamer. */
  readonly problems: readonly string[];
}

const densities = ['normal', 'large'] as const;

/** Names of the parameters of every overlay. */
export const commonParameters = [
  'session',
  'driver',
  'theme',
  'accent',
  'units',
  'density',
  'scale',
  'show',
  'delay',
  'via',
  'fps',
  'bg',
  'debug',
  'renderer',
  'lap',
  'speed',
  'start',
] as const;

const yes = ['', '1', 'true', 'yes', 'on'];
const no = ['0', 'false', 'no', 'off'];

/** Reads single values and collects the problems. */
class Reader {
  readonly problems: string[] = [];
  readonly #query: URLSearchParams;
  readonly #where: string;

  /** @param where for the sentences: what the query belongs to */
  constructor(query: URLSearchParams, where: string) {
    this.#query = query;
    this.#where = where;
  }

  /** The value, or null when it is absent or `accept` rejects it. */
  text(name: string, right: string, accept: (value: string) => boolean): string | null {
    const value = this.#query.get(name);
    if (value === null) return null;
    if (accept(value)) return value;
    this.refuse(name, value, right);
    return null;
  }

  number(name: string, min: number, max: number, unit = ''): number | null {
    const right = `a number from ${min} to ${max}${unit}`;
    const value = this.text(name, right, (text) => {
      const number = Number(text);
      return text.trim() !== '' && number >= min && number <= max;
    });
    return value === null ? null : Number(value);
  }

  flag(name: string): boolean | null {
    const value = this.text(name, 'on or off', (text) =>
      [...yes, ...no].includes(text.toLowerCase()),
    );
    return value === null ? null : yes.includes(value.toLowerCase());
  }

  choice<Choice extends string>(name: string, choices: readonly Choice[]): Choice | null {
    const value = this.text(name, choices.join(', or '), (text) =>
      choices.includes(text.toLowerCase() as Choice),
    );
    return value === null ? null : (value.toLowerCase() as Choice);
  }

  refuse(name: string, value: string, right: string): void {
    const shown = value.length > 40 ? `${value.slice(0, 40)}…` : value;
    this.problems.push(`${name}=${shown} in ${this.#where} is not usable: it takes ${right}.`);
  }

  unknown(name: string, known: readonly string[]): void {
    const hint = known.length === 0 ? 'it takes none' : `did you mean \`${nearest(name, known)}\`?`;
    const where = `${this.#where[0]!.toUpperCase()}${this.#where.slice(1)}`;
    this.problems.push(`${where} has a parameter \`${name}\` that is not known here; ${hint}`);
  }

  show(): readonly ShowWord[] | null {
    const text = this.#query.get('show');
    if (text === null) return null;
    const show = parseShow(text);
    if (show === null) {
      this.refuse('show', text, `one or more of ${showWords.join(', ')}, with commas`);
    }
    return show;
  }
}

function readLap(reader: Reader): PageParameters['lap'] {
  const right = 'the number of a lap, or best, or last, or demo';
  const word = reader.text('lap', right, (text) => {
    const isNumber = /^[1-9]\d*$/.test(text) && Number(text) <= limits.replayLapMax;
    return isNumber || ['best', 'last', 'demo'].includes(text);
  });
  if (word === null || word === 'best' || word === 'last' || word === 'demo') return word;
  return Number(word);
}

function readAccent(reader: Reader): string | null {
  const colour = reader.text('accent', 'a colour as six digits, for instance ff8800', (value) =>
    /^#?[0-9a-f]{6}$/i.test(value),
  );
  return colour === null ? null : `#${colour.replace('#', '').toLowerCase()}`;
}

function readDelay(reader: Reader): Pick<PageParameters, 'delayMs' | 'keepsStep'> {
  const right = `stream, or a number from 0 to ${limits.viewerDelayMsMax} ms`;
  const text = reader.text('delay', right, (value) => {
    const delayMs = Number(value);
    const isNumber = value.trim() !== '' && delayMs >= 0 && delayMs <= limits.viewerDelayMsMax;
    return isNumber || value.toLowerCase() === 'stream';
  });
  const delayMs = Number(text ?? 0);
  return Number.isNaN(delayMs) ? { delayMs: 0, keepsStep: true } : { delayMs, keepsStep: false };
}

function readOwn(reader: Reader, parameters: readonly OverlayParameter[]): ParameterValues {
  return Object.fromEntries(
    parameters.map((parameter) => [
      parameter.name,
      readValue(reader, parameter) ?? parameter.fallback,
    ]),
  );
}

function readValue(reader: Reader, parameter: OverlayParameter): string | number | boolean | null {
  const { name } = parameter;
  switch (parameter.type) {
    case 'number': {
      const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = parameter;
      return reader.number(name, min, max);
    }
    case 'boolean':
      return reader.flag(name);
    case 'choice':
      return reader.choice(name, parameter.choices);
  }
}

/**
 * @param query the address's part after `?`
 * @param about of the overlay that the page shows; null: a layout, whose items have parameters of their own
 * @param isColour whether the browser can paint this CSS colour
 */
export function readParameters(
  query: string,
  about: OverlayAbout | null,
  isColour: (value: string) => boolean,
): ReadParameters {
  const search = new URLSearchParams(query);
  const reader = new Reader(search, 'the address');
  const sessionIdPattern = new RegExp(`^[A-Za-z0-9._-]{1,${limits.sessionIdCharsMax}}$`);
  const ownOnes = about?.parameters ?? [];
  const known: string[] = [...commonParameters, ...ownOnes.map((parameter) => parameter.name)];
  for (const name of search.keys()) {
    // OBS reads `layer-name` and the like from a link that is dragged into it; the page ignores them.
    if (!known.includes(name) && !name.startsWith('layer-')) reader.unknown(name, known);
  }
  const show = reader.show();
  const parameters: PageParameters = {
    session:
      reader.text(
        'session',
        `\`live\` or a session id (A-Z a-z 0-9 . _ -, at most ${limits.sessionIdCharsMax})`,
        (value) => sessionIdPattern.test(value),
      ) ?? 'live',
    driver: reader.text(
      'driver',
      `a name of 1 to ${limits.driverCharsMax} characters`,
      (value) => value.length > 0 && value.length <= limits.driverCharsMax,
    ),
    theme: reader.text('theme', 'the name of a theme (a-z, 0-9 and -)', (value) =>
      ownNamePattern.test(value),
    ),
    accent: readAccent(reader),
    units: reader.choice('units', ['kmh', 'mph']),
    density: reader.choice('density', densities) ?? 'normal',
    scale: reader.number('scale', limits.viewerScaleMin, limits.viewerScaleMax),
    show: show ?? defaultShow,
    lap: readLap(reader),
    speed: reader.number('speed', limits.replaySpeedMin, limits.replaySpeedMax) ?? 1,
    startS: reader.number('start', 0, limits.replayStartSMax, ' s'),
    ...readDelay(reader),
    wantsChunks: reader.choice('via', ['chunks']) !== null,
    fps: reader.number('fps', 1, limits.viewerFpsMax),
    bg: reader.text('bg', 'a CSS colour, for instance 00ff00 or green', (value) =>
      isColour(cssColour(value)),
    ),
    debug: reader.flag('debug') ?? false,
    renderer: reader.choice('renderer', ['auto', 'webgl', 'canvas']) ?? 'auto',
    own: readOwn(reader, ownOnes),
  };
  return { parameters, problems: reader.problems };
}

/**
 * @param values the item's parameters in the layout
 * @param fallback for parameters that the item does not have
 * @param where for the sentences: which item it is
 */
export function readItem(
  values: ParameterValues,
  about: OverlayAbout,
  fallback: Pick<ItemParameters, 'units' | 'show' | 'density'>,
  where: string,
): { parameters: ItemParameters; problems: readonly string[] } {
  const query = new URLSearchParams(
    Object.entries(values).map(([key, value]) => [key, `${value}`]),
  );
  const reader = new Reader(query, where);
  const known = [
    'show',
    'units',
    'density',
    ...about.parameters.map((parameter) => parameter.name),
  ];
  for (const name of query.keys()) if (!known.includes(name)) reader.unknown(name, known);
  const show = reader.show() ?? fallback.show;
  const units = reader.choice('units', ['kmh', 'mph']) ?? fallback.units;
  const density = reader.choice('density', densities) ?? fallback.density;
  const own = readOwn(reader, about.parameters);
  return { parameters: { units, show, density, own }, problems: reader.problems };
}

/** Adds the `#` to a hex colour: in an address, `#` would begin the fragment. */
export function cssColour(value: string): string {
  return /^([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i.test(value) ? `#${value}` : value;
}
