/**
 * The places in OBS that can be changed and undone: the program scene, an item of a scene, a text, a filter and each of
 * its settings, the address of a browser source. Pure.
 */
import * as z from 'zod';

const name = z.string();

/** Also the form on disk. */
export const placeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('scene') }),
  /** `scene` may also be a group; `item` is OBS's number of the item in it. */
  z.strictObject({ kind: z.literal('item'), scene: name, source: name, item: z.number() }),
  z.strictObject({ kind: z.literal('text'), source: name }),
  z.strictObject({ kind: z.literal('filter'), source: name, filter: name }),
  z.strictObject({ kind: z.literal('filter-setting'), source: name, filter: name, setting: name }),
  z.strictObject({ kind: z.literal('address'), source: name }),
]);

export type ObsPlace = z.output<typeof placeSchema>;

/** Equal for equal places. */
export function placeKey(place: ObsPlace): string {
  return JSON.stringify(Object.values(place));
}

/** For sentences. */
export function placeText(place: ObsPlace): string {
  switch (place.kind) {
    case 'scene':
      return 'the scene';
    case 'item':
      return `"${place.source}" in "${place.scene}"`;
    case 'text':
      return `the text "${place.source}"`;
    case 'address':
      return `the page of "${place.source}"`;
    case 'filter':
    case 'filter-setting':
      return `the filter "${place.filter}" of "${place.source}"`;
  }
}

/** The same place after scenes and sources were renamed. @param follow the new name of an old one */
export function renamedPlace(place: ObsPlace, follow: (name: string) => string): ObsPlace {
  switch (place.kind) {
    case 'scene':
      return place;
    case 'item':
      return { ...place, scene: follow(place.scene), source: follow(place.source) };
    default:
      return { ...place, source: follow(place.source) };
  }
}
