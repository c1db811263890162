/** What the build makes for the pages: the overlays that were found, and the themes, checked and completed. */

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

/** Names the sources that the page was built from. */
declare const BUILD_ID: string;

/** The fonts of each theme that comes with the program, for the first script of a page. */
declare const THEME_FONTS: {
  /** Name of the default theme. */
  readonly standard: string;
  readonly fonts: Readonly<
    Record<string, readonly import('./theme/font-face.ts').FontFile[] | undefined>
  >;
};

/** Address of the lap that `lap=demo` plays. */
declare const DEMO_LAP: string;
