/** What `sequential doctor` finds out about OBS: connection, rules, browser sources and how they are drawn. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { limits } from '../../protocol/limits.ts';
import { silentLog } from '../../protocol/log.ts';
import { readSmallFileNow } from '../../relay/files/small-file.ts';
import { isOnThisMachine } from '../../relay/obs/connection/obs-address.ts';
import type { ObsConnection } from '../../relay/obs/connection/obs-connection.ts';
import { SavedObsSettings } from '../../relay/obs/connection/obs-password.ts';
import { obsSentence } from '../../relay/obs/connection/obs-state.ts';
import type { ObsInventory } from '../../relay/obs/inventory/obs-inventory.ts';
import { needsObs, preflight } from '../../relay/obs/inventory/preflight.ts';
import type { CommandContext } from '../command.ts';
import { findFolders } from '../folders.ts';
import { type DoctorFinding, findings } from './checks.ts';

const { ok, note, wrong } = findings;

/** States that say nothing yet. */
const unsettled = new Set(['connecting', 'loading', 'off']);
/** Absence that is expected: OBS is simply not running now. */
const away = new Set(['refused', 'gone']);

async function settled(obs: ObsConnection): Promise<void> {
  if (!unsettled.has(obs.state.name)) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(done, limits.doctorObsMs);
    const end = obs.onState(({ name }) => {
      if (!unsettled.has(name)) done();
    });
    function done(): void {
      clearTimeout(timer);
      end();
      resolve();
    }
  });
}

export async function checkObs({ settings }: CommandContext): Promise<DoctorFinding[]> {
  const { triggers: rules } = settings;
  const saved = await SavedObsSettings.open(findFolders().user, silentLog);
  const reached = saved.settings ?? settings.obs;
  if (reached === undefined) {
    if (!needsObs(rules)) {
      return [note('OBS', 'Not set up; the panel connects it. Overlays work without.')];
    }
    return [wrong('Rules', 'The triggers need OBS: connect it in the panel.')];
  }
  const { ObsConnection } = await import('../../relay/obs/connection/obs-connection.ts');
  const { readInventory } = await import('../../relay/obs/inventory/obs-inventory.ts');
  const obs = new ObsConnection({ log: silentLog });
  try {
    obs.configure(reached);
    await settled(obs);
    const { name } = obs.state;
    if (name !== 'connected') {
      const sentence = obsSentence(obs.state).replace('; trying again.', '.');
      return [away.has(name) ? note('OBS', sentence) : wrong('OBS', sentence)];
    }
    const facts = await readInventory(obs, rules);
    return [
      ok('OBS', obsSentence(obs.state)),
      ...ruleFindings(settings.triggers, facts),
      ...browserFindings(reached.url, facts),
    ];
  } catch (error) {
    return [wrong('OBS', error instanceof Error ? error.message : String(error))];
  } finally {
    await obs.close();
  }
}

function ruleFindings(
  rules: CommandContext['settings']['triggers'],
  facts: ObsInventory,
): DoctorFinding[] {
  const problems = preflight(rules, facts);
  if (problems.length === 0) {
    return rules.length === 0
      ? [note('Rules', 'The config has no triggers.')]
      : [ok('Rules', `What the triggers name is there (${rules.length} of them).`)];
  }
  return problems.map(({ rule, sentence, severity }) =>
    severity === 'error'
      ? wrong('Rules', `"${rule}": ${sentence}`)
      : note('Rules', `"${rule}": ${sentence}`),
  );
}

function browserFindings(url: string, facts: ObsInventory): DoctorFinding[] {
  if (!facts.canBrowse) {
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
  const accelerated = hardwareAcceleration(readObsConfigs());
  if (accelerated === false) {
    return [
      note(
        'Browser',
        'Hardware acceleration of browser sources is off: Settings, Advanced, Sources in OBS; then restart it.',
      ),
    ];
  }
  // OBS switches it off by itself on some laptops and with NVIDIA on Linux, and tells nobody but its log.
  const said = accelerated === true ? 'is on' : 'is as OBS chooses';
  return [ok('Browser', `Hardware acceleration of browser sources ${said}.`)];
}

function readObsConfigs(): string[] {
  const { APPDATA, XDG_CONFIG_HOME } = process.env;
  const base =
    process.platform === 'win32'
      ? APPDATA
      : process.platform === 'darwin'
        ? join(homedir(), 'Library', 'Application Support')
        : (XDG_CONFIG_HOME ?? join(homedir(), '.config'));
  if (base === undefined) return [];
  // OBS 31 split its settings; what stands in the newer file counts.
  return ['user.ini', 'global.ini'].flatMap((name) => {
    const file = join(base, 'obs-studio', name);
    // On Windows OBS begins them with a byte order mark.
    const found = readSmallFileNow(file, { bytesMax: limits.configBytesMax, links: 'follow' });
    return found.kind === 'text' ? [found.text] : [];
  });
}

/**
 * Pure.
 * @param configs of OBS, the one that counts first. @returns null: not said, so it is OBS's own choice.
 */
export function hardwareAcceleration(configs: readonly string[]): boolean | null {
  for (const config of configs) {
    const general = /^\[General\]\r?\n([\s\S]*?)(?=^\[|$(?![\s\S]))/m.exec(config)?.[1] ?? '';
    const value = /^BrowserHWAccel=(\w+)/m.exec(general)?.[1];
    if (value !== undefined) return value === 'true';
  }
  return null;
}
