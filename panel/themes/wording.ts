/** Titles of a theme's groups, fields, units and choices. A key without a title here gets one made from the key. Pure. */

export interface GroupTitle {
  readonly name: string;
  readonly title: string;
  /** Single fields or whole sections, in order: `palette.ink`, or `gauge`. */
  readonly of: readonly string[];
}

/** @param of the section of the same name unless others are given */
function group(name: string, title: string, of: readonly string[] = [name]): GroupTitle {
  return { name, title, of };
}

const colours = (...names: string[]): string[] => names.map((name) => `palette.${name}`);

/** In the order of the editor. A field of no group is in `more`. */
export const groupTitles: readonly GroupTitle[] = [
  group('surfaces', 'Surfaces', colours('panel', 'edge', 'faint', 'plate', 'plateInk', 'outline')),
  group('writing', 'Text', colours('ink', 'muted', 'accent')),
  group('pedals', 'Pedals and wheel', colours('throttle', 'brake', 'clutch', 'steer')),
  group('signals', 'Signals', [
    ...colours('gain', 'loss', 'best', 'caution'),
    ...colours('redline', 'gauge', 'lights', 'limiter'),
  ]),
  group('numbers', 'Numbers', ['fonts.numbers']),
  group('labels', 'Labels', ['fonts.labels']),
  group('gear', 'Gear', ['fonts.gear']),
  group('text', 'All text'),
  group('panel', 'Panels'),
  group('gauge', 'Dial'),
  group('bars', 'Bars'),
  group('shift-lights', 'Shift lights', ['lights']),
  group('digits', 'Digits'),
  group('trace', 'Trace'),
  group('motion', 'Motion'),
  group('units', 'Units'),
  group('more', 'More', []),
];

export interface SectionTitle {
  readonly name: string;
  readonly title: string;
  readonly groups: readonly string[];
}

/** The editor's tabs. */
export const sectionTitles: readonly SectionTitle[] = [
  { name: 'colours', title: 'Colours', groups: ['writing', 'surfaces', 'pedals', 'signals'] },
  { name: 'fonts', title: 'Fonts', groups: ['numbers', 'labels', 'gear', 'text'] },
  {
    name: 'shapes',
    title: 'Shapes',
    groups: ['panel', 'gauge', 'bars', 'shift-lights', 'digits', 'trace', 'more'],
  },
  { name: 'motion', title: 'Motion and units', groups: ['motion', 'units'] },
];

const labels: Readonly<Record<string, string>> = {
  'palette.panel': 'Panel',
  'palette.ink': 'Numbers and needles',
  'palette.muted': 'Labels and scales',
  'palette.faint': 'Unlit',
  'palette.accent': 'Accent',
  'palette.plate': 'Plates and paper',
  'palette.outline': 'Outline without a panel',
  'palette.caution': 'Caution',
  'palette.throttle': 'Throttle',
  'palette.brake': 'Brake',
  'palette.clutch': 'Clutch',
  'palette.edge': 'Borders',
  'palette.plateInk': 'Text on plates',
  'palette.steer': 'Steering',
  'palette.redline': 'Red line',
  'palette.gain': 'Faster',
  'palette.loss': 'Slower',
  'palette.best': 'Best of the session',
  'palette.gauge': 'Rpm scale',
  'palette.lights': 'Shift lights',
  'palette.limiter': 'Lights at the limiter',
  'gauge.sweepDeg': 'Sweep',
  'gauge.numbers': 'Numbers on the scale',
  'panel.slantDeg': 'Slant',
  'panel.corner': 'Corners',
  'text.outline': 'Dark outline',
  'motion.kind': 'Animation',
  units: 'Speed',
  'text.upperCase': 'Capitals',
  'trace.seconds': 'Length',
  'motion.timeMs': 'Time',
  'motion.hz': 'Steps a second',
  'digits.ghost': 'Ghost of unlit segments',
};

const units: Readonly<Record<string, string>> = {
  'gauge.sweepDeg': '°',
  'panel.slantDeg': '°',
  'trace.seconds': 's',
  'motion.timeMs': 'ms',
  'motion.hz': 'Hz',
};

const choiceTitles: Readonly<Record<string, string>> = { kmh: 'km/h', mph: 'mph' };

export function choiceTitle(value: string): string {
  return choiceTitles[value] ?? readable(value);
}

/** `plateInk` → `Plate ink`, `seven-segment` → `Seven segment`, `lcd` → `LCD`. */
function readable(key: string): string {
  const words = key
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .split(/[\s_-]+/)
    .map((word) => (['lcd', 'crt'].includes(word) ? word.toUpperCase() : word.toLowerCase()));
  const text = words.join(' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** @param key for instance `palette.plateInk` */
export function labelOf(key: string): string {
  return labels[key] ?? readable(key.slice(key.lastIndexOf('.') + 1));
}

/** The schema's description, where the label alone is not enough. */
export function hintOf(key: string, description: string | undefined): string | undefined {
  return key.startsWith('palette.') && key in labels ? undefined : (hints[key] ?? description);
}

const hints: Readonly<Record<string, string>> = {
  'motion.timeMs': 'Time until needles and bars reach a value.',
  'motion.entrance':
    'How overlays come and go. Open starts in the middle, unfold at a line, iris as a round window; steps is like a display of segments.',
  'motion.overshoot': 'How far a needle swings beyond the value.',
};

export function unitOf(key: string): string {
  return units[key] ?? '';
}

/** Fields that have an effect only while another field has one of these values. */
export const onlyWith: Readonly<
  Record<string, { readonly key: string; readonly is: readonly string[] }>
> = {
  'motion.overshoot': { key: 'motion.kind', is: ['spring'] },
  'motion.hz': { key: 'motion.kind', is: ['tick'] },
  'panel.slantDeg': { key: 'panel.form', is: ['slanted', 'straight'] },
};
