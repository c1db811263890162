/**
 * Adds an overlay to a scene of OBS as a browser source with the settings that suit it. Never creates a scene, and never
 * changes a source that is not ours or that another scene shows.
 */
import { layoutPageName } from '../../../protocol/layout.ts';
import { limits } from '../../../protocol/limits.ts';
import { nearest } from '../../../protocol/nearest.ts';
import { overlayUrl } from '../../../protocol/overlay-address.ts';
import type { ListedOverlay } from '../../../protocol/overlay-metadata.ts';
import type { AddedSource } from '../../../protocol/relay-answers.ts';
import { RelayError } from '../../errors.ts';
import { ObsError, type ObsPort, obsStatus, unlessRefused } from '../connection/obs-port.ts';
import { alignments } from '../connection/obs-requests.ts';
import { obsSentence } from '../connection/obs-state.ts';
import { findItems, itemsOf } from '../inventory/scene-items.ts';
import { browserSourceKind, ownPage } from './own-sources.ts';
import { placeInScene } from './place-in-scene.ts';

export interface SourceRequest {
  overlay: string;
  scene: string;
  /** Name of the source; a number follows it when the name is in use. Absent: the overlay's title. */
  name?: string | undefined;
  theme?: string | undefined;
  parameters?: Readonly<Record<string, string | number | boolean>> | undefined;
  /** CSS pixels; absent: the overlay's default. */
  width?: number | undefined;
  height?: number | undefined;
}

/** The frame rate of the canvas, and a page that stays loaded while hidden. */
function settingsOf(url: string, width: number, height: number): Record<string, unknown> {
  return {
    url,
    width,
    height,
    is_local_file: false,
    fps_custom: false,
    shutdown: false,
    restart_when_active: false,
    reroute_audio: false,
  };
}

/**
 * @param origin of the relay, for the address of the page
 * @param origins all addresses of the relay: sources that show its pages are ours
 * @throws RelayError with a sentence for people
 */
export async function addSource(
  obs: ObsPort,
  request: SourceRequest,
  overlays: readonly ListedOverlay[],
  origin: string,
  origins: readonly string[] = [origin],
): Promise<AddedSource> {
  const overlay = overlays.find(({ name }) => name === request.overlay);
  if (overlay === undefined) {
    const known = overlays.map(({ name }) => name);
    const hint = known.length === 0 ? '' : `; did you mean "${nearest(request.overlay, known)}"?`;
    throw new RelayError('bad-parameter', `There is no overlay "${request.overlay}"${hint}`);
  }
  const name = request.name ?? overlay.title;
  const parameters = { ...request.parameters, ...(request.theme ? { theme: request.theme } : {}) };
  const url = overlayUrl({ origin, overlay: overlay.name, parameters });
  try {
    const { canvas, ...size } = await sizeFor(obs, request, overlay);
    const added = await create(obs, { name, scene: request.scene, url, ...size }, origins);
    return canvas === null ? added : { ...added, canvas };
  } catch (error) {
    throw error instanceof ObsError ? await explained(obs, error, request.scene) : error;
  }
}

/** Aspect ratios are the same when they differ by less than this factor. */
const sameShape = 1.01;

/**
 * A layout of the same shape as the canvas of OBS gets a source of the canvas's size: it fills the canvas and is drawn
 * sharp, whatever the size is.
 * @returns `canvas`: that of OBS, where the layout was made for another shape
 */
async function sizeFor(
  obs: ObsPort,
  request: SourceRequest,
  { name, size }: ListedOverlay,
): Promise<ListedOverlay['size'] & { canvas: ListedOverlay['size'] | null }> {
  const { width = size.width, height = size.height } = request;
  const isAsked = request.width !== undefined || request.height !== undefined;
  if (isAsked || !name.startsWith(`${layoutPageName}/`)) return { width, height, canvas: null };
  const { baseWidth, baseHeight } = await obs.call('GetVideoSettings', {});
  const shape = (baseWidth / baseHeight) * (height / width);
  const isSame = Math.max(shape, 1 / shape) < sameShape;
  const canvas = { width: baseWidth, height: baseHeight };
  return isSame ? { ...canvas, canvas: null } : { width, height, canvas };
}

interface NewSource {
  name: string;
  scene: string;
  url: string;
  width: number;
  height: number;
}

/** `Gear`, `Gear 2`, `Gear 3`, … */
function nameNumber(name: string, number: number): string {
  return number === 1 ? name : `${name} ${number}`;
}

/**
 * Creates it under the first free name. A source of that name is reused if it is ours, and is in this scene only or shows
 * this very page.
 */
