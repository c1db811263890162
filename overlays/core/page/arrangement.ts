/**
 * What is on a page and where: one overlay that fills the page, or the items of a layout. Also derives what the page
 * requests from the relay. Pure.
 */
import type { ChannelName } from '../../../protocol/channels.ts';
import { type Form, formOf } from '../../../protocol/frame-codec.ts';
import type { Layout } from '../../../protocol/layout.ts';
import type { OverlayAbout, SpeedUnits } from '../about.ts';
import { type ItemParameters, type PageParameters, readItem } from './address-parameters.ts';
import { asksForPits, type ShowWord } from './show-rule.ts';

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** One overlay on the page. */
export interface PlacedItem extends ItemParameters {
  readonly id: string;
  readonly about: OverlayAbout;
  /** Position on the arrangement's canvas. */
  readonly rect: Rect;
  /** The item's own theme, else its layout's; null: the chosen one. */
  readonly theme: string | null;
  /** null: the theme's. */
  readonly units: SpeedUnits | null;
  readonly show: readonly ShowWord[];
}

export interface Arrangement {
  /** Size of the canvas, CSS pixels; it is scaled to the page. */
  readonly size: { readonly width: number; readonly height: number };
  /** Later ones lie over earlier ones. */
  readonly items: readonly PlacedItem[];
}

export const emptyArrangement: Arrangement = { size: { width: 1920, height: 1080 }, items: [] };

/** One overlay that fills the page. */
export function ofOverlay(about: OverlayAbout, parameters: PageParameters): Arrangement {
  const { units, show, density, own } = parameters;
  const { size } = about;
  const rect = { x: 0, y: 0, ...size };
  return { size, items: [{ id: about.name, about, rect, theme: null, units, show, density, own }] };
}

/**
 * @param abouts of all overlays of this build
 * @param report gets one sentence for each invalid item or parameter; everything else is shown
 */
export function ofLayout(
  layout: Layout,
  abouts: ReadonlyMap<string, OverlayAbout>,
  parameters: PageParameters,
  report: (sentence: string) => void,
): Arrangement {
  const items: PlacedItem[] = [];
  for (const { id, overlay, x, y, width, height, theme, parameters: values } of layout.items) {
    const about = abouts.get(overlay);
    if (about === undefined) {
      report(`The layout has an overlay ${overlay} (item ${id}) that this build does not have.`);
      continue;
    }
    const item = readItem(values, about, parameters, `item ${id} of the layout`);
    for (const problem of item.problems) report(problem);
    const rect = { x, y, width, height };
    items.push({ ...item.parameters, id, about, rect, theme: theme ?? layout.theme });
  }
  return { size: { width: layout.width, height: layout.height }, items };
}

/** What a page requests from the relay. */
export interface Needs {
  readonly channels: readonly ChannelName[];
  readonly form: Form;
  readonly board: boolean;
  readonly cars: boolean;
  /** Maximum frames a second; 0: all. */
  readonly hz: number;
}

export function needsOf({ items }: Arrangement): Needs {
  const pits: ChannelName[] = items.some(({ show }) => asksForPits(show))
    ? ['inPitLane', 'inPit']
    : [];
  const channels = [...new Set([...items.flatMap(({ about }) => about.channels), ...pits])];
  return {
    channels,
    form: formOf(channels),
    board: items.some(({ about }) => about.board ?? false),
    cars: items.some(({ about }) => about.cars ?? false),
    hz: items.some(({ about }) => about.hz === 0)
      ? 0
      : Math.max(1, ...items.map(({ about }) => about.hz)),
  };
}

export function isSameNeed(one: Needs, other: Needs): boolean {
  return (
    one.form.key === other.form.key &&
    one.board === other.board &&
    one.cars === other.cars &&
    one.hz === other.hz
  );
}

/** True when one view can draw both: they differ in position, theme and show rule at most. */
export function isSamePicture(one: PlacedItem, other: PlacedItem): boolean {
  return (
    one.about.name === other.about.name &&
    one.units === other.units &&
    one.density === other.density &&
    JSON.stringify(one.own) === JSON.stringify(other.own)
  );
}
