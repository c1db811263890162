/**
 * What the OBS of this machine says about its WebSocket server in its own settings files, and where those files lie. Pure:
 * `own-obs-files.ts` reads them.
 *
 * OBS 30.2 and newer: `plugin_config/obs-websocket/config.json`. OBS 28 to 30.1: the section `OBSWebSocket` of `global.ini`,
 * which newer versions empty (obs-websocket 5.5.0, `src/Config.cpp`).
 */
import * as z from 'zod';
import { readJson } from '../../../protocol/json-text.ts';
import { limits } from '../../../protocol/limits.ts';
import type { ObsStatusName, OwnObs } from '../../../protocol/relay-answers.ts';
import type { ObsSettings } from '../rules/rule-schema.ts';

/** The part of the machine that decides where OBS keeps its settings. */
export interface ObsMachine {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/** The two files of one installation of OBS. */
export interface ObsSettingsFiles {
  readonly json: string;
  readonly ini: string;
}

/** A file as it was found. `unreadable`: it is there, and this user may not read it. */
export type ObsFile =
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'text'; readonly text: string; readonly changedMs: number };

export interface ReadObsFiles {
  readonly json: ObsFile;
  readonly ini: ObsFile;
}

/** `OwnObs` with the password, which stays in this process. */
export interface FoundObs extends OwnObs {
  readonly secret: string | null;
}

/** @param folder the `obs-studio` of an installation, with the separator of its system */
function filesIn(folder: string, separator: '/' | '\\'): ObsSettingsFiles {
  const json = [folder, 'plugin_config', 'obs-websocket', 'config.json'].join(separator);
  return { json, ini: `${folder}${separator}global.ini` };
}

function foldersOfWindows({ env, home }: ObsMachine): string[] {
  const programs = env.ProgramFiles ?? 'C:\\Program Files';
  const programs32 = env['ProgramFiles(x86)'] ?? 'C:\\Program Files (x86)';
  return [
    `${env.APPDATA ?? `${home}\\AppData\\Roaming`}\\obs-studio`,
    `${programs}\\obs-studio\\config\\obs-studio`,
    'C:\\obs-studio\\config\\obs-studio',
    `${programs32}\\Steam\\steamapps\\common\\OBS Studio\\config\\obs-studio`,
  ];
}

function foldersOfLinux({ env, home }: ObsMachine): string[] {
  // The XDG specification ignores relative paths.
  const config = env.XDG_CONFIG_HOME?.startsWith('/') ? [env.XDG_CONFIG_HOME] : [];
  const usual = [
    `${home}/.config`,
    `${home}/.var/app/com.obsproject.Studio/config`,
    `${home}/snap/obs-studio/current/.config`,
  ];
  return [...new Set([...config, ...usual])].map((folder) => `${folder}/obs-studio`);
}

/** Every place where an OBS of this user may keep its settings. A portable OBS keeps them beside its program. */
export function obsPlaces(machine: ObsMachine): ObsSettingsFiles[] {
  if (machine.platform === 'win32') {
    return foldersOfWindows(machine).map((folder) => filesIn(folder, '\\'));
  }
  const folders =
    machine.platform === 'darwin'
      ? [`${machine.home}/Library/Application Support/obs-studio`]
      : foldersOfLinux(machine);
  return folders.map((folder) => filesIn(folder, '/'));
}

const port = z.int().min(1).max(65_535);

/** Of config.json. A missing key means the default of obs-websocket. */
const jsonSchema = z.object({
  server_enabled: z.boolean().default(false),
  server_port: port.default(4_455),
  auth_required: z.boolean().default(true),
  server_password: z.string().max(limits.obsPasswordCharsMax).default(''),
});

type Server = z.output<typeof jsonSchema>;

function serverInJson(text: string): Server | null {
  const json = readJson(text);
  const server = jsonSchema.safeParse(json.ok ? json.value : null);
  return server.success ? server.data : null;
}

