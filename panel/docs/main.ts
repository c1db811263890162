/** The script of the `/docs` pages: search, copying code, dark or light. The pages work without it. */
import { iconPaths } from '../core/icon-paths.ts';
import { followScheme, schemeNow, switchScheme } from '../core/scheme.ts';
import { type DocumentPassage, type FoundPassage, makeDocumentSearch } from './search.ts';

const field = document.querySelector<HTMLInputElement>('#search')!;
const results = document.querySelector<HTMLElement>('#results')!;
const status = results.querySelector('p')!;
const schemeButton = document.querySelector<HTMLButtonElement>('#scheme')!;

type Search = (query: string) => readonly FoundPassage[];
let search: Promise<Search> | null = null;

/** Loads the texts when the user begins to search. */
function loadSearch(): Promise<Search> {
  search ??= fetch(field.dataset.passages!)
    .then((response) => response.json() as Promise<DocumentPassage[]>)
    .then(makeDocumentSearch)
    .catch((error: unknown) => {
      search = null;
      throw error;
    });
  return search;
}

function resultItem({ address, page, heading, excerpt }: FoundPassage): HTMLLIElement {
  const title = document.createElement('strong');
  title.textContent = heading === '' ? page : heading;
  const place = document.createElement('span');
  place.className = 'muted small';
  place.textContent = page;
  const text = document.createElement('span');
  text.className = 'result-text';
  for (const part of excerpt) {
    const element = document.createElement(part.isMatch ? 'mark' : 'span');
    element.textContent = part.text;
    text.append(element);
  }
  const link = document.createElement('a');
  link.href = address;
  link.append(title, ...(heading === '' ? [] : [place]), text);
  const item = document.createElement('li');
  item.append(link);
  return item;
}

function close(): void {
  results.hidden = true;
}

function show(sentence: string, found: readonly FoundPassage[]): void {
  results.hidden = false;
  status.textContent = sentence;
  results.querySelector('ol')!.replaceChildren(...found.map(resultItem));
}

async function showResults(): Promise<void> {
  const query = field.value.trim();
  if (query === '') {
    close();
    return;
  }
  try {
    const found = (await loadSearch())(query);
    // The user has typed on meanwhile.
    if (field.value.trim() !== query) return;
    if (found.length === 0) show(`No results for “${query}”.`, found);
    else show(found.length === 1 ? '1 result' : `${found.length} results`, found);
  } catch {
    show('The search could not be loaded.', []);
  }
}

/** Moves the focus between the field and the results. */
function step(by: number): void {
  const stops = [field, ...results.querySelectorAll('a')];
  const at = stops.indexOf(document.activeElement as HTMLInputElement);
  stops[Math.min(Math.max(at + by, 0), stops.length - 1)]?.focus();
}

function onSearchKey(event: KeyboardEvent): void {
  if (results.hidden) return;
  if (event.key === 'ArrowDown') step(1);
  else if (event.key === 'ArrowUp') step(-1);
  else if (event.key === 'Enter' && event.target === field) results.querySelector('a')?.click();
  else if (event.key === 'Escape') {
    field.value = '';
    field.focus();
    close();
  } else return;
  event.preventDefault();
}

function setUpSearch(): void {
  const box = field.closest<HTMLElement>('.search')!;
  box.hidden = false;
  field.addEventListener('focus', () => void loadSearch().catch(() => {}));
  field.addEventListener('input', () => void showResults());
  box.addEventListener('keydown', onSearchKey);
  addEventListener('keydown', (event) => {
    const isTyping = event.target instanceof HTMLInputElement;
    if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    field.select();
    field.focus();
  });
  addEventListener('click', ({ target }) => {
    const isResult = target instanceof Element && target.closest('#results a') !== null;
    if (isResult || !box.contains(target as Node)) close();
  });
}

const copiedForMs = 2_000;

function addCopyButton(block: HTMLElement): void {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'button copy';
  button.dataset.size = 'small';
  button.textContent = 'Copy';
  button.addEventListener('click', async () => {
    const code = block.querySelector('code')!;
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = 'Copied';
    } catch {
      // Over plain HTTP from another computer, the clipboard is not available. The text is selected instead.
      getSelection()?.selectAllChildren(code);
      button.textContent = 'Selected';
    }
    setTimeout(() => {
      button.textContent = 'Copy';
    }, copiedForMs);
  });
  block.append(button);
}

function showScheme(): void {
  const other = schemeNow() === 'dark' ? 'light' : 'dark';
  schemeButton.setAttribute('aria-label', `Switch to ${other} mode`);
  schemeButton.querySelector('path')!.setAttribute('d', iconPaths[other]!);
}

followScheme();
setUpSearch();
for (const block of document.querySelectorAll<HTMLElement>('.code')) addCopyButton(block);
schemeButton.hidden = false;
schemeButton.addEventListener('click', () => {
  switchScheme();
  showScheme();
});
showScheme();
