/** What the rule editor knows about events, conditions and actions: their titles, fields and sentences. Pure. */
import { type RaceEventName, raceEventNames } from '../../protocol/events.ts';
import type { EditedAction, EditedRule } from '../../protocol/program-answers.ts';
import type { ObsNames } from '../../protocol/relay-answers.ts';

const eventTitles: Readonly<Record<RaceEventName, string>> = {
  'lap-completed': 'A lap is completed',
  'session-best': 'A lap is the best of the session',
  'personal-best': 'A lap is your personal best',
  'pit-entered': 'The car enters the pit lane',
  'pit-exited': 'The car leaves the pit lane',
  'driving-started': 'You start driving',
  'driving-ended': 'You stop driving',
  'flag-changed': 'The flag changes',
  'off-track': 'All wheels leave the track',
  collision: 'The car is hit',
  paused: 'The game is paused',
  resumed: 'The game resumes',
  'replay-started': 'The game shows a replay',
  'replay-ended': 'The replay has ended',
  'session-started': 'A session starts',
  'session-ended': 'A session ends',
  'moment-marked': 'You mark a moment',
  overtake: 'A car passes another',
  overtaken: 'You are passed',
  'battle-started': 'Two cars battle for a place',
  'leader-changed': 'The leader changes',
  'fastest-lap': 'A car sets the fastest lap',
  'car-pitted': 'A car enters the pit lane',
  'car-retired': 'A car retires',
  'chequered-flag': 'The leader finishes the race',
};

/** In the order of the editor's list. */
export const eventChoices = (Object.keys(eventTitles) as RaceEventName[]).map((value) => ({
  value,
  title: eventTitles[value],
}));

function eventTitle(event: string): string {
  return (raceEventNames as readonly string[]).includes(event)
    ? eventTitles[event as RaceEventName]
    : event;
}

// ---------------------------------------------------------------- actions

/** `scene`, `source`, `place` (scene or group), `text-source`, `media`, `hotkey`, `filter`: names in OBS to choose from. */
export type FieldKind =
  | 'scene'
  | 'source'
  | 'place'
  | 'text-source'
  | 'media'
  | 'hotkey'
  | 'filter'
  | 'name'
  | 'template'
  | 'seconds'
  | 'on-off'
  | 'command';

export interface ActionField {
  readonly key: string;
  readonly title: string;
  readonly kind: FieldKind;
  readonly isOptional?: true;
  readonly hint?: string;
}

interface ActionSpec {
  readonly title: string;
  readonly fields: readonly ActionField[];
}

const forSeconds: ActionField = {
  key: 'forSeconds',
  title: 'For how many seconds',
  kind: 'seconds',
  isOptional: true,
  hint: 'After that it is undone. Leave it empty to keep it.',
};
const holder: ActionField = {
  key: 'in',
  title: 'In the scene or group',
  kind: 'place',
  isOptional: true,
};
const placeholderHint =
  'Words in braces are filled in, such as {lap} and {lapTime}. All of them are listed below.';

