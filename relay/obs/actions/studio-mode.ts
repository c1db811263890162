/**
 * Makes viewers see changes in studio mode. There the program is a copy of its scene, made when the scene went on program,
 * so later changes of items and filters show in the preview only. This file puts the scene on program again, by a cut,
 * and leaves the preview as it is. Observed with OBS 29: OBS ignores a transition while another one runs, and with
 * “swap preview/program” on, every transition changes the preview.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { limits } from '../../../protocol/limits.ts';
import { type ObsPort, unlessRefused } from '../connection/obs-port.ts';
import type { ObsStep } from '../connection/obs-requests.ts';
import { itemsOf, listed } from '../inventory/scene-items.ts';

export class StudioMode {
  readonly #obs: ObsPort;
  /** Changes of the program run one at a time; otherwise one would restore the transition of another. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(obs: ObsPort) {
    this.#obs = obs;
  }

  /** Puts a scene on program and leaves the preview as it is. @throws ObsError */
  switchScene(sceneName: string): Promise<void> {
    return this.#alone(async () => {
      const preview = await this.#preview();
      if (preview === null) {
        await this.#obs.call('SetCurrentProgramScene', { sceneName });
        return undefined;
      }
      await this.#waitForTransition();
      const before = await this.#program();
      await this.#obs.call('SetCurrentProgramScene', { sceneName });
      return () => this.#restorePreview(preview, before);
    });
  }

  /** After a change in a scene, group or source: makes viewers see it if the program is a copy. @throws ObsError */
  refreshProgram(name: string): Promise<void> {
    return this.#alone(async () => {
      // Where this OBS refuses, it lacks the source or the request, and so has no copy of it.
      await unlessRefused(this.#refresh(name));
      return undefined;
    });
  }

  async #refresh(name: string): Promise<void> {
    if ((await this.#preview()) === null) return;
    const { videoActive } = await this.#obs.call('GetSourceActive', { sourceName: name });
    const program = await this.#program();
    if (!videoActive && (await this.#shows(program, name))) await this.#putOnAgain(program);
  }

  /** @param work may return what is left to do after its caller has its answer */
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

  /** Waits until OBS accepts the next transition, for at most `limits.obsTransitionMs`. */
  async #waitForTransition(): Promise<void> {
    const endMs = performance.now() + limits.obsTransitionMs;
    while (performance.now() < endMs) {
      const { transitionCursor } = await this.#obs.call('GetCurrentSceneTransitionCursor', {});
      if (transitionCursor >= 1) return;
      await pause(limits.obsTransitionPollMs);
    }
  }

  /** Undoes OBS's swap, unless somebody has chosen another preview meanwhile. */
  async #restorePreview(preview: string, swappedTo: string): Promise<void> {
    await this.#waitForTransition();
    await pause(limits.obsCutMs);
    const now = await this.#preview();
    if (now === null || now === preview || now !== swappedTo) return;
    await this.#obs.call('SetCurrentPreviewScene', { sceneName: preview });
  }

  /** Whether a scene is or shows this, at any depth. */
  async #shows(scene: string, name: string): Promise<boolean> {
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

  /** In one batch, which OBS finishes even if this program is killed meanwhile. */
  async #putOnAgain(sceneName: string): Promise<void> {
    const obs = this.#obs;
    await this.#waitForTransition();
    const preview = await this.#preview();
    if (preview === null) return;
    const list = await obs.call('GetSceneTransitionList', {});
    const usual = list.currentSceneTransitionName ?? null;
    // OBS translates the name of a transition, not its kind.
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
