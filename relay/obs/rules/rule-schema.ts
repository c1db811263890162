/**
 * The shape of the sections `obs` and `triggers` of `sequential.config.json`, with a sentence for each mistake that names
 * the nearest known word. Pure.
 */

import * as z from 'zod';
import { raceEventNames } from '../../../protocol/events.ts';
import { limits } from '../../../protocol/limits.ts';
import { nearest } from '../../../protocol/nearest.ts';
import { parsedUrl } from '../../../protocol/parsed-url.ts';
import { flagNames, mediaCommands, placeholderNames } from '../../../protocol/rule-words.ts';
import { expectationOf, namedKeys } from '../../../protocol/schema-words.ts';
import { unknownPlaceholders } from './placeholders.ts';

function quoted(words: readonly string[]): string {
  return words.map((word) => `"${word}"`).join(', ');
}

/** `Unknown event "lap-complete"; did you mean "lap-completed"?` */
function unknownWord(what: string, word: string, known: readonly string[]): string {
  return `Unknown ${what} "${word}"; did you mean "${nearest(word, known)}"?`;
}

/** An object without unknown keys; its error names the first ones, each with the nearest known key. */
function strict<Shape extends z.core.$ZodLooseShape>(what: string, shape: Shape) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys') return undefined;
      const { named, more } = namedKeys(issue.keys);
      const sentences = named.map((key) => unknownWord(`key of ${what}`, key, known));
      if (more > 0) sentences.push(`More unknown keys: ${more}.`);
      return sentences.join(' ');
    },
  });
}

function oneOf<const Words extends readonly [string, ...string[]]>(what: string, words: Words) {
  return z.enum(words, {
    error: (issue) =>
      typeof issue.input === 'string'
        ? unknownWord(what, issue.input, words)
        : `Expected one of ${quoted(words)}.`,
  });
}

// ---------------------------------------------------------------- obs

const addressExpected = 'Expected an address such as ws://127.0.0.1:4455.';

export const obsSchema = strict('obs', {
  url: z
    .string()
    .regex(/^wss?:\/\/[^\s/]+/i, addressExpected)
    // A port that is too high, for instance.
    .refine((text) => parsedUrl(text) !== null, addressExpected)
    .default('ws://127.0.0.1:4455')
    .describe('Address of the WebSocket server of OBS (Tools, WebSocket Server Settings).'),
  password: z.string().max(limits.obsPasswordCharsMax).optional().describe('Its password.'),
});

export type ObsSettings = z.output<typeof obsSchema>;

// ---------------------------------------------------------------- actions

const name = z.string().min(1).max(limits.obsNameCharsMax);
const forSeconds = z
  .number()
  .positive()
  .max(limits.triggerSecondsMax)
  .optional()
  .describe('Puts back what was there after this time, unless somebody changed it meanwhile.');
const template = z
  .string()
  .max(limits.triggerTextCharsMax)
  .superRefine((text, context) => {
    // A text that is too long has its problem already, and may have more unknown words than anybody reads.
    if (text.length > limits.triggerTextCharsMax) return;
    for (const unknown of unknownPlaceholders(text)) {
      context.addIssue({
        code: 'custom',
        message: unknownWord(
          'placeholder',
          `{${unknown}}`,
          placeholderNames.map((n) => `{${n}}`),
        ),
      });
    }
  });
const holder = name
  .optional()
  .describe('Scene or group that holds it, however deep; else the scene on program.');
const copy = z
  .union(
    [z.int().min(1).max(limits.obsCopiesMax), z.literal('all')],
    'Expected a number from 1, or "all".',
  )
  .optional()
  .describe('Which one, where the source is there more than once: 1 is the topmost, "all" is all.');
const yes = z.literal(true);

