/**
 * Runs one action of a rule: scenes, sources, texts, filters and media of OBS, recordings with their chapters, saved replays,
 * hotkeys, requests of plug-ins, web hooks. Each ends within its time limit, with a short note or with a sentence that names the
 * problem and the remedy.
 */

import { messageOf } from '../../../protocol/explained-error.ts';
import { inSteps, ObsError, type ObsPort, obsStatus } from '../connection/obs-port.ts';
import { obsSentence } from '../connection/obs-state.ts';
import { findItems, times } from '../inventory/scene-items.ts';
import { fill, fillAll, type PlaceholderValues } from '../rules/placeholders.ts';
import type { Action, ActionOf } from '../rules/rule-schema.ts';
import type { TimedChanges } from '../undo/timed-changes.ts';
import type { PlaceValue } from '../undo/timed-values.ts';
import { callHttp } from './http-action.ts';
import type { ReplaySaver } from './replay-saver.ts';

export interface ActionContext {
  readonly obs: ObsPort;
  readonly changes: TimedChanges;
  readonly replays: ReplaySaver;
  readonly rule: string;
  /** Values of the placeholders; a saved replay adds its file. */
  values: PlaceholderValues;
}

/** @returns a note for the history, or undefined. @throws Error whose message is a sentence. */
export async function runAction(
  action: Action,
  context: ActionContext,
): Promise<string | undefined> {
  const { obs, changes, rule } = context;
  if ('scene' in action) {
    return changes.put({ kind: 'scene' }, action.scene, rule, action.forSeconds).then(noNote);
  }
  if ('show' in action) return item(context, action.show, true, action);
  if ('hide' in action) return item(context, action.hide, false, action);
  if ('text' in action) {
    const value = fill(action.value, context.values);
    return changes
      .put({ kind: 'text', source: action.text }, value, rule, action.forSeconds)
      .then(noNote);
  }
  if ('saveReplay' in action) {
    const replay = await context.replays.save();
    context.values = { ...context.values, replay };
    return fileName(replay);
  }
  if ('chapter' in action) return chapter(obs, fill(action.chapter, context.values));
  if ('splitRecording' in action) return splitRecording(obs);
  if ('startRecording' in action) return startRecording(obs);
  if ('stopRecording' in action) return stopRecording(obs);
  if ('hotkey' in action) {
    return obs.call('TriggerHotkeyByName', { hotkeyName: action.hotkey }).then(noNote);
  }
  if ('filter' in action) return filter(context, action);
  if ('media' in action) return media(context, action);
  if ('vendor' in action) return vendor(context, action);
  return callHttp(action, context.values);
}

function noNote(): undefined {
  return undefined;
}

/** Without the folder, which may contain a person's name. OBS may run on another system, with other separators. */
function fileName(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}

async function item(
  { obs, changes, rule }: ActionContext,
  source: string,
  shown: boolean,
  action: Pick<ActionOf<'show'>, 'in' | 'copy' | 'forSeconds'>,
): Promise<undefined> {
  const scene = action.in ?? (await obs.call('GetCurrentProgramScene', {})).currentProgramSceneName;
  const found = await findItems(obs, scene, source);
  const { copy } = action;
  const where = action.in === undefined ? 'The scene on program' : `"${scene}"`;
  if (found.length === 0) {
    throw new Error(`${where} has no source "${source}", nor has a group or scene in it.`);
  }
  const isOne = typeof copy === 'number';
  if (isOne && copy > found.length) {
    throw new Error(`${where} has "${source}" only ${times(found.length)}.`);
  }
  const items = isOne ? [found[copy - 1]!] : found;
  await inSteps(
    ...items.map(
      (one) => () => changes.put({ kind: 'item', ...one }, shown, rule, action.forSeconds),
    ),
  );
}

function has(obs: ObsPort, request: string): boolean {
  return obs.state.name === 'connected' && obs.state.requests.has(request);
}

/** @returns the version of OBS, for a sentence. @throws ObsError while OBS is not connected */
function connectedVersion(obs: ObsPort): string {
  if (obs.state.name !== 'connected') {
    throw new ObsError('not-connected', obsSentence(obs.state));
  }
  return obs.state.obsVersion;
}

async function chapter(obs: ObsPort, chapterName: string): Promise<string> {
  const version = connectedVersion(obs);
  if (!has(obs, 'CreateRecordChapter')) {
    throw new Error(`OBS ${version} has no chapters; they came with OBS 30.2.`);
  }
  await obs.call('CreateRecordChapter', { chapterName });
  return chapterName;
}

