/** The control panel's page: asks the relay how it is, shows the overlays, keeps the choices. Sends nothing but questions. */
import { Gallery } from './gallery.ts';
import { type Choices, inOrder, type OverlayFacts } from './links.ts';
import { glance, type RelayStatus } from './status.ts';

const askEveryMs = 1_000;
const saidForMs = 5_000;
const storageKey = 'sequential.panel';

function element<E extends HTMLElement>(id: string): E {
  return document.getElementById(id) as E;
}

const theme = element<HTMLSelectElement>('theme');
const units = element<HTMLSelectElement>('units');
const ground = element<HTMLSelectElement>('ground');
const said = element('said');
let saidTimer = 0;

function say(sentence: string): void {
  said.textContent = sentence;
  said.dataset.shown = 'true';
  clearTimeout(saidTimer);
  saidTimer = setTimeout(() => {
    said.dataset.shown = 'false';
  }, saidForMs);
}

/** The answer, or null where the relay does not answer. */
async function ask<T>(path: string): Promise<T | null> {
  try {
    const response = await fetch(path, { cache: 'no-store' });
    return response.ok ? ((await response.json()) as T) : null;
  } catch {
    return null;
  }
}

async function askStatus(): Promise<RelayStatus | 'refused' | null> {
  try {
    const response = await fetch('/api/status', { cache: 'no-store' });
    if (response.status === 401 || response.status === 403) return 'refused';
    return response.ok ? ((await response.json()) as RelayStatus) : null;
  } catch {
    return null;
  }
}

function showStatus(status: RelayStatus | 'refused' | null): void {
  const { tone, sentence, facts } = glance(status);
  element('now').dataset.tone = tone;
  const line = element('sentence');
  // A status that is read aloud must not be written anew when it says the same.
  if (line.textContent !== sentence) line.textContent = sentence;
  if (facts.length === 0) return;
  const list = element('facts');
  if (list.children.length !== facts.length) {
    list.replaceChildren(
      ...facts.map(({ name }) => {
        const box = document.createElement('div');
        const term = document.createElement('dt');
        term.textContent = name;
        box.append(term, document.createElement('dd'));
        return box;
      }),
    );
  }
  facts.forEach(({ value, bad }, i) => {
    const shown = list.children[i]!.querySelector('dd')!;
    shown.textContent = value;
    shown.title = value;
    shown.dataset.tone = bad ? 'bad' : '';
  });
}

function choices(): Choices {
  return { theme: theme.value, units: units.value === 'mph' ? 'mph' : 'kmh' };
}

interface Kept {
  theme?: string;
  units?: string;
  ground?: string;
}

function kept(): Kept {
  try {
    return JSON.parse(localStorage.getItem(storageKey) ?? '{}') as Kept;
  } catch {
    return {};
  }
}

function keep(): void {
  const now: Kept = { theme: theme.value, units: units.value, ground: ground.value };
  localStorage.setItem(storageKey, JSON.stringify(now));
}

/** Sets a choice that was kept, where there still is such a one. */
function restore(select: HTMLSelectElement, value: string | undefined): void {
  if ([...select.options].some((option) => option.value === value)) select.value = value!;
}

function fillThemes(themes: readonly { name: string; title: string; problem?: string | null }[]) {
  const usable = themes.filter(({ problem }) => !problem);
  theme.replaceChildren(
    new Option('Default', ''),
    ...usable.map(({ name, title }) => new Option(title, name)),
  );
}

const gallery = new Gallery({
  origin: location.origin,
  list: element('cards'),
  template: element<HTMLTemplateElement>('card'),
  say,
});

function useGround(): void {
  document.body.dataset.ground = ground.value;
}

async function open(): Promise<void> {
  const [overlays, themes] = await Promise.all([
    ask<OverlayFacts[]>('/api/overlays'),
    ask<{ name: string; title: string; problem?: string | null }[]>('/api/themes'),
  ]);
  if (overlays === null || themes === null) {
    setTimeout(() => void open(), askEveryMs);
    return;
  }
  fillThemes(themes);
  const before = kept();
  restore(theme, before.theme);
  restore(units, before.units);
  restore(ground, before.ground);
  useGround();
  gallery.choose(choices());
  gallery.show(inOrder(overlays));
}

for (const select of [theme, units]) {
  select.addEventListener('change', () => {
    keep();
    gallery.choose(choices());
  });
}
ground.addEventListener('change', () => {
  keep();
  useGround();
});

async function watch(): Promise<void> {
  for (;;) {
    // A panel in the background costs nothing.
    if (!document.hidden) showStatus(await askStatus());
    await new Promise((resolve) => setTimeout(resolve, askEveryMs));
  }
}

useGround();
void open();
void watch();
