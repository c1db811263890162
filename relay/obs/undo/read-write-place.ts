/** Reads and writes places in OBS, in studio mode too. `timed-changes.ts` decides when. */
import { setTimeout as pause } from 'node:timers/promises';
import { limits } from '../../../protocol/limits.ts';
import { StudioMode } from '../actions/studio-mode.ts';
import { inSteps, type ObsPort } from '../connection/obs-port.ts';
import type { ObsPlace } from './obs-place.ts';
import type { PlaceValue } from './timed-values.ts';

/** Names of input settings. */
const inputSetting = { text: 'text', address: 'url' } as const;

/** @returns what OBS has there now. @throws ObsError */
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
      // OBS leaves out settings that were never changed; the default of a text is empty.
      const value = inputSettings[inputSetting[place.kind]];
      return typeof value === 'string' ? value : '';
    }
    case 'filter': {
      const { source: sourceName, filter: filterName } = place;
      return (await obs.call('GetSourceFilter', { sourceName, filterName })).filterEnabled;
    }
    case 'filter-setting': {
      const { source: sourceName, filter: filterName, setting } = place;
      const filter = await obs.call('GetSourceFilter', { sourceName, filterName });
      const { filterKind, filterSettings } = filter;
      if (Object.hasOwn(filterSettings, setting)) return filterSettings[setting] as PlaceValue;
      const defaults = await obs.call('GetSourceFilterDefaultSettings', { filterKind });
      return (defaults.defaultFilterSettings[setting] ?? null) as PlaceValue;
    }
  }
}

export class PlaceWriter {
  readonly #obs: ObsPort;
  readonly #studioMode: StudioMode;
  readonly #textWrittenMs = new Map<string, number>();

  constructor(obs: ObsPort) {
    this.#obs = obs;
    this.#studioMode = new StudioMode(obs);
  }

  /**
   * In studio mode viewers see it too. Writes one text source at most once in `limits.triggerTextGapMs`.
   * @param value of the kind that `readPlace` returns for this place
   * @throws ObsError
   */
  async write(place: ObsPlace, value: PlaceValue): Promise<void> {
    const obs = this.#obs;
    switch (place.kind) {
      case 'scene':
        return this.#studioMode.switchScene(String(value));
      case 'item': {
        const { scene: sceneName, item: sceneItemId } = place;
        const sceneItemEnabled = value === true;
        const item = { sceneName, sceneItemId, sceneItemEnabled };
        return this.#change(sceneName, () => obs.call('SetSceneItemEnabled', item));
      }
      case 'text':
      case 'address': {
        if (place.kind === 'text') await this.#textTurn(place.source);
        const inputName = place.source;
        const inputSettings = { [inputSetting[place.kind]]: value };
        const input = { inputName, inputSettings, overlay: true };
        return this.#change(inputName, () => obs.call('SetInputSettings', input));
      }
      case 'filter': {
        const { source: sourceName, filter: filterName } = place;
        const filterEnabled = value === true;
        const filter = { sourceName, filterName, filterEnabled };
        return this.#change(sourceName, () => obs.call('SetSourceFilterEnabled', filter));
      }
      case 'filter-setting': {
        const { source: sourceName, filter: filterName, setting } = place;
        const filterSettings = { [setting]: value };
        const filter = { sourceName, filterName, filterSettings, overlay: true };
        return this.#change(sourceName, () => obs.call('SetSourceFilterSettings', filter));
      }
    }
  }

  /** Makes a change, and makes viewers see it in studio mode. @param name of what is changed. @throws ObsError */
  #change(name: string, change: () => Promise<unknown>): Promise<void> {
    return inSteps(change, () => this.#studioMode.refreshProgram(name));
  }

  async #textTurn(source: string): Promise<void> {
    const last = this.#textWrittenMs.get(source) ?? Number.NEGATIVE_INFINITY;
    const tooEarlyMs = last + limits.triggerTextGapMs - performance.now();
    if (tooEarlyMs > 0) await pause(tooEarlyMs);
    this.#textWrittenMs.set(source, performance.now());
  }
}
