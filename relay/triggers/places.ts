/**
 * The places in OBS that rules change and that `forSeconds` can put back: the program scene, an item of a scene, a
 * text, a filter and each of its settings. How to read and write each; when to do so is decided elsewhere.
 */
import type { Value } from './holds.ts';
import type { ObsPort } from './obs-port.ts';

export type Place =
  | { kind: 'scene' }
  /** `scene` may also be a group. */
  | { kind: 'item'; scene: string; source: string }
  | { kind: 'text'; source: string }
  | { kind: 'filter'; source: string; filter: string }
  | { kind: 'filter-setting'; source: string; filter: string; setting: string };

/** Equal for equal places. */
export function placeKey(place: Place): string {
  return JSON.stringify(Object.values(place));
}

/** For sentences. */
export function placeText(place: Place): string {
  switch (place.kind) {
    case 'scene':
      return 'the scene';
    case 'item':
      return `"${place.source}" in "${place.scene}"`;
    case 'text':
      return `the text "${place.source}"`;
    case 'filter':
    case 'filter-setting':
      return `the filter "${place.filter}" of "${place.source}"`;
  }
}

/** The same place after a scene or source got a new name. */
export function renamedPlace(place: Place, from: string, to: string): Place {
  const follow = (name: string): string => (name === from ? to : name);
  switch (place.kind) {
    case 'scene':
      return place;
    case 'item':
      return { ...place, scene: follow(place.scene), source: follow(place.source) };
    default:
      return { ...place, source: follow(place.source) };
  }
}

async function itemOf(
  obs: ObsPort,
  place: { scene: string; source: string },
): Promise<{ sceneName: string; sceneItemId: number }> {
  // Asked for each time: ids belong to one scene and change with every new scene collection.
  const { scene: sceneName, source: sourceName } = place;
  const { sceneItemId } = await obs.call('GetSceneItemId', { sceneName, sourceName });
  return { sceneName, sceneItemId };
}

/** What is there now. @throws ObsError */
export async function readPlace(obs: ObsPort, place: Place): Promise<Value> {
  switch (place.kind) {
    case 'scene':
      return (await obs.call('GetCurrentProgramScene', {})).currentProgramSceneName;
    case 'item':
      return (await obs.call('GetSceneItemEnabled', await itemOf(obs, place))).sceneItemEnabled;
    case 'text': {
      const { inputSettings } = await obs.call('GetInputSettings', { inputName: place.source });
      // Settings that were never touched are left out of the answer; the default of a text is nothing.
      return typeof inputSettings.text === 'string' ? inputSettings.text : '';
    }
    case 'filter': {
      const { source: sourceName, filter: filterName } = place;
      return (await obs.call('GetSourceFilter', { sourceName, filterName })).filterEnabled;
    }
    case 'filter-setting': {
      const { source: sourceName, filter: filterName, setting } = place;
      const { filterKind, filterSettings } = await obs.call('GetSourceFilter', {
        sourceName,
        filterName,
      });
      if (Object.hasOwn(filterSettings, setting)) return filterSettings[setting] as Value;
      const defaults = await obs.call('GetSourceFilterDefaultSettings', { filterKind });
      return (defaults.defaultFilterSettings[setting] ?? null) as Value;
    }
  }
}

/** @param value of the kind that `readPlace` gives for this place. @throws ObsError */
export async function writePlace(obs: ObsPort, place: Place, value: Value): Promise<void> {
  switch (place.kind) {
    case 'scene':
      await obs.call('SetCurrentProgramScene', { sceneName: String(value) });
      return;
    case 'item': {
      const item = await itemOf(obs, place);
      await obs.call('SetSceneItemEnabled', { ...item, sceneItemEnabled: value === true });
      return;
    }
    case 'text':
      await obs.call('SetInputSettings', {
        inputName: place.source,
        inputSettings: { text: value },
        overlay: true,
      });
      return;
    case 'filter':
      await obs.call('SetSourceFilterEnabled', {
        sourceName: place.source,
        filterName: place.filter,
        filterEnabled: value === true,
      });
      return;
    case 'filter-setting':
      await obs.call('SetSourceFilterSettings', {
        sourceName: place.source,
        filterName: place.filter,
        filterSettings: { [place.setting]: value },
        overlay: true,
      });
      return;
  }
}
