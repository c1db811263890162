/**
 * A viewer's choices for this browser: units, colour scheme, screen kept on. Stored in the browser if it allows storage;
 * never sent to the relay.
 */
import type { SpeedUnits } from '../core/about.ts';
import { byId, texter } from './dom.ts';

const schemes = ['auto', 'dark', 'light'] as const;
type Scheme = (typeof schemes)[number];

/** The name under which browsers already store the choice. */
const schemeKey = 'look';

const schemeTexts: Readonly<Record<Scheme, string>> = {
  auto: 'Theme: auto',
  dark: 'Theme: dark',
  light: 'Theme: light',
};
const unitTexts: Readonly<Record<SpeedUnits, string>> = { kmh: 'km/h', mph: 'mph' };

export interface Choices {
  units(): SpeedUnits;
}

/** @param onUnits called at once with the chosen units, and after each change */
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
  openScheme();
  openAwake();
  return { units: () => units };
}

function openScheme(): void {
  const before = kept(schemeKey);
  let scheme: Scheme = schemes.find((one) => one === before) ?? 'auto';
  const text = texter('scheme');
  const light = matchMedia('(prefers-color-scheme: light)');
  const show = () => {
    text(schemeTexts[scheme]);
    const system = light.matches ? 'light' : 'dark';
    document.documentElement.dataset.scheme = scheme === 'auto' ? system : scheme;
  };
  light.addEventListener('change', show);
  byId('scheme').addEventListener('click', () => {
    scheme = schemes[(schemes.indexOf(scheme) + 1) % schemes.length]!;
    keep(schemeKey, scheme);
    show();
  });
  show();
}

/** Browsers can keep the screen on over encrypted or local connections only; elsewhere the button stays hidden. */
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
      // The phone refuses, for instance to save power.
      button.setAttribute('aria-pressed', 'false');
    }
  };
  button.hidden = false;
  button.addEventListener('click', () => {
    wanted = !wanted;
    keep('awake', wanted ? 'yes' : 'no');
    void apply();
  });
  // A hidden page loses the lock.
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
    // Without storage the choice lasts as long as the page.
  }
}