/** @returns null: the section is not there, or OBS has moved it to the newer file */
function serverInIni(text: string): Server | null {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const at = lines.indexOf('[OBSWebSocket]');
  if (at < 0) return null;
  const length = lines.slice(at + 1).findIndex((line) => line.startsWith('['));
  const section = lines.slice(at + 1, length < 0 ? undefined : at + 1 + length);
  const values = new Map(
    section.flatMap((line) => {
      const [, key, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
      return key === undefined ? [] : [[key, value!] as const];
    }),
  );
  if (!values.has('ServerEnabled')) return null;
  const server = jsonSchema.safeParse({
    server_enabled: values.get('ServerEnabled') === 'true',
    ...(values.has('ServerPort') ? { server_port: Number(values.get('ServerPort')) } : {}),
    auth_required: values.get('AuthRequired') !== 'false',
    server_password: values.get('ServerPassword'),
  });
  return server.success ? server.data : null;
}

function foundFrom({
  server_enabled,
  server_port,
  auth_required,
  server_password,
}: Server): FoundObs {
  const server = server_enabled ? 'on' : 'off';
  if (!auth_required) return { server, port: server_port, password: 'none', secret: null };
  return server_password === ''
    ? { server, port: server_port, password: 'unknown', secret: null }
    : { server, port: server_port, password: 'known', secret: server_password };
}

interface Candidate {
  readonly found: FoundObs;
  readonly changedMs: number;
}

/** OBS is installed here, and says nothing that can be read about its server. */
const silent: FoundObs = { server: 'unknown', port: null, password: 'unknown', secret: null };

function candidateIn({ json, ini }: ReadObsFiles): Candidate[] {
  if (json.kind === 'text') {
    const server = serverInJson(json.text);
    if (server !== null) return [{ found: foundFrom(server), changedMs: json.changedMs }];
  }
  if (json.kind === 'none' && ini.kind === 'text') {
    const server = serverInIni(ini.text);
    if (server !== null) return [{ found: foundFrom(server), changedMs: ini.changedMs }];
  }
  if (json.kind === 'none' && ini.kind === 'none') return [];
  return [{ found: silent, changedMs: 0 }];
}

const rank: Readonly<Record<FoundObs['server'], number>> = { on: 0, off: 1, unknown: 2 };

/**
 * The OBS of this machine. Of several, one whose server is on; else the one whose settings changed last.
 * @returns null: there is none
 */
export function foundObs(places: readonly ReadObsFiles[]): FoundObs | null {
  const candidates = places.flatMap(candidateIn);
  candidates.sort(
    (a, b) => rank[a.found.server] - rank[b.found.server] || b.changedMs - a.changedMs,
  );
  return candidates[0]?.found ?? null;
}

/** Where a connection to this OBS leads, also while its server is off: it may be switched on at any time. */
export function settingsOfFound(found: FoundObs | null): ObsSettings {
  const url = `ws://127.0.0.1:${found?.port ?? 4_455}`;
  return found?.secret == null ? { url } : { url, password: found.secret };
}

/** What may leave this process. */
export function withoutSecret({ server, port, password }: FoundObs): OwnObs {
  return { server, port, password };
}

/**
 * Why nothing answers at the address of this OBS, and where to click. More exact than the state of the connection, which
 * cannot tell an OBS that is not running from one whose server is off.
 * @returns null: the state says it all
 */
export function ownObsSentence(state: ObsStatusName, found: OwnObs | null): string | null {
  if (state !== 'refused' && state !== 'gone') return null;
  if (found?.server === 'off') {
    return 'The WebSocket server of OBS is off. In OBS, open Tools, WebSocket Server Settings, tick Enable WebSocket server, and press OK.';
  }
  return found?.server === 'on' && state === 'refused'
    ? 'OBS is not running, or runs in safe mode; Sequential connects as soon as it is started.'
    : null;
}
