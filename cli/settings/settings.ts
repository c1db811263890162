/**
 * Everything a user can set, once: shape, default, description, and how it is called as a flag and in the
 * environment. Reading files, environment and flags is `settings-merge.ts`; nothing here touches the world.
 */
import * as z from 'zod';
import { limits } from '../../protocol/limits.ts';
import { obsSchema, triggersSchema } from '../../relay/obs/rules/rule-schema.ts';

const publishKey = z.string().min(limits.keyCharsMin).max(limits.keyCharsMax);
// No address can name `.` and `..`.
const sessionId = z
  .string()
  .regex(new RegExp(`^(?!\\.{1,2}$)[A-Za-z0-9._-]{1,${limits.sessionIdCharsMax}}$`));
const webAddress = z.string().regex(/^https?:\/\/[^\s/]+/i);
const originName = z.string().regex(/^https?:\/\/[^\s/]+$/i);
const database = z.string().regex(/^(sqlite:.+|postgres(ql)?:\/\/.+|none)$/s);

/** The shape of `sequential.config.json`; every key may be left out. */
export const configSchema = z.strictObject({
  $schema: z.string().optional().describe('Address of this schema, for editors.'),
  host: z.string().min(1).default('127.0.0.1').describe('Address the relay listens on.'),
  port: z.int().min(0).max(65_535).default(5000).describe('Port the relay listens on.'),
  db: database
    .default('sqlite:sequential.db')
    .describe('Where laps are kept: sqlite:FILE, postgres://… or none.'),
  dbSizeMaxMb: z
    .int()
    .min(limits.dbSizeMbMin)
    .optional()
    .describe('Size of the database in MB beyond which the oldest sessions are deleted.'),
  workers: z
    .int()
    .min(0)
    .max(limits.workersMax)
    .default(0)
    .describe('Processes that hold the viewers, so that more cores serve more of them.'),
  key: publishKey.optional().describe('Key that publishers must show.'),
  adminKey: publishKey.optional().describe('Key that allows changes from other machines.'),
  allowHosts: z
    .array(z.string().min(1))
    .default([])
    .describe('Names other than localhost under which the relay is reached.'),
  allowOrigins: z
    .array(originName)
    .default([])
    .describe('Origins of pages from elsewhere that may watch.'),
  relay: webAddress
    .default('http://127.0.0.1:5000')
    .describe('Address of the relay that the agent publishes to.'),
  session: sessionId
    .optional()
    .describe(
      'Session id: to publish under, else made up; for triggers to follow, else the newest.',
    ),
  driver: z
    .string()
    .min(1)
    .max(limits.driverCharsMax)
    .optional()
    .describe("Driver's name: as others see it, else the game's own; for triggers whom to follow."),
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
  obs: obsSchema.optional().describe('Where OBS is, for triggers and for adding overlays.'),
  triggers: triggersSchema.default([]).describe('What OBS does on events of the race.'),
});

export type Settings = Omit<z.output<typeof configSchema>, '$schema'>;

/** Sections: too large for a flag, so they stand in the file only. */
export const sectionNames = ['obs', 'triggers'] as const;
export type SectionName = (typeof sectionNames)[number];
export type SettingName = Exclude<keyof Settings, SectionName>;

export interface SettingMetadata {
  /** Without the two dashes. */
  readonly flag: string;
  readonly placeholder: string;
  /** What would be right, for the sentence about a wrong value. */
  readonly expected: string;
  /** Turns the text of a flag or of the environment into the schema's type; what does not fit stays text. */
  readonly fromText: (text: string) => unknown;
  /** May be given several times as a flag; separated by commas in the environment. */
  readonly list?: true;
  /** Never printed. */
  readonly secret?: true;
  /** Another environment variable that is read, after `SEQUENTIAL_…`. */
  readonly alsoEnvironment?: string;
}

function asText(text: string): unknown {
  return text;
}

function asNumber(text: string): unknown {
  return /^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text;
}

function asList(text: string): unknown {
  return text.split(',').map((part) => part.trim());
}