const actionSchemas = {
  scene: strict('scene', { scene: name.describe('Scene to put on program.'), forSeconds }),
  show: strict('show', {
    show: name.describe('Source to show.'),
    in: holder,
    copy,
    forSeconds,
  }),
  hide: strict('hide', {
    hide: name.describe('Source to hide.'),
    in: holder,
    copy,
    forSeconds,
  }),
  text: strict('text', {
    text: name.describe('Text source to write.'),
    value: template.describe('What to write, with placeholders.'),
    forSeconds,
  }),
  saveReplay: strict('saveReplay', {
    saveReplay: yes.describe('Saves the replay buffer and waits for the file.'),
  }),
  chapter: strict('chapter', { chapter: template.describe('Name of a chapter in the recording.') }),
  splitRecording: strict('splitRecording', {
    splitRecording: yes.describe('Goes on recording in a new file.'),
  }),
  startRecording: strict('startRecording', { startRecording: yes }),
  stopRecording: strict('stopRecording', { stopRecording: yes }),
  hotkey: strict('hotkey', { hotkey: name.describe("OBS's own name of the hotkey.") }),
  filter: strict('filter', {
    filter: name.describe('Filter to switch or set.'),
    of: name.describe('Source or scene that has the filter.'),
    enabled: z.boolean().optional().describe('On or off; on when nothing else is said.'),
    settings: z.record(z.string(), z.json()).optional().describe('Settings to change.'),
    forSeconds,
  }),
  media: strict('media', {
    media: name.describe('Media source.'),
    command: oneOf('media command', mediaCommands).default('restart').describe('What it shall do.'),
    file: template.optional().describe('File to play, for instance {replay}.'),
  }),
  vendor: strict('vendor', {
    vendor: name.describe('Plug-in that is asked, for instance AdvancedSceneSwitcher.'),
    request: name.describe('Its request.'),
    data: z.record(z.string(), z.json()).optional().describe('Data, texts with placeholders.'),
  }),
  http: strict('http', {
    http: template
      .regex(/^https?:\/\/[^\s/{]+/i, 'Expected an address that begins with http:// or https://.')
      .describe('Address to call.'),
    method: oneOf('method', ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).default('POST'),
    headers: z.record(z.string(), z.string()).optional(),
    body: z
      .union([template, z.record(z.string(), z.json())])
      .optional()
      .describe('Text or a JSON object, with placeholders.'),
  }).refine(
    (action) => action.method !== 'GET' || action.body === undefined,
    'A GET carries no body; use POST.',
  ),
} as const;

export type ActionKind = keyof typeof actionSchemas;

export const actionKinds = Object.keys(actionSchemas) as ActionKind[];

/** The checked action of one kind, for instance `ActionOf<'scene'>`. */
export type ActionOf<Kind extends ActionKind> = z.output<(typeof actionSchemas)[Kind]>;

export type Action = { [Kind in ActionKind]: ActionOf<Kind> }[ActionKind];

/** The kind of an action is the one key that names an action. */
export function actionKind(action: object): ActionKind | undefined {
  return actionKinds.find((kind) => Object.hasOwn(action, kind));
}

/** Keys of actions that do not name one. */
const actionExtras = new Set(
  Object.values(actionSchemas)
    .flatMap((schema) => Object.keys(schema.shape))
    .filter((key) => !(key in actionSchemas)),
);

/** The first thing that keeps a value from being an action. */
function actionProblem(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return `Expected an action, for instance { "scene": "Race" }.`;
  }
  const kinds = actionKinds.filter((kind) => Object.hasOwn(value, kind));
  if (kinds.length > 1) return `One action has only one of ${quoted(kinds)}; write two actions.`;
  const kind = kinds[0];
  if (kind === undefined) {
    const word = Object.keys(value).find((key) => !actionExtras.has(key));
    if (word === undefined) return `No action is named; known ones are ${quoted(actionKinds)}.`;
    return unknownWord('action', word, actionKinds);
  }
  const result = actionSchemas[kind].safeParse(value, { error: expectationOf });
  return result.success ? 'Not an action.' : result.error.issues.map(issueText).join(' ');
}

const actionSchema = z.union(Object.values(actionSchemas), {
  error: (issue) => actionProblem(issue.input),
});

// ---------------------------------------------------------------- rules

const eventName = oneOf('event', raceEventNames);
const names = z.union(
  [name, z.array(name).min(1).max(limits.triggerNamesMax)],
  `Expected a name, or a list of 1 to ${limits.triggerNamesMax} names.`,
);

const range = strict('a range', { min: z.number().optional(), max: z.number().optional() });

