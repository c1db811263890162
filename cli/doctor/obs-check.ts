/** What `sequential doctor` checks of OBS: the connection, the rules, browser sources and hardware acceleration. */

import { homedir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '../../protocol/explained-error.ts';
import { limits } from '../../protocol/limits.ts';
import { silentLog } from '../../protocol/log.ts';
import { readSmallFile } from '../../relay/files/small-file.ts';
import { isOnThisMachine } from '../../relay/obs/connection/obs-address.ts';
import type { ObsConnection } from '../../relay/obs/connection/obs-connection.ts';
import { SavedObsSettings } from '../../relay/obs/connection/obs-password.ts';
import { obsSentence } from '../../relay/obs/connection/obs-state.ts';
import { ownObsSentence, settingsOfFound } from '../../relay/obs/connection/own-obs-settings.ts';
import type { ObsInventory } from '../../relay/obs/inventory/obs-inventory.ts';
import { needsObs, preflight } from '../../relay/obs/inventory/preflight.ts';
import type { CommandContext } from '../command.ts';
import { ownObs } from '../parts/obs-part.ts';
import { type DoctorFinding, findings } from './checks.ts';

const { ok, note, wrong } = findings;

/** States before it is known how OBS is. */
const undecided = new Set(['connecting', 'loading', 'off']);
/** OBS is not running, which is no problem. */
const away = new Set(['refused', 'gone']);

async function stateDecided(obs: ObsConnection): Promise<void> {
  if (!undecided.has(obs.state.name)) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(done, limits.doctorObsMs);
    const end = obs.onState(({ name }) => {
      if (!undecided.has(name)) done();
    });
    function done(): void {
      clearTimeout(timer);
      end();
      resolve();
    }
  });
}

export async function checkObs({ settings, folders }: CommandContext): Promise<DoctorFinding[]> {
  const { triggers: rules } = settings;
  const saved = await SavedObsSettings.open(folders.user, silentLog);
  const own = await ownObs();
  own.close();
  const reached =
    saved.settings === 'found' ? settingsOfFound(own.found) : (saved.settings ?? settings.obs);
  if (reached === undefined) {
    if (!needsObs(rules)) {
      return [note('OBS', 'Not set up; the panel connects it. Overlays work without.')];
    }
    return [wrong('Rules', 'The rules need OBS: connect it in the panel.')];
  }
  const { ObsConnection } = await import('../../relay/obs/connection/obs-connection.ts');
  const { readInventory } = await import('../../relay/obs/inventory/obs-inventory.ts');
  const obs = new ObsConnection({ log: silentLog });
  try {
    obs.configure(reached);
    await stateDecided(obs);
    const { name } = obs.state;
    if (name !== 'connected') {
      const exact = obs.isAt(settingsOfFound(own.found)) ? ownObsSentence(name, own.found) : null;
      const sentence = exact ?? obsSentence(obs.state).replace('; trying again.', '.');
      return [away.has(name) ? note('OBS', sentence) : wrong('OBS', sentence)];
    }
    const inventory = await readInventory(obs, rules);
    return [
      ok('OBS', obsSentence(obs.state)),
      ...ruleFindings(settings.triggers, inventory),
      ...(await browserFindings(reached.url, inventory)),
    ];
  } catch (error) {
    return [wrong('OBS', messageOf(error))];
  } finally {
    await obs.close();
  }
}

function ruleFindings(
  rules: CommandContext['settings']['triggers'],
  inventory: ObsInventory,
): DoctorFinding[] {
  const problems = preflight(rules, inventory);
  if (problems.length === 0) {
    return rules.length === 0
      ? [note('Rules', 'There are no rules.')]
      : [ok('Rules', `OBS has everything that the rules name (${rules.length} of them).`)];
  }
  return problems.map(({ rule, sentence, severity }) =>
    severity === 'error'
      ? wrong('Rules', `"${rule}": ${sentence}`)
      : note('Rules', `"${rule}": ${sentence}`),
  );
}

async function browserFindings(url: string, inventory: ObsInventory): Promise<DoctorFinding[]> {
  if (!inventory.canBrowse) {
    return [
      wrong(
        'Browser',
        'This OBS has no browser source, so it cannot show overlays: install OBS from obsproject.com.',
      ),
    ];
  }
  if (!isOnThisMachine(url)) {
    return [note('Browser', 'Hardware acceleration is not known: OBS is on another computer.')];
  }
  const accelerated = hardwareAcceleration(await readObsConfigs());
  if (accelerated === false) {
    return [
      note(
        'Browser',
        'Hardware acceleration of browser sources is off: Settings, Advanced, Sources in OBS; then restart it.',
      ),
    ];
  }
  // On some laptops, and with NVIDIA on Linux, OBS switches it off and only its log says so.
  const said = accelerated === true ? 'is on' : 'is as OBS chooses';
  return [ok('Browser', `Hardware acceleration of browser sources ${said}.`)];
}

async function readObsConfigs(): Promise<string[]> {
  const { APPDATA, XDG_CONFIG_HOME } = process.env;
  const base =
    process.platform === 'win32'
      ? APPDATA
      : process.platform === 'darwin'
        ? join(homedir(), 'Library', 'Application Support')
        : (XDG_CONFIG_HOME ?? join(homedir(), '.config'));
  if (base === undefined) return [];
  // OBS 31 split its settings; the newer file takes precedence.
  const files = ['user.ini', 'global.ini'].map((name) =>
    readSmallFile(join(base, 'obs-studio', name), {
      bytesMax: limits.configBytesMax,
      links: 'follow',
    }),
  );
  return (await Promise.all(files)).flatMap((found) => (found.kind === 'text' ? found.text : []));
}

/**
 * Pure.
 * @param configs of OBS, in order of precedence @returns null: not set, so OBS chooses
 */
export function hardwareAcceleration(configs: readonly string[]): boolean | null {
  for (const config of configs) {
    const general = /^\[General\]\r?\n([\s\S]*?)(?=^\[|$(?![\s\S]))/m.exec(config)?.[1] ?? '';
    const value = /^BrowserHWAccel=(\w+)/m.exec(general)?.[1];
    if (value !== undefined) return value === 'true';
  }
  return null;
}
