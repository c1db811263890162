/** Rules, their actions and outcomes in words, and the list of overlays by scene. Pure. */
import type { Firing, ObsSource } from '../../protocol/relay-answers.ts';

const actionTexts: Readonly<Record<string, string>> = {
  scene: 'switch scene',
  show: 'show a source',
  hide: 'hide a source',
  text: 'set a text',
  saveReplay: 'save the replay',
  chapter: 'set a chapter',
  splitRecording: 'split the recording',
  startRecording: 'start recording',
  stopRecording: 'stop recording',
  hotkey: 'press a hotkey',
  filter: 'set a filter',
  media: 'play media',
  vendor: 'send a request to a plug-in',
  http: 'call a web hook',
};

/** `lap-completed` → `lap completed` */
export function eventWords(on: string | readonly string[]): string {
  return [on].flat().join(' or ').replaceAll('-', ' ');
}

export function actionText(actions: readonly string[]): string {
  return actions.map((action) => actionTexts[action] ?? action).join(', then ');
}

export function agoText(at: number, now: number): string {
  const seconds = Math.max(0, Math.round((now - at) / 1000));
  if (seconds < 5) return 'just now';
  if (seconds < 90) return `${seconds} s ago`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min ago`;
  const hours = Math.round(minutes / 60);
  return hours < 36 ? `${hours} h ago` : `${Math.round(hours / 24)} days ago`;
}

const outcomes: Readonly<Record<Firing['outcome'], string>> = {
  running: 'running',
  done: 'done',
  failed: 'failed',
  skipped: 'skipped',
  restore: 'undone',
};

export function outcomeText({ outcome, test }: Firing): string {
  return test ? `${outcomes[outcome]} (tried)` : outcomes[outcome];
}

export function outcomeTone({ outcome }: Firing): 'good' | 'bad' | 'wait' | 'idle' {
  if (outcome === 'done') return 'good';
  if (outcome === 'failed') return 'bad';
  return outcome === 'running' ? 'wait' : 'idle';
}

/** The firing's own sentence, else the sentences of its actions. */
export function firingText({ sentence, actions }: Firing): string {
  if (sentence !== undefined) return sentence;
  return actions.flatMap((action) => action.sentence ?? []).join(' ');
}

type PlacedSource = Pick<ObsSource, 'name' | 'overlay' | 'asleep' | 'scenes'>;

export interface SceneSources {
  /** Empty: the sources are in no scene. */
  readonly scene: string;
  readonly sources: readonly PlacedSource[];
}

/** Our sources by scene, in the order of OBS; the last group holds the sources that are in no scene. */
export function sourcesByScene(
  scenes: readonly string[],
  sources: readonly PlacedSource[],
): SceneSources[] {
  const groups = sources.flatMap((source) => source.scenes.filter((one) => !scenes.includes(one)));
  const places = [...scenes, ...new Set(groups)].map((scene) => ({
    scene,
    sources: sources.filter((source) => source.scenes.includes(scene)),
  }));
  const nowhere = sources.filter((source) => source.scenes.length === 0);
  return [...places.filter((place) => place.sources.length > 0)].concat(
    nowhere.length > 0 ? [{ scene: '', sources: nowhere }] : [],
  );
}
