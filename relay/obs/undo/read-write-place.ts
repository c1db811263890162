/** Reads and writes places in OBS, so that viewers see it. When to do so is decided elsewhere. */

import type { StudioMode } from '../actions/studio-mode.ts';
import type { ObsPort } from '../connection/obs-port.ts';
import type { ObsPlace } from './obs-place.ts';
import type { PlaceValue } from './timed-values.ts';

/** What is there now. @throws ObsError */
export async function readPlace(obs: ObsPort, place: ObsPlace): Promise<PlaceValue> {
  switch (place.kind) {
    case 'scene':
      return (await obs.call('GetCurrentProgramScene', {})).currentProgramSceneName;
    case 'item': {
      const { scene: sceneName, item: sceneItemId } = place;
      return (await obs.call('GetSceneItemEnabled', { sceneName, sceneItemId })).sceneItemEnabled;
    }
    case 'text':
    case 'address': {
      const { inputSettings } = await obs.call('GetInputSettings', { inputName: place.source });
      // Settings that were never touched are left out of the answer; the default of a text is nothing.
      const value = inputSettings[settingOf[place.kind]];
      return typeof value === 'string' ? value : '';
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
      if (Object.hasOwn(filterSettings, setting)) return filterSettings[setting] as PlaceValue;
      const defaults = await obs.call('GetSourceFilterDefaultSettings', { filterKind });
      return (defaults.defaultFilterSettings[setting] ?? null) as PlaceValue;
    }
  }
}

const settingOf = { text: 'text', address: 'url' } as const;

/**
 * Also lets viewers see it in studio mode.
 * @param value of the kind that `readPlace` gives for this place
 * @throws ObsError
 */
export async function writePlace(
  obs: ObsPort,
  viewers: StudioMode,
  place: ObsPlace,
  value: PlaceValue,
): Promise<void> {
  switch (place.kind) {
    case 'scene':
      return viewers.switchTo(String(value));
    case 'item': {
      const { scene: sceneName, item: sceneItemId } = place;
      const sceneItemEnabled = value === true;
      await obs.call('SetSceneItemEnabled', { sceneName, sceneItemId, sceneItemEnabled });
      return viewers.show(sceneName);
    }
    case 'text':
    case 'address': {
      const inputSettings = { [settingOf[place.kind]]: value };
      await obs.call('SetInputSettings', { inputName: place.source, inputSettings, overlay: true });
      return viewers.show(place.source);
    }
    case 'filter': {
      const { source: sourceName, filter: filterName } = place;
      const filterEnabled = value === true;
      await obs.call('SetSourceFilterEnabled', { sourceName, filterName, filterEnabled });
      return viewers.show(sourceName);
    }
    case 'filter-setting': {
      const { source: sourceName, filter: filterName, setting } = place;
      const filterSettings = { [setting]: value };
      await obs.call('SetSourceFilterSettings', {
        sourceName,
        filterName,
        filterSettings,
        overlay: true,
      });
      return viewers.show(sourceName);
    }
  }
}
