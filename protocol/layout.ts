/**
 * Layouts: several overlays on one page under one address. The shape of a layout file and of what the relay's API
 * takes and gives; the relay checks files and gives them completed.
 */
import type { FileProblem } from './file-schema.ts';

/** Raised when a field changes its meaning; the relay then turns an older file into the newer form. */
export const layoutVersion = 1;

/** Canvas of a layout that names none, CSS pixels. */
export const layoutCanvas = { width: 1920, height: 1080 } as const;

/** Under this name the layout page begins empty and shows what its parent gives it; no file may be called so. */
export const layoutPreviewName = 'preview';

/** `GET /overlays/layout/{name}`, and what such a page calls itself in its hello. */
export const layoutPageName = 'layout';

/** Names of layouts, as of themes. */
export const layoutNamePattern = /^[a-z][a-z0-9-]{0,39}$/;

/** Names of items, one of a kind within a layout. */
export const layoutIdPattern = /^[a-z0-9][a-z0-9-]{0,39}$/;

/** One overlay in a layout, complete. Later ones lie over earlier ones. */
export interface LayoutItem {
  /** In a file it may be left out: the overlay's name then, with `-2`, `-3`, … where it is taken. */
  id: string;
  overlay: string;
  /** Left upper corner on the canvas, CSS pixels. */
  x: number;
  y: number;
  /**
   * Box on the canvas, CSS pixels; the overlay fills as much of it as its shape allows, in the middle. In a file one
   * may be left out (it follows from the overlay's shape), or both (the overlay's default size).
   */
  width: number;
  height: number;
  /** null: what is chosen for the overlay or for all, else the page's own. */
  theme: string | null;
  /** As in the address of the overlay's own page: its own parameters, and `show` and `units`. */
  parameters: Readonly<Record<string, string | number | boolean>>;
}

/** A layout, complete: what `GET /api/layouts/{name}` gives and `PUT` takes. */
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
  items: LayoutItem[];
}

/** One layout in `GET /api/layouts`. */
export interface LayoutMetadata {
  name: string;
  title: string;
  author: string;
  description: string;
  width: number;
  height: number;
  /** Overlays in it, in order. */
  overlays: string[];
  /** It comes with the program, and is never written over. */
  builtIn: boolean;
  /** What is wrong with the file; the last good one is shown as long as there is one. null: nothing. */
  problem: string | null;
}

/** Answer of `POST /api/layouts/check`, which keeps nothing: the layout completed, or null and what is wrong. */
export interface CheckedLayout {
  layout: Layout | null;
  problems: readonly FileProblem[];
}
