/** Access to the page's elements by id. Setters write changes only, because each write costs a phone time. */

/** @throws Error if the page has no such element: page and script are from different builds */
export function byId<Kind extends Element = HTMLElement>(id: string): Kind {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no element ${id}.`);
  return found as unknown as Kind;
}

/** Writes a text if it has changed. */
export function texter(id: string): (text: string) => void {
  const element = byId(id);
  let shown = element.textContent;
  return (text) => {
    if (text === shown) return;
    shown = text;
    element.textContent = text;
  };
}

/** A texter for each name; its element has the prefix and the name as its id. */
export function texters<const Name extends string>(
  prefix: string,
  names: readonly Name[],
): Readonly<Record<Name, (text: string) => void>> {
  const pairs = names.map((name) => [name, texter(prefix + name)] as const);
  return Object.fromEntries(pairs) as Record<Name, (text: string) => void>;
}

/** Sets a data attribute if it has changed; the empty text removes it. */
export function marker(element: HTMLElement, name: string): (value: string) => void {
  let shown = element.dataset[name] ?? '';
  return (value) => {
    if (value === shown) return;
    shown = value;
    if (value === '') delete element.dataset[name];
    else element.dataset[name] = value;
  };
}

/** Fills a bar by a transform, which needs no layout, in steps of 1/200. */
export function bar(id: string, sign: 1 | -1 = 1): (share: number) => void {
  const { style } = byId(id);
  let shown = Number.NaN;
  return (share) => {
    const rounded = Math.round(share * 200) / 200;
    if (rounded === shown) return;
    shown = rounded;
    style.transform = `scaleX(${rounded * sign})`;
  };
}

export function shower(element: HTMLElement): (shown: boolean) => void {
  return (shown) => {
    if (element.hidden === shown) element.hidden = !shown;
  };
}

/** An element with a text and a class. */
export function made(tag: string, text = '', className = ''): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = text;
  if (className !== '') element.className = className;
  return element;
}
