/**
 * What finds a place in OBS again after scenes and sources got other names, also while this program did not run: OBS's
 * own ids, where it tells them (30.1 and newer), numbers of scene items, and the names of all scenes.
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
  /** Names of all scenes; empty where OBS tells ids. */
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

/** Taken before the place is changed. @throws ObsError */
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
    const mine = items.find(({ sceneItemId }) => sceneItemId === place.item);
    if (mine?.sourceUuid) named.push({ name: place.source, uuid: mine.sourceUuid });
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
 * Pure. How something is called now.
 * @param marks of then
 * @param list what there is now
 * @returns null: it is not there any more, or nothing tells which one it is
 */
export function currentName(
  name: string,
  marks: PlaceIdentity,
  list: readonly Named[],
): string | null {
  const uuid = marks.uuids[name];
  const same = uuid === undefined ? undefined : list.find((one) => one.uuid === uuid);
  if (same !== undefined) return same.name;
  if (list.some((one) => one.name === name)) return name;
  // One scene is missing and one is new: it was renamed.
  const missing = marks.scenes.filter((scene) => !list.some((one) => one.name === scene));
  const fresh = list.filter((one) => !marks.scenes.includes(one.name));
  const isThat = missing.length === 1 && fresh.length === 1 && missing[0] === name;
  return isThat ? fresh[0]!.name : null;
}

/**
 * Finds a place again in the scene collection it belongs to. @throws ObsError
 * @returns new names by old ones; null: it is not there any more
 */
export async function findPlace(
  obs: ObsPort,
  place: ObsPlace,
  held: TimedStack,
  marks: PlaceIdentity,
): Promise<ReadonlyMap<string, string> | null> {
  const scenes = await scenesOf(obs);
  if (place.kind === 'item') return locateItem(obs, place, marks, scenes);
  if (place.kind !== 'scene') {
    const { groups } = await obs.call('GetGroupList', {});
    const sources = [...scenes, ...(await inputsOf(obs)), ...groups.map(unmarked)];
    const name = currentName(place.source, { ...marks, scenes: [] }, sources);
    return name === null ? null : new Map([[place.source, name]]);
  }
  const names = new Map<string, string>();
  for (const value of [held.base, ...held.holds.map((one) => one.value)]) {
    const name = currentName(String(value), marks, scenes);
    // One that is gone from on top matters to nobody; what is to be put back does.
    if (name === null && value === held.base) return null;
    if (name !== null) names.set(String(value), name);
  }
  return names;
}

function unmarked(name: string): Named {
  return { name, uuid: null };
}

type ItemPlace = Extract<ObsPlace, { kind: 'item' }>;

async function locateItem(
  obs: ObsPort,
  place: ItemPlace,
  marks: PlaceIdentity,
  scenes: readonly Named[],
): Promise<ReadonlyMap<string, string> | null> {
  const named = (scene: string, { sourceName }: ObsSceneItem): ReadonlyMap<string, string> =>
    new Map([
      [place.scene, scene],
      [place.source, sourceName],
    ]);
  const { groups } = await obs.call('GetGroupList', {});
  const scene = groups.includes(place.scene)
    ? place.scene
    : currentName(place.scene, marks, scenes);
  if (scene !== null) {
    const item = itemIn(await itemsOf(obs, scene), place, marks);
    return item === undefined ? null : named(scene, item);
  }
  // The scene or group has another name: it is the one that holds this item.
  const found: ReadonlyMap<string, string>[] = [];
  for (const container of [...scenes.map(({ name }) => name), ...groups]) {
    const item = itemIn(await itemsOf(obs, container), place, marks);
    if (item?.sourceName === place.source) found.push(named(container, item));
  }
  return found.length === 1 ? found[0]! : null;
}

/** OBS never gives the number of an item again, so the number is enough, whatever its source is called now. */
function itemIn(
  items: readonly ObsSceneItem[],
  { item, source }: ItemPlace,
  { uuids }: PlaceIdentity,
): ObsSceneItem | undefined {
  const isSame = ({ sourceUuid }: ObsSceneItem): boolean =>
    !sourceUuid || uuids[source] === undefined || sourceUuid === uuids[source];
  return items.find((one) => one.sceneItemId === item && isSame(one));
}

/** The scene collection on is this one under another name: it holds what bears its ids. @throws ObsError */
export async function isSameCollection(obs: ObsPort, { uuids }: PlaceIdentity): Promise<boolean> {
  const known = new Set(Object.values(uuids));
  if (known.size === 0) return false;
  const there = [...(await scenesOf(obs)), ...(await inputsOf(obs))];
  return there.some(({ uuid }) => uuid !== null && known.has(uuid));
}
