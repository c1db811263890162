/** The user's chart settings, stored in the browser. */
import { effect, type Signal, signal } from '@preact/signals';
import { keptItem } from '../core/kept-item.ts';
import { type ChartName, type ChartSpeedUnits, chartNames } from './comparison.ts';

export interface Preferences {
  readonly units: ChartSpeedUnits;
  readonly hidden: readonly ChartName[];
}

const kept = keptItem(() => localStorage, 'sequential.laps');

function stored(): Preferences {
  try {
    const { units, hidden } = JSON.parse(kept.read() ?? '{}') as {
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
effect(() => kept.write(JSON.stringify(preferences.value)));

export function toggleChart(name: ChartName): void {
  const { hidden } = preferences.value;
  preferences.value = {
    ...preferences.value,
    hidden: hidden.includes(name) ? hidden.filter((one) => one !== name) : [...hidden, name],
  };
}
