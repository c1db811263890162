/** Dark or light: the system's choice until the user makes one, which this browser keeps. */
import { effect, signal } from '@preact/signals';

export type Scheme = 'dark' | 'light';

const storageKey = 'sequential.scheme';
const light = matchMedia('(prefers-color-scheme: light)');

function kept(): Scheme | null {
  const value = localStorage.getItem(storageKey);
  return value === 'dark' || value === 'light' ? value : null;
}

const chosen = signal<Scheme | null>(kept());
const system = signal<Scheme>(light.matches ? 'light' : 'dark');

/** The one that is shown. */
export function schemeNow(): Scheme {
  return chosen.value ?? system.value;
}

export function switchScheme(): void {
  const next: Scheme = schemeNow() === 'dark' ? 'light' : 'dark';
  // Back at what the system says, the panel follows the system again.
  chosen.value = next === system.value ? null : next;
  if (chosen.value === null) localStorage.removeItem(storageKey);
  else localStorage.setItem(storageKey, chosen.value);
}

/** Keeps the page's colours right from now on. */
export function followScheme(): void {
  light.addEventListener('change', () => {
    system.value = light.matches ? 'light' : 'dark';
  });
  effect(() => {
    document.documentElement.dataset.scheme = schemeNow();
  });
}
