/**
 * Finds a place in OBS again after scenes and sources were renamed, also while this program did not run. It goes by OBS's
 * own ids where OBS gives them (30.1 and newer), by the numbers of scene items, and by the names of all scenes.
 */
import * as z from 'zod';
import type { ObsPort } from '../connection/obs-port.ts';
import type { ObsSceneItem } from '../connection/obs-requests.ts';
import { itemsOf } from '../inventory/scene-items.ts';
import type { ObsPlace } from './obs-place.ts';
import type { PlaceValue, TimedStack } from './timed-values.ts';

export const identitySchema = z.strictObject({
  /** OBS's id of each scene and source that the place and its values name. */
  uuids: z.record(z.string(), z.string()),
  /** Names of all scenes; empty where OBS gives ids. */
  scenes: z.array(z.string()),
});

export type PlaceIdentity = z.output<typeof identitySchema>;

interface Named {
  readonly name: string;
  readonly uuid: string | null;
}

async function scenesOf(obs: ObsPort): Promise<Named[]> {
  const { scenes } = await obs.call('GetSceneList', {});
  return scenes.map(({ sceneName: name, sceneUuid }) => ({ name, uuid: sceneUuid ?? null }));
}

async function inputsOf(obs: ObsPort): Promise<Named[]> {
  const { inputs } = await obs.call('GetInputList', {});
  return inputs.map(({ inputName: name, inputUuid }) => ({ name, uuid: inputUuid ?? null }));
}

/** Read before the place is changed. @throws ObsError */
export async function readIdentity(
  obs: ObsPort,
  place: ObsPlace,
  values: readonly PlaceValue[],
): Promise<PlaceIdentity> {
  const scenes = await scenesOf(obs);
  const named = [...scenes];
  const names = new Set<unknown>(place.kind === 'scene' ? values : [place.source]);
  if (place.kind === 'item') {
    names.add(place.scene);
    const items = await itemsOf(obs, place.scene);
    const item = items.find(({ sceneItemId }) => sceneItemId === place.item);
    if (item?.sourceUuid) named.push({ name: place.source, uuid: item.sourceUuid });
  } else if (place.kind !== 'scene') {
    named.push(...(await inputsOf(obs)));
  }
  const known = named.filter(({ name, uuid }) => uuid !== null && names.has(name));
  return {
    uuids: Object.fromEntries(known.map(({ name, uuid }) => [name, uuid!])),
    scenes: scenes.some(({ uuid }) => uuid !== null) ? [] : scenes.map(({ name }) => name),
  };
}

/**
 * The present name of something. Pure.
 * @param identity read before the change
 * @param list what OBS has now
 * @returns null: it is gone, or cannot be identified
 */
function currentName(name: string, identity: PlaceIdentity, list: readonly Named[]): string | null {
  const uuid = identity.uuids[name];
  const same = uuid === undefined ? undefined : list.find((one) => one.uuid === uuid);
  if (same !== undefined) return same.name;
  if (list.some((one) => one.name === name)) return name;
  // Exactly one scene is missing and one is new: it was renamed.
  const missing = identity.scenes.filter((scene) => !list.some((one) => one.name === scene));
  const added = list.filter((one) => !identity.scenes.includes(one.name));
  const isRenamed = missing.length === 1 && added.length === 1 && missing[0] === name;
  return isRenamed ? added[0]!.name : null;
}

/**
 * Finds a place in the scene collection it belongs to, which must be on. @throws ObsError
 * @returns new names by old ones; null: it is gone
 */
export async function findPlace(
  obs: ObsPort,
  place: ObsPlace,
  stack: TimedStack,
  identity: PlaceIdentity,
): Promise<ReadonlyMap<string, string> | null> {
  const scenes = await scenesOf(obs);
  if (place.kind === 'item') return findItem(obs, place, identity, scenes);
  if (place.kind !== 'scene') {
    const { groups } = await obs.call('GetGroupList', {});
    const sources = [...scenes, ...(await inputsOf(obs)), ...groups.map(withoutUuid)];
    const name = currentName(place.source, { ...identity, scenes: [] }, sources);
    return name === null ? null : new Map([[place.source, name]]);
  }
  const names = new Map<string, string>();
  for (const value of [stack.original, ...stack.values.map((one) => one.value)]) {
    const name = currentName(String(value), identity, scenes);
    // The original must be there to be undone; a timed scene that is gone does not matter.
    if (name === null && value === stack.original) return null;
    if (name !== null) names.set(String(value), name);
  }
  return names;
}

function withoutUuid(name: string): Named {
  return { name, uuid: null };
}

type ItemPlace = Extract<ObsPlace, { kind: 'item' }>;

async function findItem(
  obs: ObsPort,
  place: ItemPlace,
  identity: PlaceIdentity,
  scenes: readonly Named[],
): Promise<ReadonlyMap<string, string> | null> {
  const namesFor = (scene: string, { sourceName }: ObsSceneItem): ReadonlyMap<string, string> =>
    new Map([
      [place.scene, scene],
      [place.source, sourceName],
    ]);
  const { groups } = await obs.call('GetGroupList', {});
  const isGroup = groups.includes(place.scene);
  const scene = isGroup ? place.scene : currentName(place.scene, identity, scenes);
  if (scene !== null) {
    const item = itemIn(await itemsOf(obs, scene), place, identity);
    return item === undefined ? null : namesFor(scene, item);
  }
  // The scene or group was renamed: it is the one that holds this item.
  const found: ReadonlyMap<string, string>[] = [];
  for (const container of [...scenes.map(({ name }) => name), ...groups]) {
    const item = itemIn(await itemsOf(obs, container), place, identity);
    if (item?.sourceName === place.source) found.push(namesFor(container, item));
  }
  return found.length === 1 ? found[0]! : null;
}

/** OBS never reuses the number of an item, so the number is enough, whatever its source is called now. */
function itemIn(
  items: readonly ObsSceneItem[],
  { item, source }: ItemPlace,
  { uuids }: PlaceIdentity,
): ObsSceneItem | undefined {
  const isSame = ({ sourceUuid }: ObsSceneItem): boolean =>
    !sourceUuid || uuids[source] === undefined || sourceUuid === uuids[source];
  return items.find((one) => one.sceneItemId === item && isSame(one));
}

/** Whether the scene collection that is on is this one under a new name: something in it has a known id. @throws ObsError */
export async function isSameCollection(obs: ObsPort, { uuids }: PlaceIdentity): Promise<boolean> {
  const known = new Set(Object.values(uuids));
  if (known.size === 0) return false;
  const all = [...(await scenesOf(obs)), ...(await inputsOf(obs))];
  return all.some(({ uuid }) => uuid !== null && known.has(uuid));
}