const facts = {
  host: { flag: 'host', placeholder: 'ADDRESS', expected: 'an address, for instance 127.0.0.1' },
  port: { flag: 'port', placeholder: 'PORT', expected: 'a whole number from 0 to 65535' },
  db: { flag: 'db', placeholder: 'DATABASE', expected: 'sqlite:FILE, postgres://… or none' },
  dbSizeMaxMb: {
    flag: 'db-size-max-mb',
    placeholder: 'MB',
    expected: `a whole number from ${limits.dbSizeMbMin}`,
  },
  workers: {
    flag: 'workers',
    placeholder: 'NUMBER',
    expected: `a whole number from 0 to ${limits.workersMax}`,
  },
  key: {
    flag: 'key',
    placeholder: 'KEY',
    expected: `${limits.keyCharsMin} to ${limits.keyCharsMax} characters`,
    secret: true,
  },
  adminKey: {
    flag: 'admin-key',
    placeholder: 'KEY',
    expected: `${limits.keyCharsMin} to ${limits.keyCharsMax} characters`,
    secret: true,
  },
  allowHosts: {
    flag: 'allow-host',
    placeholder: 'NAME',
    expected: 'a host name, for instance streaming-pc.local',
    list: true,
  },
  allowOrigins: {
    flag: 'allow-origin',
    placeholder: 'ORIGIN',
    expected: 'an origin, for instance https://example.org',
    list: true,
  },
  relay: {
    flag: 'relay',
    placeholder: 'URL',
    expected: 'an address, for instance http://192.168.1.20:5000',
  },
  session: {
    flag: 'session',
    placeholder: 'ID',
    expected: `1 to ${limits.sessionIdCharsMax} of the characters A-Z a-z 0-9 . _ -`,
  },
  driver: {
    flag: 'driver',
    placeholder: 'NAME',
    expected: `1 to ${limits.driverCharsMax} characters`,
  },
  hz: {
    flag: 'hz',
    placeholder: 'HZ',
    expected: `a number from ${limits.sampleHzMin} to ${limits.sampleHzMax}`,
  },
  batch: {
    flag: 'batch',
    placeholder: 'FRAMES',
    expected: `auto or a whole number from 1 to ${limits.fixedBatchFramesMax}`,
  },
  transport: { flag: 'transport', placeholder: 'ws|http', expected: 'ws or http' },
  source: {
    flag: 'source',
    placeholder: 'auto|windows|linux',
    expected: 'auto, windows or linux',
  },
  log: { flag: 'log', placeholder: 'text|json', expected: 'text or json' },
  logLevel: {
    flag: 'log-level',
    placeholder: 'LEVEL',
    expected: 'debug, info, warn or error',
  },
} satisfies Record<SettingName, Omit<SettingMetadata, 'fromText'>>;

/** `set DATABASE_URL="…"` in a Windows console keeps the quotes; files of variables end lines with blanks. */
function asAddress(text: string): unknown {
  return text.trim().replace(/^(["'])(.*)\1$/s, '$2');
}

const readers: Partial<Record<SettingName, (text: string) => unknown>> = {
  port: asNumber,
  db: asAddress,
  dbSizeMaxMb: asNumber,
  workers: asNumber,
  hz: asNumber,
  batch: asNumber,
  allowHosts: asList,
  allowOrigins: asList,
};

export const settingNames = Object.keys(facts) as SettingName[];

export function settingMetadata(name: SettingName): SettingMetadata {
  const alsoEnvironment = name === 'db' ? { alsoEnvironment: 'DATABASE_URL' } : {};
  return { ...facts[name], fromText: readers[name] ?? asText, ...alsoEnvironment };
}

export function settingSchema(name: SettingName | SectionName): z.ZodType {
  return configSchema.shape[name];
}

/** `allowOrigins` → `SEQUENTIAL_ALLOW_ORIGINS`. */
export function environmentName(name: SettingName): string {
  return `SEQUENTIAL_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/** Names other shared memory pages than the game's, so that a test and a game do not meet on one machine. */
export const pagesVariable = 'SEQUENTIAL_PAGES';

/** Tells a process that another of ours started it, and ends it with its channel. */
export const childVariable = 'SEQUENTIAL_CHILD';

/** What is in the environment for the program's own use. */
export const ownVariables: readonly string[] = [pagesVariable, childVariable];

/** The JSON Schema of the config file, as `sequential.config.schema.json` holds it. */
export function configJsonSchema(): object {
  const { $schema, ...rest } = z.toJSONSchema(configSchema, { io: 'input' });
  return { $schema, title: 'Settings of Sequential', ...rest };
}
