/** How the parts of a theme are called for people: groups, fields, units and choices. What is not named here is named after its key. Pure. */

export interface GroupWords {
  readonly name: string;
  readonly title: string;
  /** Sections or single fields of a theme, in order: `palette.ink`, or `gauge` for all of it. */
  readonly of: readonly string[];
}

/** In the order of the editor. A field that stands in none of them comes into `more`. */
export const groupWords: readonly GroupWords[] = [
  {
    name: 'surfaces',
    title: 'Surfaces',
    of: ['panel', 'edge', 'faint', 'plate', 'plateInk', 'outline'].map((key) => `palette.${key}`),
  },
  {
    name: 'writing',
    title: 'Writing',
    of: ['ink', 'muted', 'accent'].map((key) => `palette.${key}`),
  },
  {
    name: 'pedals',
    title: 'Pedals and wheel',
    of: ['throttle', 'brake', 'clutch', 'steer'].map((key) => `palette.${key}`),
  },
  {
    name: 'signals',
    title: 'Signals',
    of: ['gain', 'loss', 'best', 'caution', 'redline', 'gauge', 'lights', 'limiter'].map(
      (key) => `palette.${key}`,
    ),
  },
  { name: 'numbers', title: 'Figures', of: ['fonts.numbers'] },
  { name: 'labels', title: 'Labels', of: ['fonts.labels'] },
  { name: 'gear', title: 'Gear', of: ['fonts.gear'] },
  { name: 'text', title: 'All writing', of: ['text'] },
  { name: 'panel', title: 'Panels', of: ['panel'] },
  { name: 'gauge', title: 'Dial', of: ['gauge'] },
  { name: 'bars', title: 'Bars', of: ['bars'] },
  { name: 'shift-lights', title: 'Shift lights', of: ['lights'] },
  { name: 'digits', title: 'Digits', of: ['digits'] },
  { name: 'trace', title: 'Trace', of: ['trace'] },
  { name: 'motion', title: 'Motion', of: ['motion'] },
  { name: 'units', title: 'Units', of: ['units'] },
  { name: 'more', title: 'More', of: [] },
];

export interface SectionWords {
  readonly name: string;
  readonly title: string;
  readonly groups: readonly string[];
}

/** The editor's tabs. */
export const sectionWords: readonly SectionWords[] = [
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
  'palette.ink': 'Figures and needles',
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
  'palette.plateInk': 'Writing on plates',
  'palette.steer': 'Steering',
  'palette.redline': 'Red line',
  'palette.gain': 'Faster',
  'palette.loss': 'Slower',
  'palette.best': 'Best of the session',
  'palette.gauge': 'Rpm scale',
  'palette.lights': 'Shift lights',
  'palette.limiter': 'Lights at the limiter',
  'gauge.sweepDeg': 'Sweep',
  'gauge.numbers': 'Figures on the scale',
  'panel.slantDeg': 'Lean',
  'panel.corner': 'Corners',
  'text.outline': 'Dark outline',
  'motion.kind': 'How things move',
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
export function readable(key: string): string {
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

/** The schema's words for those who write a file, where a label does not say as much. */
export function hintOf(key: string, description: string | undefined): string | undefined {
  return key.startsWith('palette.') && key in labels ? undefined : (hints[key] ?? description);
}

const hints: Readonly<Record<string, string>> = {
  'motion.timeMs': 'How long needles and bars take to follow.',
  'motion.overshoot': 'How far a sprung needle swings past.',
};

export function unitOf(key: string): string {
  return units[key] ?? '';
}

/** Fields that mean something only while another one has a certain value: otherwise they are not shown. */
export const onlyWith: Readonly<Record<string, { readonly key: string; readonly is: string }>> = {
  'motion.overshoot': { key: 'motion.kind', is: 'spring' },
  'motion.hz': { key: 'motion.kind', is: 'tick' },
  'panel.slantDeg': { key: 'panel.form', is: 'slanted' },
};