async function create(
  obs: ObsPort,
  source: NewSource,
  origins: readonly string[],
): Promise<AddedSource> {
  const { scene, url, width, height } = source;
  const inputSettings = settingsOf(url, width, height);
  for (let number = 1; number <= limits.sourceNamesMax; number++) {
    const name = nameNumber(source.name, number);
    try {
      const { sceneItemId } = await obs.call('CreateInput', {
        sceneName: scene,
        inputName: name,
        inputKind: browserSourceKind,
        inputSettings,
        sceneItemEnabled: true,
      });
      await place(obs, source, sceneItemId);
      return { name, scene, url, created: true };
    } catch (error) {
      if (!(error instanceof ObsError) || error.status !== obsStatus.alreadyExists) throw error;
    }
    if (await reuse(obs, { ...source, name }, origins, inputSettings)) {
      return { name, scene, url, created: false };
    }
  }
  throw new RelayError(
    'obs-refused',
    `OBS has sources called "${source.name}" up to number ${limits.sourceNamesMax} already.`,
    'Choose another name.',
  );
}

/** Places it where nothing is covered, at the bottom in the middle if it can be; scaled down where it is larger than the canvas. */
async function place(obs: ObsPort, source: NewSource, sceneItemId: number): Promise<void> {
  const { baseWidth, baseHeight } = await obs.call('GetVideoSettings', {});
  const scale = Math.min(1, baseWidth / source.width, baseHeight / source.height);
  const canvas = { width: baseWidth, height: baseHeight };
  const size = { width: source.width * scale, height: source.height * scale };
  const others = (await itemsOf(obs, source.scene)).filter(
    (one) => one.sceneItemId !== sceneItemId,
  );
  const { x, y } = placeInScene(canvas, size, others);
  await obs.call('SetSceneItemTransform', {
    sceneName: source.scene,
    sceneItemId,
    sceneItemTransform: {
      alignment: alignments.top | alignments.left,
      positionX: x,
      positionY: y,
      scaleX: scale,
      scaleY: scale,
    },
  });
}

/** @returns whether the source of that name could be reused and shows the page in this scene now */
async function reuse(
  obs: ObsPort,
  source: NewSource,
  origins: readonly string[],
  inputSettings: Record<string, unknown>,
): Promise<boolean> {
  const { name: inputName, scene: sceneName } = source;
  const found = await settingsOfInput(obs, inputName);
  if (found === null || ownPage(found.url, origins) === null) return false;
  const holders = await holdersOf(obs, inputName);
  const isHere = (await findItems(obs, sceneName, inputName)).length > 0;
  const isSame = (['url', 'width', 'height'] as const).every((key) => found[key] === source[key]);
  // A source that another scene shows is not changed; it may be shown here too.
  if (!isSame && (holders.length !== 1 || !isHere)) return false;
  if (!isSame) await obs.call('SetInputSettings', { inputName, inputSettings, overlay: true });
  if (!isHere) {
    await obs.call('CreateSceneItem', { sceneName, sourceName: inputName, sceneItemEnabled: true });
  }
  return true;
}

/** Of a browser source; null: no browser source has that name. */
async function settingsOfInput(
  obs: ObsPort,
  inputName: string,
): Promise<Record<string, unknown> | null> {
  const found = await unlessRefused(obs.call('GetInputSettings', { inputName }));
  return found?.inputKind === browserSourceKind ? found.inputSettings : null;
}

/** Scenes and groups that directly hold an input. */
async function holdersOf(obs: ObsPort, inputName: string): Promise<string[]> {
  const { scenes } = await obs.call('GetSceneList', {});
  const { groups } = await obs.call('GetGroupList', {});
  const holders: string[] = [];
  for (const name of [...scenes.map(({ sceneName }) => sceneName), ...groups]) {
    const items = await itemsOf(obs, name);
    if (items.some(({ sourceName }) => sourceName === inputName)) holders.push(name);
  }
  return holders;
}

async function explained(obs: ObsPort, error: ObsError, scene: string): Promise<RelayError> {
  if (error.code !== 'status') {
    const sentence = error.code === 'not-connected' ? obsSentence(obs.state) : error.message;
    return new RelayError('obs-away', sentence);
  }
  if (error.status === obsStatus.unknownKind) {
    return new RelayError(
      'obs-refused',
      'This OBS cannot show web pages: its browser source is missing.',
      'Install OBS from obsproject.com; packages of some Linux distributions come without it.',
    );
  }
  if (error.status === obsStatus.notFound) {
    const { scenes } = await obs.call('GetSceneList', {});
    const known = scenes.map(({ sceneName }) => sceneName);
    const hint = known.length === 0 ? '' : `; did you mean "${nearest(scene, known)}"?`;
    return new RelayError('bad-parameter', `OBS has no scene "${scene}"${hint}`);
  }
  return new RelayError('obs-refused', `OBS refused: ${error.message}`);
}
