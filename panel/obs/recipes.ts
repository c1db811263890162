/** Rules to begin with, filled with names that this OBS has. Pure. */
import type { EditedRule } from '../../protocol/program-answers.ts';
import type { ObsNames } from '../../protocol/relay-answers.ts';

export interface Recipe {
  readonly title: string;
  readonly sentence: string;
  /** @param scene the scene on program */
  make(names: ObsNames | null, scene: string | null): EditedRule;
}

/** The first name that fits, else the first, else nothing. */
function guess(names: readonly string[], pattern: RegExp): string {
  return names.find((name) => pattern.test(name)) ?? names[0] ?? '';
}

/** The first name that fits, else nothing: a wrong scene on air is worse than an empty field. */
function find(names: readonly string[], pattern: RegExp): string {
  return names.find((name) => pattern.test(name)) ?? '';
}

const scenesIn = (names: ObsNames | null): string[] =>
  (names?.places ?? []).filter(({ isGroup }) => !isGroup).map(({ name }) => name);

function sourceIn(names: ObsNames | null, scene: string | null, pattern: RegExp): string {
  const here = names?.places.find(({ name }) => name === scene)?.sources ?? [];
  return find([...here, ...(names?.places.flatMap(({ sources }) => sources) ?? [])], pattern);
}

/** Switches to the first scene that fits. */
function toScene(names: ObsNames | null, fits: RegExp): EditedRule['do'] {
  return [{ scene: find(scenesIn(names), fits) }];
}

/** A rule that writes into the first text source that fits. */
function writesText(
  rule: Pick<EditedRule, 'name' | 'on' | 'when'>,
  fits: RegExp,
  value: string,
): Recipe['make'] {
  return (names) => ({ ...rule, do: [{ text: guess(names?.texts ?? [], fits), value }] });
}

export const recipes: readonly Recipe[] = [
  {
    title: 'Lap banner',
    sentence: 'Shows a source for a few seconds after each lap.',
    make: (names, scene) => ({
      name: 'lap banner',
      on: 'lap-completed',
      do: [{ show: sourceIn(names, scene, /banner|lap/i), in: scene ?? '', forSeconds: 5 }],
    }),
  },
  {
    title: 'Last lap as a text',
    sentence: 'Writes the lap, its time and the difference to the best into a text source.',
    make: writesText(
      { name: 'last lap', on: 'lap-completed', when: { valid: true } },
      /lap/i,
      'Lap {lap}  {lapTime}  {delta}',
    ),
  },
  {
    title: 'Replay of the best lap',
    sentence: 'Saves the replay when a best lap is beaten, and plays it in a scene.',
    make: (names) => ({
      name: 'best lap',
      on: 'session-best',
      when: { bestBefore: true },
      do: [
        { saveReplay: true },
        { media: guess(names?.media ?? [], /replay|player/i), file: '{replay}' },
        { scene: find(scenesIn(names), /replay/i), forSeconds: 8 },
      ],
    }),
  },
  {
    title: 'Pit scene',
    sentence: 'Switches the scene when the car enters the pit lane.',
    make: (names) => ({ name: 'pits', on: 'pit-entered', do: toScene(names, /pit|box|garage/i) }),
  },
  {
    title: 'Back on track',
    sentence: 'Leaves the pit scene when the car leaves the pit lane.',
    make: (names) => {
      const pits = find(scenesIn(names), /pit|box|garage/i);
      return {
        name: 'back on track',
        on: 'pit-exited',
        ...(pits === '' ? {} : { when: { scene: pits } }),
        do: toScene(names, /race|drive|track|game|live/i),
      };
    },
  },
  {
    title: 'Chapters',
    sentence: 'Sets a chapter in the recording at the end of each lap.',
    make: () => ({
      name: 'chapters',
      on: 'lap-completed',
      do: [{ chapter: 'Lap {lap} {lapTime}' }],
    }),
  },
  {
    title: 'Yellow flag',
    sentence: 'Shows a source while you are warned of a yellow flag.',
    make: (names, scene) => ({
      name: 'yellow flag',
      on: 'flag-changed',
      when: { flag: ['yellow'] },
      cooldownSeconds: 20,
      do: [{ show: sourceIn(names, scene, /yellow|flag|warn/i), in: scene ?? '', forSeconds: 6 }],
    }),
  },
  {
    title: 'Overtake',
    sentence: 'Saves the replay when you pass another car on the track.',
    make: () => ({
      name: 'overtake',
      on: 'overtake',
      when: { own: true },
      cooldownSeconds: 20,
      do: [{ saveReplay: true }],
    }),
  },
  {
    title: 'Fastest lap of the race',
    sentence: 'Writes who drove the fastest lap of all cars into a text source.',
    make: writesText(
      { name: 'fastest lap', on: 'fastest-lap' },
      /fastest|lap/i,
      'Fastest lap  {driver}  {lapTime}',
    ),
  },
  {
    title: 'New leader',
    sentence: 'Writes who leads the race into a text source.',
    make: writesText({ name: 'new leader', on: 'leader-changed' }, /lead|race/i, '{driver} leads'),
  },
  {
    title: 'Pit stop of any car',
    sentence: 'Writes who drives into the pits into a text source, and in which place.',
    make: writesText(
      { name: 'pit stop', on: 'car-pitted' },
      /pit|race/i,
      '{driver} pits from {position}',
    ),
  },
  {
    title: 'Battle',
    sentence: 'Shows a source for some seconds when two cars have been within a second for a lap.',
    make: (names, scene) => ({
      name: 'battle',
      on: 'battle-started',
      cooldownSeconds: 60,
      do: [{ show: sourceIn(names, scene, /battle/i), in: scene ?? '', forSeconds: 20 }],
    }),
  },
  {
    title: 'Results after the flag',
    sentence: 'Switches the scene when the leader finishes the race.',
    make: (names) => ({
      name: 'results',
      on: 'chequered-flag',
      do: toScene(names, /result|podium|finish/i),
    }),
  },
  {
    title: 'Clip of a marked moment',
    sentence: 'Saves the replay when you mark a moment.',
    make: () => ({ name: 'marked moment', on: 'moment-marked', do: [{ saveReplay: true }] }),
  },
  {
    title: 'Record while driving',
    sentence: 'Starts the recording when you start driving.',
    make: () => ({ name: 'record', on: 'driving-started', do: [{ startRecording: true }] }),
  },
  {
    title: 'A rule of your own',
    sentence: 'Choose the event, the conditions and the actions yourself.',
    make: () => ({ name: '', on: 'lap-completed', do: [] }),
  },
];

/** `pits`, or `pits 2` where there is one already. */
export function freeRuleName(name: string, taken: readonly string[]): string {
  if (name === '' || !taken.includes(name)) return name;
  for (let n = 2; ; n++) if (!taken.includes(`${name} ${n}`)) return `${name} ${n}`;
}