export const actionSpecs = {
  scene: {
    title: 'Switch the scene',
    fields: [{ key: 'scene', title: 'Scene', kind: 'scene' }, forSeconds],
  },
  show: {
    title: 'Show a source',
    fields: [{ key: 'show', title: 'Source', kind: 'source' }, holder, forSeconds],
  },
  hide: {
    title: 'Hide a source',
    fields: [{ key: 'hide', title: 'Source', kind: 'source' }, holder, forSeconds],
  },
  text: {
    title: 'Set a text',
    fields: [
      { key: 'text', title: 'Text source', kind: 'text-source' },
      { key: 'value', title: 'Text', kind: 'template', hint: placeholderHint },
      forSeconds,
    ],
  },
  saveReplay: { title: 'Save the replay', fields: [] },
  media: {
    title: 'Play a media source',
    fields: [
      { key: 'media', title: 'Media source', kind: 'media' },
      { key: 'command', title: 'What it does', kind: 'command' },
      {
        key: 'file',
        title: 'File',
        kind: 'template',
        isOptional: true,
        hint: '{replay} is the replay that this rule has just saved.',
      },
    ],
  },
  chapter: {
    title: 'Set a chapter in the recording',
    fields: [
      { key: 'chapter', title: 'Name of the chapter', kind: 'template', hint: placeholderHint },
    ],
  },
  splitRecording: { title: 'Continue recording in a new file', fields: [] },
  startRecording: { title: 'Start recording', fields: [] },
  stopRecording: { title: 'Stop recording', fields: [] },
  filter: {
    title: 'Turn a filter on or off',
    fields: [
      { key: 'of', title: 'Source or scene', kind: 'source' },
      { key: 'filter', title: 'Filter', kind: 'filter' },
      { key: 'enabled', title: 'Turn it', kind: 'on-off' },
      forSeconds,
    ],
  },
  hotkey: {
    title: 'Press an OBS hotkey',
    fields: [{ key: 'hotkey', title: 'Hotkey', kind: 'hotkey' }],
  },
  http: {
    title: 'Call a web hook',
    fields: [
      { key: 'http', title: 'Address', kind: 'name', hint: 'Begins with http:// or https://.' },
      { key: 'body', title: 'Text', kind: 'template', isOptional: true, hint: placeholderHint },
    ],
  },
} as const satisfies Readonly<Record<string, ActionSpec>>;

export type EditableKind = keyof typeof actionSpecs;

export const actionChoices = (Object.keys(actionSpecs) as EditableKind[]).map((value) => ({
  value,
  title: actionSpecs[value].title,
}));

/** Kinds without a field: their value is `true`. */
const withoutFields: ReadonlySet<string> = new Set(
  actionChoices
    .filter(({ value }) => actionSpecs[value].fields.length === 0)
    .map((one) => one.value),
);

export function emptyAction(kind: EditableKind): EditedAction {
  return { [kind]: withoutFields.has(kind) ? true : '' };
}

/** @returns null: the editor does not know it, so it stays as it is in the file */
export function kindOf(action: EditedAction): EditableKind | null {
  return actionChoices.find(({ value }) => Object.hasOwn(action, value))?.value ?? null;
}

/** Whether the editor has a field for everything in the action. */
export function isEditable(action: EditedAction): boolean {
  const kind = kindOf(action);
  if (kind === null) return false;
  const known = new Set<string>([kind, ...actionSpecs[kind].fields.map(({ key }) => key)]);
  return Object.entries(action).every(
    ([key, value]) => known.has(key) && typeof value !== 'object',
  );
}

const keptTitles: Readonly<Record<string, string>> = {
  http: 'Call a web hook',
  vendor: 'Send a request to a plug-in',
};

export function actionTitle(action: EditedAction): string {
  const kind = kindOf(action);
  if (kind !== null) return actionSpecs[kind].title;
  return keptTitles[String(action.kind)] ?? 'An action';
}

/** Names to choose from for a field; empty: not known, so the user types it. */
export function namesFor(
  kind: FieldKind,
  action: EditedAction,
  names: ObsNames | null,
): readonly string[] {
  if (names === null) return [];
  const scenes = names.places.filter(({ isGroup }) => !isGroup).map(({ name }) => name);
  switch (kind) {
    case 'scene':
      return scenes;
    case 'place':
      return names.places.map(({ name }) => name);
    case 'text-source':
      return names.texts;
    case 'media':
      return names.media;
    case 'hotkey':
      return names.hotkeys;
    case 'source': {
      const holders = names.places.filter(({ name }) => !action.in || name === action.in);
      const inside = holders.flatMap(({ sources }) => sources);
      return [...new Set('filter' in action ? [...inside, ...scenes] : inside)];
    }
    default:
      return [];
  }
}

/** What keeps a rule from being saved, a sentence each. The relay checks the rest. */
export function missingIn(rule: EditedRule, others: readonly string[]): string[] {
  const missing: string[] = [];
  if (rule.name.trim() === '') missing.push('The rule needs a name.');
  if (others.includes(rule.name.trim())) missing.push(`Another rule is called “${rule.name}”.`);
  if (rule.do.length === 0) missing.push('Add an action.');
  for (const action of rule.do) {
    const kind = kindOf(action);
    if (kind === null) continue;
    for (const field of actionSpecs[kind].fields as readonly ActionField[]) {
      const isChoice = field.kind === 'on-off' || field.kind === 'command';
      if (field.isOptional || isChoice || action[field.key]) continue;
      missing.push(`${actionSpecs[kind].title}: ${field.title} is missing.`);
    }
  }
  return missing;
}

