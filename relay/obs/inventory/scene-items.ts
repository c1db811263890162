/**
 * Finds a source in a scene or group: directly, in a group of it, or in a scene inside it, and every copy of it. The search
 * itself makes no calls: it yields the name of the scene or group whose items it needs next.
 */
import { ObsError, type ObsPort, obsStatus } from '../connection/obs-port.ts';
import type { ObsSceneItem } from '../connection/obs-requests.ts';

/** One item of a scene or group. */
export interface FoundItem {
  /** Scene or group that holds it. */
  readonly scene: string;
  readonly source: string;
  /** OBS's number of the item: unique in its scene or group, and never reused. */
  readonly item: number;
}

/** What the search uses of an item. */
export interface ListedItem {
  readonly source: string;
  readonly item: number;
  /** It is a group or a scene with items of its own. */
  readonly isContainer: boolean;
}

/**
 * Finds the items that show a source, on the nearest level with at least one: in the container itself, else in all groups
 * and scenes inside it, else in those inside them. Yields the name of a container and receives its items, bottom-up as OBS
 * lists them.
 * @returns from the top, as OBS shows them
 */
export function* search(
  container: string,
  source: string,
): Generator<string, FoundItem[], readonly ListedItem[]> {
  const seen = new Set([container]);
  let level = [container];
  while (level.length > 0) {
    const found: FoundItem[] = [];
    const below: string[] = [];
    for (const scene of level) {
      for (const one of (yield scene).toReversed()) {
        if (one.source === source) found.push({ scene, source, item: one.item });
        if (!one.isContainer || seen.has(one.source)) continue;
        seen.add(one.source);
        below.push(one.source);
      }
    }
    if (found.length > 0) return found;
    level = below;
  }
  return [];
}

/** The items of a scene or group, bottom-up. @throws ObsError */
export async function itemsOf(obs: ObsPort, sceneName: string): Promise<ObsSceneItem[]> {
  try {
    return (await obs.call('GetSceneItemList', { sceneName })).sceneItems;
  } catch (error) {
    if (!(error instanceof ObsError) || error.status !== obsStatus.anotherType) throw error;
    return (await obs.call('GetGroupSceneItemList', { sceneName })).sceneItems;
  }
}

export function listed(item: ObsSceneItem): ListedItem {
  const { sourceName, sceneItemId, sourceType, isGroup } = item;
  const isContainer = sourceType === 'OBS_SOURCE_TYPE_SCENE' || typeof isGroup === 'boolean';
  return { source: sourceName, item: sceneItemId, isContainer };
}

/** Searches in OBS. @throws ObsError, for instance when there is no such scene or group */
export async function findItems(
  obs: ObsPort,
  container: string,
  source: string,
): Promise<FoundItem[]> {
  const searching = search(container, source);
  let step = searching.next();
  while (!step.done) step = searching.next((await itemsOf(obs, step.value)).map(listed));
  return step.value;
}

/** `once`, `2 times` */
export function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
