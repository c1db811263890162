/** The pictures that the visual tests hold: data only. Each is drawn small. */
import type { Theme } from '../../protocol/theme-schema.ts';
import type { MomentName } from '../../scripts/contact-sheet/drive.ts';
import type { PictureOptions } from '../../scripts/contact-sheet/harness.ts';

export interface VisualScene {
  /** Name of the test and of `snapshots/{name}.png`. */
  readonly name: string;
  readonly overlay: string;
  readonly theme: string;
  readonly moment: MomentName;
  readonly units?: 'kmh' | 'mph';
  readonly density?: 'normal' | 'large';
  readonly parameters?: Readonly<Record<string, string | number | boolean>>;
}

/** Device pixels per design pixel. */
const ratio = 0.5;

/** The mean colour of a block of 8 x 8 pixels may be off by this, of 255. */
export const blockBudget = 22;
/** This share of the pixels may differ visibly. */
export const pixelBudget = 0.02;

export function optionsOf(
  scene: VisualScene,
  themes: readonly Theme[],
  renderer: PictureOptions['renderer'],
): PictureOptions {
  const { overlay, moment, density = 'normal', units = 'kmh', parameters = {} } = scene;
  const theme = themes.find(({ name }) => name === scene.theme)!;
  return { overlay, theme, moment, renderer, ratio, density, units, parameters };
}

function scene(
  overlay: string,
  theme: string,
  moment: MomentName,
  more: Partial<VisualScene> = {},
): VisualScene {
  return { name: `${overlay}-${theme}-${moment}`, overlay, theme, moment, ...more };
}

