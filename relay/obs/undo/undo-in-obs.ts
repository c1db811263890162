/**
 * Undoes one change in OBS. `timed-changes.ts` decides when: a value's time is over, OBS comes back, the program ends or starts.
 *
 * A place is one value in OBS that rules change (`obs-place.ts`), such as whether a source is visible. Its stack holds what was
 * there before, and the values that rules put there for a time, the newest on top (`timed-values.ts`). A change is undone only in
 * the scene collection it belongs to, at the place's present name, and only if OBS still shows what a rule left there: what
 * somebody else changed meanwhile stays.
 */
import { ObsError, type ObsPort, obsStatus } from '../connection/obs-port.ts';
import { findPlace, isSameCollection } from './find-renamed.ts';
import { type ObsPlace, placeText } from './obs-place.ts';
import { readPlace } from './read-write-place.ts';
import type { Dropped, PlaceValue, TimedStack } from './timed-values.ts';
import { sameValue } from './timed-values.ts';
import { isOurs, isUnanswered, type NewNames, renamedUndo, type UndoEntry } from './undo-ledger.ts';

export type UndoResult =
  /** Another scene collection is on. */
  | { outcome: 'elsewhere'; collection: string }
  /** Try again: OBS did not answer. `null`: it has not answered the change itself yet. */
  | { outcome: 'later'; why: ObsError | null }
  | { outcome: 'done'; names: NewNames; rest: TimedStack | undefined; sentence: string }
  /** `left`: somebody else changed it. `failed`: it cannot be undone. */
  | { outcome: 'left' | 'failed'; sentence: string };

/**
 * Never throws.
 * @param drop removes the values whose time is over, or all (`timed-values.ts`); its `change` is to be written, null where
 *   viewers would see no difference
 * @param write writes a value to a place in OBS
 */
export async function undoChange(
  obs: ObsPort,
  entry: UndoEntry,
  drop: (stack: TimedStack) => Dropped,
  write: (place: ObsPlace, value: PlaceValue) => Promise<void>,
): Promise<UndoResult> {
  let text = placeText(entry.place);
  const failed = (why: string): UndoResult => {
    return { outcome: 'failed', sentence: `Could not put back ${text}: ${why}` };
  };
  try {
    const list = await obs.call('GetSceneCollectionList', {});
    const collection = list.currentSceneCollectionName;
    if (collection !== entry.collection) {
      // The name counts before the ids: a copy of a collection holds the same ids.
      if (list.sceneCollections.includes(entry.collection)) {
        return { outcome: 'elsewhere', collection };
      }
      if (!(await isSameCollection(obs, entry.identity))) {
        return failed(`its scene collection "${entry.collection}" is not in OBS any more.`);
      }
    }
    const names = await findPlace(obs, entry.place, entry.stack, entry.identity);
    if (names === null) return failed('it is not in OBS any more.');
    const now = renamedUndo(entry, names);
    const { place, stack } = now;
    text = placeText(place);
    const { stack: rest, change } = drop(stack);
    // A run that ends in order reports nothing; `timed-changes.ts` passes this sentence on after a crash only.
    const done: UndoResult = {
      outcome: 'done',
      names,
      rest,
      sentence: `Put back ${text}, which an earlier run could not.`,
    };
    if (change === null) return done;
    const actual = await readPlace(obs, place);
    if (sameValue(actual, change.value)) {
      // The change itself may still be on its way to OBS, and would come after this look.
      return isUnanswered(entry) ? { outcome: 'later', why: null } : done;
    }
    if (!isOurs(now, actual)) {
      return { outcome: 'left', sentence: `Left ${text} as it is: it was changed meanwhile.` };
    }
    await write(place, change.value);
    return done;
  } catch (error) {
    if (!(error instanceof ObsError)) return failed(String(error));
    const isFinal = error.code === 'status' && error.status !== obsStatus.notReady;
    return isFinal ? failed(error.message) : { outcome: 'later', why: error };
  }
}
