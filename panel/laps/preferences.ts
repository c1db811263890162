/** The user's chart settings, stored in the browser. */
import { effect, type Signal, signal } from '@preact/signals';
import { type ChartName, type ChartSpeedUnits, chartNames } from './comparison.ts';

export interface Preferences {
  readonly units: ChartSpeedUnits;
  readonly hidden: readonly ChartName[];
}

const storageKey = 'sequential.laps';

function stored(): Preferences {
  try {
    const { units, hidden } = JSON.parse(localStorage.getItem(storageKey) ?? '{}') as {
      units?: unknown;
      hidden?: unknown;
    };
    return {
      units: units === 'mph' ? 'mph' : 'kmh',
      hidden: Array.isArray(hidden) ? chartNames.filter((name) => hidden.includes(name)) : [],
    };
  } catch {
    return { units: 'kmh', hidden: [] };
  }
}

export const preferences: Signal<Preferences> = signal(stored());
effect(() => localStorage.setItem(storageKey, JSON.stringify(preferences.value)));

export function toggleChart(name: ChartName): void {
  const { hidden } = preferences.value;
  preferences.value = {
    ...preferences.value,
    hidden: hidden.includes(name) ? hidden.filter((one) => one !== name) : [...hidden, name],
  };
}
