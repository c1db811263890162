/**
 * Survives CSS that OBS injects: the field *Custom CSS* of a browser source often keeps rules of another page, and a
 * `zoom` or `scale` there would crop the overlay in silence. Inline declarations marked important win over them.
 * Colours, filters and opacity stay the streamer's.
 */

/** What moves, scales or hides a picture, and its value that does not. */
const neutral: Readonly<Record<string, string>> = {
  zoom: '1',
  transform: 'none',
  scale: 'none',
  rotate: 'none',
  translate: 'none',
  display: 'block',
  margin: '0',
  padding: '0',
  border: '0',
  'min-width': '0',
  'min-height': '0',
  'max-width': 'none',
  'max-height': 'none',
  'clip-path': 'none',
};

/** Also set on the page itself, whose size is that of the source. */
const ofPage: Readonly<Record<string, string>> = {
  width: '100%',
  height: '100%',
  position: 'static',
  overflow: 'hidden',
};

/** Sets properties by their CSS names so that no custom CSS replaces them. */
export function setFirmly(element: HTMLElement, values: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(values)) {
    element.style.setProperty(name, value, 'important');
  }
}

export function keepInPlace(
  element: HTMLElement,
  more: Readonly<Record<string, string>> = {},
): void {
  setFirmly(element, { ...neutral, ...more });
}

export function keepPageInPlace(): void {
  keepInPlace(document.documentElement, ofPage);
  keepInPlace(document.body, ofPage);
}

/** One sentence for the custom CSS that is ignored; none: there is none. For `?debug`. */
export function ignoredCss(): string[] {
  const ignored = new Set<string>();
  for (const sheet of document.styleSheets) {
    if (sheet.ownerNode === document.head.querySelector('style')) continue;
    for (const rule of sheet.cssRules) {
      if (!(rule instanceof CSSStyleRule)) continue;
      for (const name of rule.style) {
        // The rules that every new browser source of OBS has are harmless.
        if (name in neutral && !/^(margin|padding|border)/.test(name)) ignored.add(name);
      }
    }
  }
  if (ignored.size === 0) return [];
  const names = [...ignored].sort().join(', ');
  return [`The custom CSS of this source sets ${names}, which is ignored: use ?scale= instead.`];
}
