/** The rooms in the order of the navigation, for the panel and for the pages of `/docs`. Pure. */

export interface NavigationEntry {
  /** Also the room's address, folder and icon. */
  readonly name: string;
  readonly title: string;
}

export const navigation = [
  { name: 'home', title: 'Home' },
  { name: 'overlays', title: 'Overlays' },
  { name: 'themes', title: 'Themes' },
  { name: 'layouts', title: 'Layouts' },
  { name: 'laps', title: 'Laps' },
  { name: 'race', title: 'Race' },
  { name: 'obs', title: 'OBS' },
  { name: 'settings', title: 'Settings' },
] as const satisfies readonly NavigationEntry[];

export type RoomName = (typeof navigation)[number]['name'];

/** The documents are separate pages, which need neither a token nor the panel's script. */
export const docsEntry = { name: 'docs', title: 'Docs', href: '/docs' } as const;

/** Pages of `/docs` that rooms link to. A test checks that each exists. */
export const helpPages = [
  'first-overlay',
  'overlays',
  'themes',
  'layouts',
  'laps',
  'obs-rules',
  'other-cars',
  'race-room',
  'viewers-in-step',
  'settings',
  'troubleshooting',
] as const;

export type HelpPage = (typeof helpPages)[number];