/** The rule as it is saved: without what is empty or the default. */
export function cleanRule(rule: EditedRule): EditedRule {
  const { name, enabled, on, when, cooldownSeconds } = rule;
  const events = [on].flat();
  const conditions = Object.entries(when ?? {}).filter(([, value]) => !isEmpty(value));
  return {
    name: name.trim(),
    ...(enabled === false ? { enabled } : {}),
    on: events.length === 1 ? events[0]! : events,
    ...(conditions.length === 0 ? {} : { when: Object.fromEntries(conditions) }),
    ...(cooldownSeconds ? { cooldownSeconds } : {}),
    do: rule.do.map((action) =>
      'kept' in action
        ? action
        : Object.fromEntries(Object.entries(action).filter(([, value]) => !isEmpty(value))),
    ),
  };
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

// ---------------------------------------------------------------- conditions

/** Keys of `when` that the editor has fields for, in the order of its list, and what each begins with. */
export const conditionSpecs = {
  valid: { title: 'Whether the lap counts', empty: true },
  bestBefore: { title: 'Whether there was an earlier best lap', empty: true },
  lap: { title: 'The lap', empty: { min: 2 } },
  lapTimeSeconds: { title: 'The lap time', empty: {} },
  deltaSeconds: { title: 'The difference to the best lap', empty: {} },
  own: { title: 'Whether it is your own car', empty: true },
  flag: { title: 'The flag', empty: ['yellow'] },
  scene: { title: 'The program scene', empty: '' },
  track: { title: 'The track', empty: '' },
  car: { title: 'The car', empty: '' },
  driver: { title: 'The driver', empty: '' },
  session: { title: 'The session', empty: '' },
} as const;

export type ConditionKey = keyof typeof conditionSpecs;

export const conditionKeys = Object.keys(conditionSpecs) as ConditionKey[];

/** A text of names, separated by commas, as the file has them. */
export function namesOf(text: string): string | string[] {
  const names = text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  return names.length > 1 ? names : (names[0] ?? '');
}

// ---------------------------------------------------------------- sentences

function quotedName(value: unknown): string {
  return typeof value === 'string' && value !== '' ? `“${value}”` : '…';
}

function actionSentence(action: EditedAction): string {
  const kind = kindOf(action);
  const time = typeof action.forSeconds === 'number' ? ` for ${action.forSeconds} s` : '';
  const place = action.in ? ` in ${quotedName(action.in)}` : '';
  switch (kind) {
    case 'scene':
      return `switch to ${quotedName(action.scene)}${time}`;
    case 'show':
      return `show ${quotedName(action.show)}${place}${time}`;
    case 'hide':
      return `hide ${quotedName(action.hide)}${place}${time}`;
    case 'text':
      return `set the text ${quotedName(action.text)}${time}`;
    case 'media':
      return `play ${quotedName(action.media)}`;
    case 'chapter':
      return `set the chapter ${quotedName(action.chapter)}`;
    case 'filter':
      return `turn ${action.enabled === false ? 'off' : 'on'} the filter ${quotedName(action.filter)}${time}`;
    case 'hotkey':
      return `press ${quotedName(action.hotkey)}`;
    default: {
      const title = actionTitle(action);
      return title.charAt(0).toLowerCase() + title.slice(1);
    }
  }
}

/** `The car enters the pit lane: switch to “Pits”.` */
export function ruleSentence(rule: EditedRule): string {
  const events = [rule.on].flat().map(eventTitle);
  const limits = Object.keys(rule.when ?? {}).length > 0 ? ', if its conditions hold' : '';
  const actions = rule.do.map(actionSentence).join(', then ');
  return `${events.join(', or: ')}${limits}: ${actions === '' ? '…' : actions}.`;
}
