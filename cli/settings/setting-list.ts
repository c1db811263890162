/**
 * The list of all settings: shape, default, description, flag and environment variable of each. Adding a setting is an
 * entry in `configSchema` and one in `metadata`. Pure.
 */
import * as z from 'zod';
import { limits } from '../../protocol/limits.ts';
import { obsSchema, triggersSchema } from '../../relay/obs/rules/rule-schema.ts';
import { accessSettings } from './access-settings.ts';
import { asAddress, asNumber, type SettingMetadata } from './setting-metadata.ts';
import {
  countryCode,
  database,
  hostName,
  listenHost,
  name,
  natsAddresses,
  originName,
  publishKey,
  sessionId,
  udpAddress,
  webAddresses,
} from './setting-shapes.ts';

/** The shape of `sequential.config.json`. Every key is optional. */
export const configSchema = z.strictObject({
  $schema: z.string().optional().describe('Address of this schema, for editors.'),
  host: listenHost.default('127.0.0.1').describe('Address the relay listens on.'),
  port: z.int().min(0).max(65_535).default(5000).describe('Port the relay listens on.'),
  db: database
    .default('sqlite:sequential.db')
    .describe('Where laps are kept: sqlite:FILE, postgres://… or none.'),
  dbSizeMaxMb: z
    .int()
    .min(limits.dbSizeMbMin)
    .optional()
    .describe('Size of the database in MB beyond which the oldest sessions are deleted.'),
  backplane: natsAddresses
    .optional()
    .describe('NATS servers through which several relays work as one: nats://HOST:PORT.'),
  key: publishKey
    .optional()
    .describe('Key that the agent shows and the relay takes; for triggers a view key.'),
  adminKey: publishKey.optional().describe('Key that allows changes from other machines.'),
  allowHosts: z
    .array(hostName)
    .default([])
    .describe('Names other than localhost under which the relay is reached.'),
  allowOrigins: z
    .array(originName)
    .default([])
    .describe('Origins of pages from elsewhere that may watch.'),
  public: z
    .enum(['off', 'on'])
    .default('off')
    .describe('Everybody may watch, and nobody may do more without a key.'),
  trustedProxies: z
    .array(z.union([z.ipv4(), z.cidrv4(), z.ipv6(), z.cidrv6()]))
    .max(limits.trustedProxiesMax)
    .default([])
    .describe('Addresses and networks of proxies whose X-Forwarded headers are believed.'),
  tlsCert: z.string().min(1).optional().describe('File with the certificate for TLS, in PEM.'),
  tlsKey: z.string().min(1).optional().describe('File with the key of the certificate, in PEM.'),
  acServer: udpAddress
    .optional()
    .describe("HOST:PORT where Assetto Corsa's dedicated server listens for its plugin."),
  acListen: z
    .int()
    .min(1)
    .max(65_535)
    .default(12_000)
    .describe('UDP port to which the dedicated server sends.'),
  acForward: udpAddress
    .optional()
    .describe('HOST:PORT of the next plugin of the dedicated server.'),
  relay: webAddresses
    .default('http://127.0.0.1:5000')
    .describe(
      'Address of the relay to publish to, for triggers to follow; the agent uses any of several with commas.',
    ),
  session: sessionId
    .optional()
    .describe(
      'Session id to publish under, made up by default; for triggers the one to follow, the newest by default.',
    ),
  driver: name
    .optional()
    .describe(
      "Driver's name as others see it, by default the game's own; for triggers the driver to follow.",
    ),
  raceNumber: name
    .max(limits.raceNumberCharsMax)
    .optional()
    .describe('Number on the car, for the strip and the lower third.'),
  team: name.optional().describe("Name of the driver's team, for the lower third."),
  race: name.optional().describe('Word that drivers of one race share: their cars form one grid.'),
  country: countryCode
    .optional()
    .describe("Code of the driver's country, for the flag before the name, for instance DE."),
  hz: z
    .number()
    .min(limits.sampleHzMin)
    .max(limits.sampleHzMax)
    .default(60)
    .describe('Samples a second.'),
  batch: z
    .union([z.literal('auto'), z.int().min(1).max(limits.fixedBatchFramesMax)])
    .default('auto')
    .describe('Frames sent together: auto follows the connection, a number is exact.'),
  transport: z.enum(['ws', 'http']).default('ws').describe('How the agent publishes.'),
  source: z
    .enum(['auto', 'windows', 'linux'])
    .default('auto')
    .describe("How the game's memory is read."),
  log: z.enum(['text', 'json']).default('text').describe('Log lines for people or for programs.'),
  logLevel: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('What is logged.'),
  obs: obsSchema.optional().describe('Where OBS is, for rules and for adding overlays.'),
  triggers: triggersSchema.default([]).describe('What OBS does on events of the race.'),
});

