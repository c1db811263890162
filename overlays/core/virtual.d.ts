/** Modules and constants that the build generates for the pages: the overlays it found and the checked themes. */

declare module 'virtual:overlays' {
  import type { OverlayAbout, OverlayDefinition } from './overlay.ts';

  export const overlays: Readonly<
    Record<
      string,
      { about: OverlayAbout; load: () => Promise<{ overlay: OverlayDefinition }> } | undefined
    >
  >;
}

declare module 'virtual:themes' {
  import type { Theme } from '../../protocol/theme-schema.ts';

  export const defaultTheme: Theme;
  export const themes: Readonly<Record<string, (() => Promise<{ theme: Theme }>) | undefined>>;
}

/** Identifies the sources that the page was built from. */
declare const BUILD_ID: string;

/** Address of the script of the timing page of `/watch`. */
declare const TIMING_PAGE: string;

/** The fonts of each built-in theme, for the first script of a page. */
declare const THEME_FONTS: {
  /** Name of the default theme. */
  readonly standard: string;
  readonly fonts: Readonly<
    Record<string, readonly import('./theme/font-face.ts').FontFile[] | undefined>
  >;
};

/** URL of the lap that `lap=demo` plays. */
declare const DEMO_LAP: string;
