/**
 * What a viewer chooses for this phone: units, light or dark, the screen kept on. Kept in the browser, where it may
 * keep things; nothing of it reaches the relay.
 */
import type { SpeedUnits } from '../core/about.ts';
import { byId, texter } from './dom.ts';

const looks = ['auto', 'dark', 'light'] as const;
type Look = (typeof looks)[number];

const lookTexts: Readonly<Record<Look, string>> = {
  auto: 'Theme: auto',
  dark: 'Theme: dark',
  light: 'Theme: light',
};
const unitTexts: Readonly<Record<SpeedUnits, string>> = { kmh: 'km/h', mph: 'mph' };

export interface Choices {
  units(): SpeedUnits;
}

/** @param onUnits called with the units that are chosen now, and after each change */
export function openChoices(search: string, onUnits: (units: SpeedUnits) => void): Choices {
  const asked = new URLSearchParams(search).get('units') ?? kept('units');
  let units: SpeedUnits = asked === 'mph' ? 'mph' : 'kmh';
  const unitsText = texter('units');
  const speedUnit = texter('speed-unit');
  const showUnits = () => {
    unitsText(`Speed in ${unitTexts[units]}`);
    speedUnit(unitTexts[units]);
    onUnits(units);
  };
  byId('units').addEventListener('click', () => {
    units = units === 'kmh' ? 'mph' : 'kmh';
    keep('units', units);
    showUnits();
  });
  showUnits();
  openLook();
  openAwake();
  return { units: () => units };
}

function openLook(): void {
  const before = kept('look');
  let look: Look = looks.find((one) => one === before) ?? 'auto';
  const text = texter('look');
  const show = () => {
    text(lookTexts[look]);
    if (look === 'auto') delete document.documentElement.dataset.look;
    else document.documentElement.dataset.look = look;
  };
  byId('look').addEventListener('click', () => {
    look = looks[(looks.indexOf(look) + 1) % looks.length]!;
    keep('look', look);
    show();
  });
  show();
}

/** Browsers let pages keep the screen on only where the connection is encrypted or local; elsewhere it is not offered. */
function openAwake(): void {
  if (!('wakeLock' in navigator)) return;
  const button = byId<HTMLButtonElement>('awake');
  let wanted = kept('awake') === 'yes';
  let lock: WakeLockSentinel | null = null;
  const apply = async () => {
    button.setAttribute('aria-pressed', String(wanted));
    try {
      if (!wanted) await lock?.release();
      else if (document.visibilityState === 'visible') {
        lock = await navigator.wakeLock.request('screen');
      }
    } catch {
      // Saving power, for instance: the phone decides.
      button.setAttribute('aria-pressed', 'false');
    }
  };
  button.hidden = false;
  button.addEventListener('click', () => {
    wanted = !wanted;
    keep('awake', wanted ? 'yes' : 'no');
    void apply();
  });
  // A hidden page loses it.
  document.addEventListener('visibilitychange', () => wanted && void apply());
  if (wanted) void apply();
}

function kept(name: string): string | null {
  try {
    return localStorage.getItem(`sequential.watch.${name}`);
  } catch {
    return null;
  }
}

function keep(name: string, value: string): void {
  try {
    localStorage.setItem(`sequential.watch.${name}`, value);
  } catch {
    // A browser that keeps nothing: the choice lasts as long as the page.
  }
}