export type Settings = Omit<z.output<typeof configSchema>, '$schema'>;

/** Too large for a flag, so they are in the file only. */
export const sectionNames = ['obs', 'triggers'] as const;
export type SectionName = (typeof sectionNames)[number];
export type SettingName = Exclude<keyof Settings, SectionName>;

const metadata: Readonly<Record<SettingName, SettingMetadata>> = {
  ...accessSettings,
  host: {
    title: 'Address to listen on',
    sentence:
      'With 127.0.0.1, only this PC gets in. With 0.0.0.0, other PCs of your network watch and publish too.',
    group: 'access',
    flag: 'host',
    placeholder: 'ADDRESS',
    expected: 'an address without a port, for instance 127.0.0.1',
  },
  port: {
    title: 'Port',
    sentence:
      'The number at the end of every address of Sequential. Change it when another program uses it.',
    group: 'access',
    flag: 'port',
    placeholder: 'PORT',
    expected: 'a whole number from 0 to 65535',
    fromText: asNumber,
  },
  db: {
    title: 'Database',
    sentence:
      'Where laps are kept: sqlite:FILE for a file, postgres://… for a server, none to keep no laps.',
    group: 'laps',
    flag: 'db',
    placeholder: 'DATABASE',
    expected: 'sqlite:FILE, postgres://… or none',
    fromText: asAddress,
    alsoEnvironment: 'DATABASE_URL',
  },
  dbSizeMaxMb: {
    title: 'Largest size of the database (MB)',
    sentence:
      'When the database grows beyond this size, the oldest sessions are deleted. Empty: nothing is ever deleted.',
    group: 'laps',
    flag: 'db-size-max-mb',
    placeholder: 'MB',
    expected: `a whole number from ${limits.dbSizeMbMin}`,
    fromText: asNumber,
  },
  backplane: {
    title: 'Other relays',
    sentence:
      'The NATS server that connects this relay with others, for instance nats://127.0.0.1:4222. Empty: it works alone, which is right for a stream.',
    group: 'access',
    flag: 'backplane',
    placeholder: 'URL',
    expected: 'addresses of NATS servers, for instance nats://127.0.0.1:4222',
    fromText: asAddress,
  },
  acServer: {
    title: 'Dedicated server',
    sentence:
      'Where your server listens for its plugin: the address of its PC and UDP_PLUGIN_LOCAL_PORT of server_cfg.ini. Empty: no server is followed.',
    group: 'server',
    flag: 'ac-server',
    placeholder: 'HOST:PORT',
    expected: 'an address with a port, for instance 127.0.0.1:11000',
  },
  acListen: {
    title: 'Port for its messages',
    sentence: 'The port in UDP_PLUGIN_ADDRESS of server_cfg.ini.',
    group: 'server',
    flag: 'ac-listen',
    placeholder: 'PORT',
    expected: 'a whole number from 1 to 65535',
    fromText: asNumber,
  },
  acForward: {
    title: 'Next plugin',
    sentence:
      'A server talks to one plugin only. Messages are passed on to the plugin at this address, such as stracker, and its own are passed back.',
    group: 'server',
    flag: 'ac-forward',
    placeholder: 'HOST:PORT',
    expected: 'an address with a port, for instance 127.0.0.1:13000',
  },
  driver: {
    title: "Driver's name",
    sentence: 'Shown on overlays and kept with your laps. Empty: the name you have in the game.',
    group: 'driver',
    flag: 'driver',
    placeholder: 'NAME',
    expected: `1 to ${limits.driverCharsMax} characters`,
  },
  raceNumber: {
    title: 'Race number',
    sentence: 'Shown before your name on the strip and the lower third, for instance 27.',
    group: 'driver',
    flag: 'race-number',
    placeholder: 'NUMBER',
    expected: `1 to ${limits.raceNumberCharsMax} characters`,
  },
  team: {
    title: 'Team',
    sentence: 'Shown below your name on the lower third.',
    group: 'driver',
    flag: 'team',
    placeholder: 'NAME',
    expected: `1 to ${limits.driverCharsMax} characters`,
  },
  race: {
    title: 'Race',
    sentence: 'Drivers on one relay who enter the same word here see each other on overlays.',
    group: 'driving',
    flag: 'race',
    placeholder: 'WORD',
    expected: `1 to ${limits.driverCharsMax} characters`,
  },
  country: {
    title: 'Country',
    sentence:
      'Its flag stands before your name on the strip, the lower third and your driver card.',
    group: 'driver',
    flag: 'country',
    placeholder: 'CODE',
    expected: 'the code of a country, for instance DE, BR or GB-SCT',
  },
  hz: {
    title: 'Samples a second',
    sentence:
      'How often the game is read. 60 is smooth enough for most streams, and more costs more of the processor.',
    group: 'driving',
    flag: 'hz',
    placeholder: 'HZ',
    expected: `a number from ${limits.sampleHzMin} to ${limits.sampleHzMax}`,
    fromText: asNumber,
  },
  batch: {
    title: 'Frames sent together',
    sentence:
      'With auto, Sequential adapts to your connection. Leave it unless somebody asks you to change it.',
    group: 'driving',
    flag: 'batch',
    placeholder: 'FRAMES',
    expected: `auto or a whole number from 1 to ${limits.fixedBatchFramesMax}`,
    fromText: asNumber,
  },
  transport: {
    title: 'Connection to the relay',
    sentence: 'Leave it at ws, which is faster. Choose http only for a server without WebSockets.',
    group: 'driving',
    flag: 'transport',
    placeholder: 'ws|http',
    expected: 'ws or http',
  },
  source: {
    title: "Source of the game's data",
    sentence: 'With auto, Sequential finds the game by itself. Change it only when it does not.',
    group: 'driving',
    flag: 'source',
    placeholder: 'auto|windows|linux',
    expected: 'auto, windows or linux',
  },
  relay: {
    title: 'Relay to publish to',
    sentence:
      'With two PCs: the address of the Sequential that receives the telemetry. Several addresses, with commas between them: the agent uses any of them.',
    group: 'driving',
    flag: 'relay',
    placeholder: 'URL',
    expected: 'an address, for instance http://192.168.1.20:5000',
  },
  session: {
    title: 'Session id',
    sentence:
      'A fixed name for what you drive, so that a page with its address stays the same. Empty: a new name for each session.',
    group: 'driving',
    flag: 'session',
    placeholder: 'ID',
    expected: `1 to ${limits.sessionIdCharsMax} of the characters A-Z a-z 0-9 . _ -, and not live`,
  },
  log: {
    title: 'Form of log lines',
    sentence: 'Choose text to read the log yourself, json for programs that read it.',
    group: 'log',
    flag: 'log',
    placeholder: 'text|json',
    expected: 'text or json',
  },
  logLevel: {
    title: 'What is logged',
    sentence: 'Leave it at info, unless you look for a fault. Then choose debug.',
    group: 'log',
    flag: 'log-level',
    placeholder: 'LEVEL',
    expected: 'debug, info, warn or error',
  },
};