async function splitRecording(obs: ObsPort): Promise<undefined> {
  connectedVersion(obs);
  if (has(obs, 'SplitRecordFile')) await obs.call('SplitRecordFile', {});
  // OBS 28 to 30.1 can split by its hotkey only.
  else await obs.call('TriggerHotkeyByName', { hotkeyName: 'OBSBasic.SplitFile' });
}

async function startRecording(obs: ObsPort): Promise<string | undefined> {
  try {
    await obs.call('StartRecord', {});
  } catch (error) {
    if (!(error instanceof ObsError) || error.status !== obsStatus.outputRunning) throw error;
    return 'was recording already';
  }
  return undefined;
}

async function stopRecording(obs: ObsPort): Promise<string | undefined> {
  try {
    return fileName((await obs.call('StopRecord', {})).outputPath);
  } catch (error) {
    if (!(error instanceof ObsError) || error.status !== obsStatus.outputNotRunning) throw error;
    return 'was not recording';
  }
}

async function filter(
  { changes, rule }: ActionContext,
  action: ActionOf<'filter'>,
): Promise<undefined> {
  const { filter: name, of: source, settings = {}, forSeconds } = action;
  const steps = Object.entries(settings).map(([setting, value]) => () => {
    const place = { kind: 'filter-setting', source, filter: name, setting } as const;
    return changes.put(place, value as PlaceValue, rule, forSeconds);
  });
  if (action.enabled !== undefined || action.settings === undefined) {
    const place = { kind: 'filter', source, filter: name } as const;
    steps.push(() => changes.put(place, action.enabled ?? true, rule, forSeconds));
  }
  await inSteps(...steps);
}

async function media(
  { obs, values }: ActionContext,
  action: ActionOf<'media'>,
): Promise<undefined> {
  const inputName = action.media;
  const mediaAction = `OBS_WEBSOCKET_MEDIA_INPUT_ACTION_${action.command.toUpperCase()}`;
  const begin = () => obs.call('TriggerMediaInputAction', { inputName, mediaAction });
  if (action.file === undefined) {
    await begin();
    return;
  }
  const local_file = fill(action.file, values);
  const inputSettings = { local_file, is_local_file: true };
  const choose = () => obs.call('SetInputSettings', { inputName, inputSettings, overlay: true });
  await inSteps(choose, begin);
}

async function vendor(
  { obs, values }: ActionContext,
  action: ActionOf<'vendor'>,
): Promise<undefined> {
  await obs.call('CallVendorRequest', {
    vendorName: action.vendor,
    requestType: action.request,
    requestData: fillAll(action.data ?? {}, values) as Record<string, unknown>,
  });
}

/** Explains a failed action to people. */
export function failureSentence(action: Action, error: unknown): string {
  const message = messageOf(error);
  if (!(error instanceof ObsError) || error.code !== 'status') return message;
  return statusSentence(action, error.status) ?? `OBS refused: ${message}`;
}

function statusSentence(action: Action, status: number): string | undefined {
  if (status === obsStatus.notReady) return 'OBS was still loading its scenes.';
  if ('saveReplay' in action) {
    if (status === obsStatus.outputNotRunning) {
      return 'The replay buffer is not running: start it in OBS (Controls, Start Replay Buffer).';
    }
    if (status === obsStatus.outputNotThere) {
      return 'The replay buffer is off: switch it on in OBS (Settings, Output, Replay Buffer).';
    }
  }
  if ('chapter' in action || 'splitRecording' in action) {
    if (status === obsStatus.outputNotRunning) return 'OBS is not recording.';
    if (status === obsStatus.requestFailed) {
      return 'chapter' in action
        ? 'This recording cannot hold chapters: choose Hybrid MP4 in OBS (Settings, Output, Recording Format).'
        : 'OBS did not split: switch on automatic file splitting (Settings, Output, Recording, advanced mode).';
    }
  }
  if (status !== obsStatus.notFound) return undefined;
  if ('scene' in action) return `OBS has no scene "${action.scene}".`;
  if ('show' in action || 'hide' in action) {
    return `OBS has no scene or group "${action.in ?? 'on program'}".`;
  }
  if ('text' in action) return `OBS has no source "${action.text}".`;
  if ('media' in action) return `OBS has no source "${action.media}".`;
  if ('filter' in action) return `"${action.of}" has no filter "${action.filter}".`;
  if ('hotkey' in action) return `OBS has no hotkey "${action.hotkey}".`;
  if ('splitRecording' in action) return 'This OBS cannot split a recording.';
  if ('vendor' in action) return `OBS has no plug-in "${action.vendor}" that takes requests.`;
  return undefined;
}
