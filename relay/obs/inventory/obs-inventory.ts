/**
 * Reads from OBS everything that rules depend on: scenes, sources, filters, outputs, the format of recordings. Changes
 * nothing in OBS.
 */
import { ObsError, type ObsPort, obsStatus, unlessRefused } from '../connection/obs-port.ts';
import type { Rule } from '../rules/rule-schema.ts';

/** A snapshot of OBS. */
export interface ObsInventory {
  obsVersion: string;
  requests: ReadonlySet<string>;
  programScene: string | null;
  /** From the top, as OBS shows them. */
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
  streaming: boolean;
  /** The format of recordings as the profile names it, for instance `mkv`, `hybrid_mp4`; null: not known. */
  recordFormat: string | null;
  /** Recordings can be split; null: not known. */
  splitting: boolean | null;
  /** This OBS can show web pages. */
  canBrowse: boolean;
}

async function profileValue(obs: ObsPort, section: string, name: string): Promise<string | null> {
  const question = { parameterCategory: section, parameterName: name };
  const answer = await unlessRefused(obs.call('GetProfileParameter', question));
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
  // One at a time: a collection can have a hundred scenes, and OBS has to draw.
  for (const sceneName of scenes) {
    const list = await unlessRefused(obs.call('GetSceneItemList', { sceneName }));
    items.set(sceneName, list?.sceneItems.map(({ sourceName }) => sourceName) ?? []);
  }
  for (const sceneName of groups) {
    const list = await unlessRefused(obs.call('GetGroupSceneItemList', { sceneName }));
    items.set(sceneName, list?.sceneItems.map(({ sourceName }) => sourceName) ?? []);
  }
  return items;
}

/** @returns null: OBS has no such source */
export async function filterNames(obs: ObsPort, sourceName: string): Promise<string[] | null> {
  const list = await unlessRefused(obs.call('GetSourceFilterList', { sourceName }));
  return list?.filters.map(({ filterName }) => filterName) ?? null;
}

async function filtersOf(obs: ObsPort, rules: readonly Rule[]): Promise<Map<string, string[]>> {
  const filters = new Map<string, string[]>();
  for (const action of rules.flatMap((rule) => rule.do)) {
    if (!('filter' in action) || filters.has(action.of)) continue;
    const names = await filterNames(obs, action.of);
    if (names !== null) filters.set(action.of, names);
  }
  return filters;
}

/** @throws ObsError when OBS goes away meanwhile */
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
    recording: (await unlessRefused(obs.call('GetRecordStatus', {})))?.outputActive ?? false,
    streaming: (await unlessRefused(obs.call('GetStreamStatus', {})))?.outputActive ?? false,
    recordFormat: await profileValue(obs, section, 'RecFormat2'),
    splitting: splitting === null ? null : splitting === 'true',
    canBrowse: inputKinds.includes('browser_source'),
  };
}