export const scenes: readonly VisualScene[] = [
  scene('tachometer', 'apex', 'driving'),
  scene('tachometer', 'heritage', 'braking'),
  scene('tachometer', 'digital-92', 'limiter'),
  scene('tachometer', 'world-feed', 'shifting'),
  scene('tachometer', 'hairline', 'driving', { parameters: { centre: 'rpm' } }),
  scene('tachometer', 'neon-night', 'idle'),
  scene('pedals', 'apex', 'braking'),
  scene('pedals', 'heritage', 'driving'),
  scene('pedals', 'digital-92', 'braking', { parameters: { steering: true } }),
  scene('pedals', 'world-feed', 'driving'),
  scene('pedals', 'hairline', 'shifting'),
  scene('pedals', 'neon-night', 'limiter', { parameters: { clutch: false } }),
  scene('gear', 'apex', 'shifting'),
  scene('gear', 'heritage', 'driving', { units: 'mph' }),
  scene('gear', 'digital-92', 'braking'),
  scene('gear', 'neon-night', 'idle'),
  scene('delta', 'world-feed', 'braking'),
  scene('lap-timer', 'apex', 'driving'),
  scene('lap-list', 'digital-92', 'driving'),
  scene('session', 'heritage', 'limiter'),
  scene('trace', 'world-feed', 'braking'),
  scene('track-map', 'neon-night', 'driving'),
  scene('fuel', 'digital-92', 'driving'),
  scene('tyres', 'apex', 'limiter'),
  scene('speed', 'heritage', 'driving', { units: 'mph' }),
  scene('shift-lights', 'apex', 'limiter'),
  scene('g-force', 'world-feed', 'braking'),
  scene('steering', 'apex', 'driving'),
  scene('dash', 'apex', 'driving'),
  scene('dash', 'digital-92', 'braking'),
  scene('tachometer', 'formula', 'limiter'),
  scene('tachometer', 'clear-sight', 'driving'),
  scene('tachometer', 'chronograph', 'driving'),
  scene('tachometer', 'pace-notes', 'driving'),
  scene('tachometer', 'phosphor', 'driving'),
  scene('pedals', 'clear-sight', 'braking'),
  scene('pedals', 'chronograph', 'driving'),
  scene('gear', 'night-stint', 'driving'),
  scene('lap-timer', 'apex', 'hours'),
  scene('lap-timer', 'digital-92', 'hours'),
  scene('lap-list', 'world-feed', 'hours'),
  scene('delta', 'digital-92', 'hours'),
  scene('dash', 'heritage', 'hours'),
  scene('session', 'clear-sight', 'hours'),
  // Extreme values: two figures of a gear, hours with thousandths, names of every length, nothing in the tank.
  scene('gear', 'apex', 'extreme'),
  scene('gear', 'heritage', 'extreme'),
  scene('gear', 'night-stint', 'extreme'),
  scene('tachometer', 'digital-92', 'extreme'),
  scene('dash', 'neon-night', 'extreme'),
  scene('dash', 'world-feed', 'extreme'),
  scene('speed', 'hairline', 'extreme'),
  scene('session', 'neon-night', 'extreme'),
  scene('session', 'heritage', 'extreme'),
  scene('lap-timer', 'chronograph', 'extreme'),
  scene('lap-list', 'formula', 'extreme'),
  scene('delta', 'pace-notes', 'extreme'),
  scene('fuel', 'apex', 'extreme'),
  scene('tyres', 'phosphor', 'extreme'),
  scene('g-force', 'night-stint', 'extreme'),
  scene('g-force', 'neon-night', 'hours'),
  scene('g-force', 'neon-night', 'extreme', {
    name: 'g-force-neon-night-extreme-large',
    density: 'large',
  }),
  scene('steering', 'chronograph', 'extreme'),
  scene('tachometer', 'neon-night', 'extreme'),
  scene('trace', 'neon-night', 'extreme'),
  scene('fuel', 'neon-night', 'extreme'),
  scene('lap-list', 'neon-night', 'hours'),
  scene('lap-timer', 'neon-night', 'hours'),
  // Wide figures keep their decimals, and air between them.
  scene('lap-timer', 'neon-night', 'driving'),
  scene('fuel', 'neon-night', 'driving'),
  scene('driver-card', 'neon-night', 'driving'),
  scene('pedals', 'hairline', 'extreme'),
  scene('shift-lights', 'formula', 'extreme'),
  scene('track-map', 'clear-sight', 'extreme'),
  scene('lap-timer', 'night-stint', 'extreme'),
  // The unit stands inside its rim, and the lines of a low card keep apart.
  scene('speed', 'apex', 'driving'),
  scene('driver-card', 'digital-92', 'driving'),
  scene('lap-list', 'hairline', 'extreme'),
  scene('tyres', 'neon-night', 'extreme'),
  scene('g-force', 'digital-92', 'extreme'),
  // Nothing touches its neighbour: numbers of scales, figures of the gear and the revs, names of columns, words of flags.
  scene('gear', 'digital-92', 'extreme'),
  scene('speed', 'clear-sight', 'extreme'),
  scene('tachometer', 'pace-notes', 'extreme'),
  scene('lap-list', 'neon-night', 'extreme'),
  scene('session', 'neon-night', 'best-lap'),
  scene('dash', 'digital-92', 'extreme'),
  scene('steering', 'pace-notes', 'extreme'),
  // A reference has its thousandths, a hand leaves the figures above its axis whole, a display has no white.
  scene('delta', 'chronograph', 'driving'),
  scene('tachometer', 'chronograph', 'limiter'),
  scene('strip', 'digital-92', 'best-lap'),
  // The strip and the lower third, with what they tell.
  scene('strip', 'world-feed', 'driving'),
  scene('strip', 'world-feed', 'limiter'),
  scene('strip', 'world-feed', 'best-lap'),
  scene('strip', 'world-feed', 'pit'),
  scene('strip', 'world-feed', 'extreme'),
  scene('strip', 'world-feed', 'driving', { name: 'strip-world-feed-large', density: 'large' }),
  scene('strip', 'apex', 'sector'),
  scene('strip', 'hairline', 'best-lap'),
  scene('strip', 'formula', 'best-lap'),
  scene('lower-third', 'neon-night', 'extreme'),
  // Number, flag and logo of the driver.
  scene('strip', 'world-feed', 'identity'),
  scene('lower-third', 'heritage', 'identity'),
  scene('driver-card', 'apex', 'identity'),
  scene('strip', 'heritage', 'extreme'),
  scene('strip', 'night-stint', 'hours'),
  scene('lower-third', 'world-feed', 'driving'),
  scene('lower-third', 'world-feed', 'best-lap'),
  scene('lower-third', 'apex', 'extreme'),
  // The other cars: one class, two classes with laps between them, forty cars with every oddity, a race that is over.
  scene('relative', 'apex', 'driving'),
  scene('relative', 'world-feed', 'hours'),
  scene('relative', 'digital-92', 'extreme'),
  scene('standings', 'apex', 'driving'),
  scene('standings', 'world-feed', 'hours'),
  scene('standings', 'formula', 'extreme', { parameters: { rows: 30, value: 'gap' } }),
  scene('standings', 'heritage', 'driving', { parameters: { value: 'last' } }),
  scene('standings', 'neon-night', 'driving', { parameters: { value: 'gained' } }),
  scene('radar', 'chronograph', 'driving'),
  scene('radar', 'world-feed', 'pack'),
  scene('battle', 'clear-sight', 'driving'),
  scene('driver-card', 'night-stint', 'driving'),
  scene('driver-card', 'pace-notes', 'extreme'),
  scene('race-control', 'world-feed', 'driving'),
  scene('results', 'phosphor', 'finish'),
  scene('results', 'digital-92', 'dozen-finish'),
  scene('relative', 'neon-night', 'dozen'),
  // Two cars, forty close together, and long names everywhere.
  scene('race-control', 'heritage', 'duel'),
  scene('relative', 'apex', 'duel'),
  scene('standings', 'apex', 'passing'),
  scene('standings', 'hairline', 'passing'),
  scene('standings', 'clear-sight', 'extreme'),
  scene('driver-card', 'neon-night', 'pack'),
  scene('track-map', 'formula', 'hours'),
  scene('track-map', 'hairline', 'extreme'),
  scene('track-map', 'night-stint', 'pack'),
  scene('race-control', 'neon-night', 'extreme'),
  scene('battle', 'digital-92', 'pack'),
  scene('radar', 'digital-92', 'pack'),
  scene('results', 'neon-night', 'pack-finish'),
  scene('standings', 'clear-sight', 'dozen'),
  scene('track-map', 'digital-92', 'dozen'),
  scene('standings', 'apex', 'driving', { name: 'standings-apex-large', density: 'large' }),
  scene('lap-timer', 'apex', 'driving', { name: 'lap-timer-apex-large', density: 'large' }),
  scene('tachometer', 'heritage', 'driving', {
    name: 'tachometer-heritage-large',
    density: 'large',
  }),
  scene('tachometer', 'chronograph', 'driving', {
    name: 'tachometer-chronograph-large',
    density: 'large',
  }),
  scene('gear', 'world-feed', 'driving'),
  scene('lap-timer', 'neon-night', 'hours', {
    name: 'lap-timer-neon-night-hours-large',
    density: 'large',
    parameters: { sectors: false },
  }),
  scene('tachometer', 'formula', 'extreme', {
    name: 'tachometer-formula-extreme-rpm',
    density: 'large',
    parameters: { centre: 'rpm' },
  }),
  scene('dash', 'world-feed', 'driving', { name: 'dash-world-feed-large', density: 'large' }),
  scene('delta', 'neon-night', 'extreme', {
    name: 'delta-neon-night-extreme-large',
    density: 'large',
  }),
  scene('speed', 'clear-sight', 'driving', { name: 'speed-clear-sight-large', density: 'large' }),
];
