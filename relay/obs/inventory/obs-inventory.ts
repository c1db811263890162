/**
 * Asks OBS for all that the rules depend on, before they need it: scenes, sources, filters, outputs, the container
 * of recordings. Reads only; changes nothing in OBS.
 */
import { ObsError, type ObsPort, obsStatus } from '../connection/obs-port.ts';
import type { ObsAnswer, ObsQuestion, ObsRequest } from '../connection/obs-requests.ts';
import type { Rule } from '../rules/rule-schema.ts';

/** A snapshot of OBS. */
export interface ObsInventory {
  obsVersion: string;
  requests: ReadonlySet<string>;
  programScene: string | null;
  /** As in the window of OBS, from the top. */
  scenes: string[];
  /** Names of the sources in each scene and group. */
  items: ReadonlyMap<string, readonly string[]>;
  groups: ReadonlySet<string>;
  /** Kind of each input, for instance `text_gdiplus_v3`. */
  inputs: ReadonlyMap<string, string>;
  /** Filters of the sources that rules name. */
  filters: ReadonlyMap<string, readonly string[]>;
  hotkeys: readonly string[];
  replayBuffer: 'off' | 'stopped' | 'running';
  recording: boolean;
  /** The container of recordings as the profile names it, for instance `mkv`, `hybrid_mp4`; null: not known. */
  recordFormat: string | null;
  /** Recordings can be split; null: not known. */
  splitting: boolean | null;
  /** This OBS can show web pages. */
  canBrowse: boolean;
}

/** What OBS says, or null when it says no to this one. */
async function tryAsk<R extends ObsRequest>(
  obs: ObsPort,
  request: R,
  data: ObsQuestion<R>,
): Promise<ObsAnswer<R> | null> {
  try {
    return await obs.call(request, data);
  } catch (error) {
    if (error instanceof ObsError && error.code === 'status') return null;
    throw error;
  }
}

async function profileValue(obs: ObsPort, section: string, name: string): Promise<string | null> {
  const answer = await tryAsk(obs, 'GetProfileParameter', {
    parameterCategory: section,
    parameterName: name,
  });
  return answer?.parameterValue ?? answer?.defaultParameterValue ?? null;
}

async function replayBufferState(obs: ObsPort): Promise<ObsInventory['replayBuffer']> {
  try {
    const { outputActive } = await obs.call('GetReplayBufferStatus', {});
    return outputActive ? 'running' : 'stopped';
  } catch (error) {
    if (error instanceof ObsError && error.status === obsStatus.outputNotThere) return 'off';
    throw error;
  }
}

async function itemsOf(
  obs: ObsPort,
  scenes: readonly string[],
  groups: readonly string[],
): Promise<Map<string, string[]>> {
  const items = new Map<string, string[]>();
  // One after the other: a collection can have a hundred scenes, and OBS has better things to do.
  for (const sceneName of scenes) {
    const list = await tryAsk(obs, 'GetSceneItemList', { sceneName });
    items.set(sceneName, list?.sceneItems.map(({ sourceName }) => sourceName) ?? []);
  }
  for (const sceneName of groups) {
    const list = await tryAsk(obs, 'GetGroupSceneItemList', { sceneName });
    items.set(sceneName, list?.sceneItems.map(({ sourceName }) => sourceName) ?? []);
  }
  return items;
}

async function filtersOf(obs: ObsPort, rules: readonly Rule[]): Promise<Map<string, string[]>> {
  const filters = new Map<string, string[]>();
  for (const action of rules.flatMap((rule) => rule.do)) {
    if (!('filter' in action) || filters.has(action.of)) continue;
    const list = await tryAsk(obs, 'GetSourceFilterList', { sourceName: action.of });
    if (list !== null)
      filters.set(
        action.of,
        list.filters.map(({ filterName }) => filterName),
      );
  }
  return filters;
}

/** @throws ObsError when OBS goes away meanwhile. */
export async function readInventory(obs: ObsPort, rules: readonly Rule[]): Promise<ObsInventory> {
  const { obsVersion, availableRequests } = await obs.call('GetVersion', {});
  const sceneList = await obs.call('GetSceneList', {});
  const scenes = sceneList.scenes.map(({ sceneName }) => sceneName).toReversed();
  const { groups } = await obs.call('GetGroupList', {});
  const { inputs } = await obs.call('GetInputList', {});
  const { inputKinds } = await obs.call('GetInputKindList', {});
  const { hotkeys } = await obs.call('GetHotkeyList', {});
  const advanced = (await profileValue(obs, 'Output', 'Mode')) === 'Advanced';
  const section = advanced ? 'AdvOut' : 'SimpleOutput';
  const splitting = await profileValue(obs, section, 'RecSplitFile');
  return {
    obsVersion,
    requests: new Set(availableRequests),
    programScene: sceneList.currentProgramSceneName ?? null,
    scenes,
    items: await itemsOf(obs, scenes, groups),
    groups: new Set(groups),
    inputs: new Map(inputs.map(({ inputName, inputKind }) => [inputName, inputKind] as const)),
    filters: await filtersOf(obs, rules),
    hotkeys,
    replayBuffer: await replayBufferState(obs),
    recording: (await tryAsk(obs, 'GetRecordStatus', {}))?.outputActive ?? false,
    recordFormat: await profileValue(obs, section, 'RecFormat2'),
    splitting: splitting === null ? null : splitting === 'true',
    canBrowse: inputKinds.includes('browser_source'),
  };
}