const whenSchema = strict('when', {
  valid: z
    .boolean()
    .optional()
    .describe('true: not on a lap that is known to be invalid; false: only on those.'),
  lap: z
    .union(
      [
        z.int().min(1),
        strict('lap', {
          min: z.int().optional(),
          max: z.int().optional(),
          every: z.int().min(1).optional().describe('3: laps 3, 6, 9, …'),
        }),
      ],
      'Expected a lap number, or an object with min, max, every.',
    )
    .optional(),
  lapTimeSeconds: range.optional(),
  deltaSeconds: range.optional().describe('Difference to the best lap before; negative is faster.'),
  bestBefore: z
    .boolean()
    .optional()
    .describe(
      'true: only when the session had a best lap before this lap, so not on the first one; false: only when it had none.',
    ),
  own: z
    .boolean()
    .optional()
    .describe('Of events about a car of the grid. true: only your own car; false: only others.'),
  driver: names.optional(),
  car: names.optional(),
  track: names.optional(),
  session: names.optional(),
  flag: z
    .union(
      [oneOf('flag', flagNames), z.array(oneOf('flag', flagNames)).min(1).max(flagNames.length)],
      {
        error: (issue) => wordsProblem('flag', issue.input, flagNames),
      },
    )
    .optional(),
  scene: names.optional().describe('Only while one of these scenes is on program.'),
});

export type When = z.output<typeof whenSchema>;

function wordsProblem(what: string, input: unknown, known: readonly string[]): string {
  const words = Array.isArray(input) ? input : [input];
  const wrong = words.find((word) => typeof word !== 'string' || !known.includes(word));
  return typeof wrong === 'string'
    ? unknownWord(what, wrong, known)
    : `Expected ${what} names: ${quoted(known)}.`;
}

const ruleSchema = strict('a trigger', {
  name: name.describe('How it is called in logs and in the panel.'),
  enabled: z.boolean().default(true),
  on: z
    .union([eventName, z.array(eventName).min(1).max(raceEventNames.length)], {
      error: (issue) => wordsProblem('event', issue.input, raceEventNames),
    })
    .describe('The event, or several, on which it fires.'),
  when: whenSchema.optional().describe('Only when all of this holds.'),
  cooldownSeconds: z
    .number()
    .positive()
    .max(limits.triggerSecondsMax)
    .optional()
    .describe('After firing, not again for this long.'),
  do: z
    .array(actionSchema)
    .min(1)
    .max(limits.triggerActionsMax)
    .describe('Actions, one after the other.'),
});

export type Rule = z.output<typeof ruleSchema>;

export const triggersSchema = z
  .array(ruleSchema)
  .max(limits.triggerRulesMax)
  .superRefine((rules, context) => {
    const seen = new Set<string>();
    rules.forEach((rule, index) => {
      if (seen.has(rule.name)) {
        context.addIssue({
          code: 'custom',
          path: [index, 'name'],
          message: `Two rules are called "${rule.name}"; each needs a name of its own.`,
        });
      }
      seen.add(rule.name);
    });
  });

/** Why this is not a list of rules, a sentence for each mistake; empty: it is one. */
export function ruleProblems(triggers: unknown): string[] {
  const result = triggersSchema.safeParse(triggers, { error: expectationOf });
  return result.success ? [] : result.error.issues.map(issueText);
}

// ---------------------------------------------------------------- reading

function issueText(issue: z.core.$ZodIssue): string {
  const where = issue.path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
  return where === '' ? issue.message : `${where}: ${issue.message}`;
}

export type ReadRules =
  | { ok: true; obs: ObsSettings | null; rules: Rule[] }
  | { ok: false; problems: string[] };

/**
 * @param config the parsed config file; its other sections are ignored
 * @returns `obs: null` when there is no such section; else a sentence for each mistake
 */
export function readRules(config: unknown): ReadRules {
  const sections = z.looseObject({
    obs: obsSchema.optional(),
    triggers: triggersSchema.default([]),
  });
  const result = sections.safeParse(config, { error: expectationOf });
  if (!result.success) return { ok: false, problems: result.error.issues.map(issueText) };
  return { ok: true, obs: result.data.obs ?? null, rules: result.data.triggers };
}