export const settingNames = Object.keys(metadata) as SettingName[];

export function settingMetadata(name: SettingName): SettingMetadata {
  return metadata[name];
}

/** The value of a flag's or variable's text; text that does not fit the setting stays text. */
export function textValue(name: SettingName, text: string): unknown {
  return metadata[name].fromText?.(text) ?? text;
}

export function settingSchema(name: SettingName | SectionName): z.ZodType {
  return configSchema.shape[name];
}

/** `allowOrigins` → `SEQUENTIAL_ALLOW_ORIGINS`. */
export function environmentName(name: SettingName): string {
  return `SEQUENTIAL_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/** Prefix of other shared memory pages than the game's, so that tests and a game do not collide on one machine. */
export const pagesVariable = 'SEQUENTIAL_PAGES';

/** Set for a process that another one of ours started; it ends when its channel closes. */
export const childVariable = 'SEQUENTIAL_CHILD';

/** The folder of the user's files, as `--data` names it. Children of the program get it too. */
export const dataVariable = 'SEQUENTIAL_DATA';

/** Variables that are not settings. */
export const ownVariables: readonly string[] = [pagesVariable, childVariable, dataVariable];

/** The JSON Schema of the config file, as `sequential.config.schema.json` holds it. */
export function configJsonSchema(): object {
  const { $schema, ...rest } = z.toJSONSchema(configSchema, { io: 'input' });
  return { $schema, title: 'Settings of Sequential', ...rest };
}
