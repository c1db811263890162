/** Dark or light: the system's setting, or the user's choice, which this browser stores. */
import { effect, signal } from '@preact/signals';
import { keptItem } from './kept-item.ts';

export type Scheme = 'dark' | 'light';

const kept = keptItem(() => localStorage, 'sequential.scheme');
const light = matchMedia('(prefers-color-scheme: light)');

function stored(): Scheme | null {
  const value = kept.read();
  return value === 'dark' || value === 'light' ? value : null;
}

const chosen = signal<Scheme | null>(stored());
const system = signal<Scheme>(light.matches ? 'light' : 'dark');

export function schemeNow(): Scheme {
  return chosen.value ?? system.value;
}

export function switchScheme(): void {
  const next: Scheme = schemeNow() === 'dark' ? 'light' : 'dark';
  // After switching back to the system's setting, the panel follows the system again.
  chosen.value = next === system.value ? null : next;
  kept.write(chosen.value);
}

/** Applies the scheme to the page, now and after each change. */
export function followScheme(): void {
  light.addEventListener('change', () => {
    system.value = light.matches ? 'light' : 'dark';
  });
  effect(() => {
    document.documentElement.dataset.scheme = schemeNow();
  });
}
