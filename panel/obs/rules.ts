/** What `GET /api/triggers` tells of the rules, and its words for people. Pure. */

export interface RuleNow {
  readonly name: string;
  readonly enabled: boolean;
  readonly on: string | readonly string[];
  /** Kinds of its actions, in order. */
  readonly actions: readonly string[];
  /** ms since 1970; null: not since the relay started. */
  readonly lastFired: number | null;
}

export interface ActionNow {
  readonly action: string;
  readonly outcome: 'done' | 'failed';
  readonly sentence?: string;
  readonly tookMs: number;
}

export interface FiringNow {
  /** ms since 1970 */
  readonly at: number;
  readonly rule: string;
  /** null: what an earlier run of the program left. */
  readonly event: {
    readonly name: string;
    readonly sessionID: string;
    readonly lap?: number;
  } | null;
  readonly test?: true;
  readonly outcome: 'running' | 'done' | 'failed' | 'skipped' | 'restore';
  readonly sentence?: string;
  readonly actions: readonly ActionNow[];
}

export interface TriggersNow {
  /** What concerns no single rule. */
  readonly problems: readonly string[];
  readonly rules: readonly RuleNow[];
  /** Newest first. */
  readonly history: readonly FiringNow[];
}

const actionWords: Readonly<Record<string, string>> = {
  scene: 'switch scene',
  show: 'show a source',
  hide: 'hide a source',
  text: 'write a text',
  saveReplay: 'save the replay',
  chapter: 'set a chapter',
  splitRecording: 'split the recording',
  startRecording: 'start recording',
  stopRecording: 'stop recording',
  hotkey: 'press a hotkey',
  filter: 'set a filter',
  media: 'play media',
  vendor: 'ask a plug-in',
  http: 'call a web hook',
};

/** `lap-completed` → `lap completed` */
export function eventWords(on: string | readonly string[]): string {
  return [on].flat().join(' or ').replaceAll('-', ' ');
}

export function actionText(actions: readonly string[]): string {
  return actions.map((action) => actionWords[action] ?? action).join(', then ');
}

/** How long ago, roughly. */
export function agoText(at: number, now: number): string {
  const seconds = Math.max(0, Math.round((now - at) / 1000));
  if (seconds < 5) return 'just now';
  if (seconds < 90) return `${seconds} s ago`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min ago`;
  const hours = Math.round(minutes / 60);
  return hours < 36 ? `${hours} h ago` : `${Math.round(hours / 24)} days ago`;
}

const outcomes: Readonly<Record<FiringNow['outcome'], string>> = {
  running: 'running',
  done: 'done',
  failed: 'failed',
  skipped: 'left out',
  restore: 'put back',
};

export function outcomeText({ outcome, test }: FiringNow): string {
  return test ? `${outcomes[outcome]} (tried)` : outcomes[outcome];
}

export function outcomeTone({ outcome }: FiringNow): 'good' | 'bad' | 'wait' | 'idle' {
  if (outcome === 'done') return 'good';
  if (outcome === 'failed') return 'bad';
  return outcome === 'running' ? 'wait' : 'idle';
}

/** Why, or what came of it: its own sentence, else those of its actions. */
export function firingText({ sentence, actions }: FiringNow): string {
  if (sentence !== undefined) return sentence;
  return actions.flatMap((action) => action.sentence ?? []).join(' ');
}

/** One source of OBS in one scene. */
export interface PlacedSources {
  readonly scene: string;
  readonly sources: readonly {
    readonly name: string;
    readonly overlay: string;
    readonly asleep: boolean;
  }[];
}

/** Our sources by scene, in the order of OBS; at the end those that are in no scene, under ''. */
export function placedIn(
  scenes: readonly string[],
  sources: readonly {
    readonly name: string;
    readonly overlay: string;
    readonly asleep: boolean;
    readonly scenes: readonly string[];
  }[],
): PlacedSources[] {
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
