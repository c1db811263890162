/**
 * Keeps the place of those who use the keyboard. When the control with the focus goes or is switched off (a button that
 * did its work, a row that was deleted), browsers begin again at the top of the page. Instead the nearest part of the page
 * that is left gets the focus.
 */

const focusable =
  'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), summary, [tabindex="0"]';

/** @param root the whole panel; its `main` takes the focus where nothing nearer is left */
export function keepFocus(root: HTMLElement): void {
  let last: Element | null = null;
  /** From the nearest one outwards. */
  let around: readonly Element[] = [];
  root.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof Element)) return;
    last = target;
    around = ancestorsOf(target, root);
  });
  const watch = new MutationObserver(() => {
    if (last === null || document.activeElement !== document.body) return;
    if (last.isConnected && !last.matches(':disabled')) return;
    last = null;
    nextOf(around, root)?.focus({ preventScroll: true });
  });
  watch.observe(root, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ['disabled'],
  });
}

/** Up to the room, which is too far away to say where the user was. */
function ancestorsOf(element: Element, root: Element): Element[] {
  const all: Element[] = [];
  for (let at = element.parentElement; at !== null && at !== root; at = at.parentElement) {
    if (at.matches('main, body')) break;
    all.push(at);
  }
  return all;
}

function nextOf(around: readonly Element[], root: HTMLElement): HTMLElement | null {
  for (const place of around) {
    if (!place.isConnected) continue;
    const near = [...place.querySelectorAll<HTMLElement>(focusable)].find(isShown);
    if (near !== undefined) return near;
  }
  return root.querySelector('main');
}

function isShown(element: HTMLElement): boolean {
  return element.getClientRects().length > 0;
}
