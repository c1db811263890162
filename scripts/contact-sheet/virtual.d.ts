/** What `stage.ts` gives the harness when it is bundled: every overlay that there is. */
declare module 'virtual:definitions' {
  export const definitions: readonly import('../../overlays/core/overlay.ts').OverlayDefinition[];
}
