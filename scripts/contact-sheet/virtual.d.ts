/** The list of all overlays that `picture-browser.ts` bundles into the harness. */
declare module 'virtual:definitions' {
  export const definitions: readonly import('../../overlays/core/overlay.ts').OverlayDefinition[];
}
