/**
 * What viewers see of a change. In studio mode the program is a copy of its scene, made when the scene was put on
 * program: a change of the scene's items and filters shows in the preview only. So the scene is taken again, by a cut
 * and with the preview left as it is. Seen of OBS 29: a transition that is under way swallows the next one, and with
 * «swap» on each one changes the preview.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { limits } from '../../../protocol/limits.ts';
import { ObsError, type ObsPort } from '../connection/obs-port.ts';
import type { ObsStep } from '../connection/obs-requests.ts';
import { itemsOf, listed } from '../inventory/scene-items.ts';

export class StudioMode {
  readonly #obs: ObsPort;
  /** The program is changed by one at a time, or one would keep the transition of the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(obs: ObsPort) {
    this.#obs = obs;
  }

  /** Puts a scene on program. In studio mode the preview stays what it is. @throws ObsError */
  switchTo(sceneName: string): Promise<void> {
    return this.#alone(async () => {
      const preview = await this.#preview();
      if (preview === null) {
        await this.#obs.call('SetCurrentProgramScene', { sceneName });
        return undefined;
      }
      await this.#transitionOver();
      const before = await this.#program();
      await this.#obs.call('SetCurrentProgramScene', { sceneName });
      return () => this.#unswap(preview, before);
    });
  }

  /**
   * Lets viewers see what was changed in a scene, group or source, where they see a copy of it. @throws ObsError
   */
  show(name: string): Promise<void> {
    return this.#alone(async () => {
      try {
        if ((await this.#preview()) === null) return undefined;
        const { videoActive } = await this.#obs.call('GetSourceActive', { sourceName: name });
        const program = await this.#program();
        if (!videoActive && (await this.#holds(program, name))) await this.#takeAgain(program);
      } catch (error) {
        // A source or request that this OBS does not have: then there is no copy of it either.
        if (!(error instanceof ObsError) || error.code !== 'status') throw error;
      }
      return undefined;
    });
  }

  /** @param work may return what is left to do after its caller has the answer */
  #alone(work: () => Promise<(() => Promise<void>) | undefined>): Promise<void> {
    const result = this.#last.then(work);
    this.#last = result.then((rest) => rest?.()).catch(() => {});
    return result.then(() => {});
  }

  async #program(): Promise<string> {
    return (await this.#obs.call('GetCurrentProgramScene', {})).currentProgramSceneName;
  }

  /** null: studio mode is off. */
  async #preview(): Promise<string | null> {
    const { studioModeEnabled } = await this.#obs.call('GetStudioModeEnabled', {});
    if (!studioModeEnabled) return null;
    return (await this.#obs.call('GetCurrentPreviewScene', {})).currentPreviewSceneName;
  }

  /** Waits until OBS would not swallow the next transition; not for ever. */
  async #transitionOver(): Promise<void> {
    const endMs = performance.now() + limits.obsTransitionMs;
    while (performance.now() < endMs) {
      const { transitionCursor } = await this.#obs.call('GetCurrentSceneTransitionCursor', {});
      if (transitionCursor >= 1) return;
      await pause(limits.obsTransitionLookMs);
    }
  }

  /** Undoes OBS's swap, and nothing that somebody chose meanwhile. */
  async #unswap(preview: string, swappedTo: string): Promise<void> {
    await this.#transitionOver();
    await pause(limits.obsCutMs);
    const now = await this.#preview();
    if (now === null || now === preview || now !== swappedTo) return;
    await this.#obs.call('SetCurrentPreviewScene', { sceneName: preview });
  }

  /** The scene shows it: it is the scene itself, or is shown in it, however deep. */
  async #holds(scene: string, name: string): Promise<boolean> {
    const seen = new Set([scene]);
    const level = [scene];
    for (const container of level) {
      if (container === name) return true;
      for (const item of await itemsOf(this.#obs, container)) {
        const { source, isContainer } = listed(item);
        if (item.sceneItemEnabled === false || seen.has(source)) continue;
        if (source === name) return true;
        seen.add(source);
        if (isContainer) level.push(source);
      }
    }
    return false;
  }

  /** In one batch: OBS brings it to its end, also when we are killed meanwhile. */
  async #takeAgain(sceneName: string): Promise<void> {
    const obs = this.#obs;
    await this.#transitionOver();
    const preview = await this.#preview();
    if (preview === null) return;
    const list = await obs.call('GetSceneTransitionList', {});
    const usual = list.currentSceneTransitionName ?? null;
    // Its name is translated; its kind is not.
    const cut = list.transitions.find(({ transitionKind }) => transitionKind === 'cut_transition');
    const own = await obs.call('GetSceneSceneTransitionOverride', { sceneName });
    const steps: ObsStep[] = [];
    const after: ObsStep[] = [];
    if (cut !== undefined && usual !== null && usual !== cut.transitionName) {
      steps.push(transition(cut.transitionName));
      after.push(transition(usual));
    }
    if (cut !== undefined && own.transitionName != null) {
      const { transitionName, transitionDuration = null } = own;
      steps.push(override(sceneName, cut.transitionName, null));
      after.push(override(sceneName, transitionName, transitionDuration));
    }
    steps.push({ requestType: 'SetCurrentProgramScene', requestData: { sceneName } });
    steps.push({ requestType: 'Sleep', requestData: { sleepMillis: limits.obsCutMs } });
    steps.push({ requestType: 'SetCurrentPreviewScene', requestData: { sceneName: preview } });
    await obs.batch([...steps, ...after], limits.obsCutMs);
  }
}

function transition(transitionName: string): ObsStep {
  return { requestType: 'SetCurrentSceneTransition', requestData: { transitionName } };
}

function override(
  sceneName: string,
  transitionName: string,
  transitionDuration: number | null,
): ObsStep {
  return {
    requestType: 'SetSceneSceneTransitionOverride',
    requestData: { sceneName, transitionName, transitionDuration },
  };
}
