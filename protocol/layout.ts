/**
 * A layout shows several overlays on one page under one address. These types describe a layout file and the requests and
 * answers of the relay's API. The relay validates files and returns them completed.
 */
import type { FileProblem } from './file-schema.ts';

/** Raised when a field changes its meaning. The relay then upgrades older files. */
export const layoutVersion = 1;

/** The default canvas, CSS pixels. */
export const layoutCanvas = { width: 1920, height: 1080 } as const;

/** Under this name the layout page begins empty and shows what its parent window sends. It is not a valid file name. */
export const layoutPreviewName = 'preview';

/** The page `GET /overlays/layout/{name}`, and its `overlay` in its hello. */
export const layoutPageName = 'layout';

/** Names of items, unique within a layout, and names of groups. */
export const layoutIdPattern = /^[a-z0-9][a-z0-9-]{0,39}$/;

/** One overlay in a layout, complete. Later items cover earlier ones. */
export interface LayoutItem {
  /** Optional in a file. The default is the overlay's name, with `-2`, `-3`, … when that exists. */
  id: string;
  overlay: string;
  /** Top left corner on the canvas, CSS pixels. */
  x: number;
  y: number;
  /**
   * Box on the canvas, CSS pixels. The overlay is centred in it, as large as its shape allows. A file may leave out one
   * (it follows from the overlay's shape), or both (the overlay's default size).
   */
  width: number;
  height: number;
  /** null: the layout's, else the one chosen for the overlay or for all, else the page's own. */
  theme: string | null;
  /** Items with the same group are selected and moved together in the editor; null: none. Pages ignore it. */
  group: string | null;
  /** The editor does not move, resize or remove it. Pages ignore it. */
  locked: boolean;
  /** As in the address of the overlay's page: its own parameters, `density`, `show` and `units`. */
  parameters: Readonly<Record<string, string | number | boolean>>;
}

/** A layout, complete: the answer to `GET /api/layouts/{name}` and the body of `PUT`. */
export interface Layout {
  version: number;
  /** The file's name without `.json`. */
  name: string;
  title: string;
  author: string;
  description: string;
  /** Canvas, CSS pixels: the size of the browser source. Sources of other sizes show it scaled. */
  width: number;
  height: number;
  /** Of all items without a theme of their own; null: the theme chosen in the panel, else the page's own. */
  theme: string | null;
  items: LayoutItem[];
}

/** One layout in `GET /api/layouts`. */
export interface LayoutMetadata extends Omit<Layout, 'version' | 'items'> {
  /** Overlays in it, in order. */
  overlays: string[];
  /** It comes with the program and is never overwritten. */
  builtIn: boolean;
  /** What is wrong with the file; null: nothing. Its last valid version is shown, if there is one. */
  problem: string | null;
}

/** The answer to `POST /api/layouts/check`, which stores nothing: the completed layout, or null and the problems. */
export interface CheckedLayout {
  layout: Layout | null;
  problems: readonly FileProblem[];
}
