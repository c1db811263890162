/**
 * The ledger of what was changed in OBS for a time and is to be undone: plain data that can be saved and read back, and
 * one function that applies each event to it. `timed-changes.ts` decides when to undo an entry, `undo-in-obs.ts` does
 * it. Pure.
 *
 * An entry is `planned` before OBS is asked, so that it is on disk when OBS does it. Then it is `applied`, later
 * `restoring`, and it is removed once it is undone or given up.
 */
import * as z from 'zod';
import { identitySchema } from './find-renamed.ts';
import { type ObsPlace, placeKey, placeSchema, renamedPlace } from './obs-place.ts';
import {
  nextEndMs,
  type PlaceValue,
  pushValue,
  renameValues,
  sameValue,
  type TimedStack,
  type TimedValue,
  topValue,
} from './timed-values.ts';

export type UndoPhase =
  /** OBS was asked and has not answered: it may not have done it, and may still do it. */
  | { readonly name: 'planned' }
  | { readonly name: 'applied' }
  | {
      readonly name: 'restoring';
      /** Tries without success. */
      readonly tries: number;
      /** Time of the next try, ms; Infinity: not before OBS has answered the change itself. */
      readonly nextMs: number;
      /** OBS has not answered the change itself yet. */
      readonly isUnanswered: boolean;
    };

/** An entry as it is saved: without its times, which belong to one process. */
const savedSchema = z.strictObject({
  /** Address of the OBS. */
  obs: z.string(),
  /** Scene collection: another one may hold places of the same names. */
  collection: z.string(),
  place: placeSchema,
  identity: identitySchema,
  original: z.json(),
  values: z.array(z.strictObject({ rule: z.string(), value: z.json() })).min(1),
  valueBefore: z.json().optional(),
});

export const savedUndosSchema = z.array(savedSchema);

export type SavedUndo = z.output<typeof savedSchema>;

export interface UndoEntry {
  readonly id: number;
  readonly obs: string;
  readonly collection: string;
  readonly place: ObsPlace;
  readonly identity: SavedUndo['identity'];
  readonly stack: TimedStack;
  /** What OBS shows until it has done the last request; undefined: it has confirmed that it did. */
  readonly valueBefore: PlaceValue | undefined;
  readonly phase: UndoPhase;
  /** An earlier run of the program left it. */
  readonly isFromEarlierRun: boolean;
}

export type UndoLedger = readonly UndoEntry[];

/** New names by old ones. */
export type NewNames = ReadonlyMap<string, string>;

export type UndoEvent =
  /** A value is about to be written; the entry replaces the one at its place. */
  | { type: 'planned'; entry: UndoEntry }
  /**
   * The time of the rule's value starts. `done`: OBS did it · `unknown`: OBS may have done it and gives no answer ·
   * `unanswered`: OBS may still do it
   */
  | { type: 'requested'; id: number; stack: TimedStack; outcome: 'done' | 'unknown' | 'unanswered' }
  /** OBS refused: everything is as it was before. */
  | { type: 'refused'; id: number; before: UndoEntry | null }
  /** The answer to the change came late, or can no longer come. */
  | { type: 'answered'; id: number; nowMs: number }
  /** The time of one value or of all is over. */
  | { type: 'due'; id: number; nowMs: number }
  /** Undoing failed; it is tried again at `nextMs`. */
  | { type: 'retry'; id: number; tries: number; nextMs: number }
  /** There is nothing to undo before the change itself is `answered`. */
  | { type: 'waiting'; id: number }
  /** The values below the top go on. */
  | { type: 'lowered'; id: number; stack: TimedStack }
  | { type: 'renamed'; id: number; names: NewNames }
  /** An earlier run had changed the place before: what was there before its change comes back in the end. */
  | { type: 'found-below'; id: number; below: UndoEntry }
  /** Undone, left to whoever changed it, or given up. */
  | { type: 'ended'; id: number };

export function entryAt(
  ledger: UndoLedger,
  obs: string,
  collection: string,
  place: ObsPlace,
): UndoEntry | undefined {
  const key = placeKey(place);
  return ledger.find(
    (one) => one.obs === obs && one.collection === collection && placeKey(one.place) === key,
  );
}

/** When something has to be done about an entry, ms. */
export function dueMs({ phase, stack }: UndoEntry): number {
  return phase.name === 'restoring' ? phase.nextMs : nextEndMs(stack);
}

/** Whether we wrote what OBS shows: as the last value, as an earlier one, or before a crash. */
export function isOurs({ stack, valueBefore }: UndoEntry, actual: PlaceValue): boolean {
  if (valueBefore !== undefined && sameValue(actual, valueBefore)) return true;
  return stack.values.some(({ value }) => sameValue(actual, value));
}

/**
 * The stack with one more timed value.
 * @param before the entry at this place; null: there is none
 * @param actual what OBS shows; where it has not done the last request, that is `valueBefore`
 */
export function stackWith(
  before: UndoEntry | null,
  actual: PlaceValue,
  added: TimedValue,
): TimedStack {
  if (before === null) return pushValue(undefined, actual, added);
  const { stack, valueBefore } = before;
  const isPending = valueBefore !== undefined && sameValue(actual, valueBefore);
  return pushValue(stack, isPending ? topValue(stack).value : actual, added);
}

/** OBS may still execute the call. */
export function isUnanswered({ phase }: UndoEntry): boolean {
  return phase.name === 'planned' || (phase.name === 'restoring' && phase.isUnanswered);
}

export function reduce(ledger: UndoLedger, event: UndoEvent): UndoLedger {
  if (event.type === 'planned') {
    const { obs, collection, place } = event.entry;
    const before = entryAt(ledger, obs, collection, place);
    return [...ledger.filter((one) => one !== before), event.entry];
  }
  return ledger.flatMap((one) => (one.id === event.id ? (changed(one, event) ?? []) : one));
}

/** @returns null: the entry is removed */
function changed(
  entry: UndoEntry,
  event: Exclude<UndoEvent, { type: 'planned' }>,
): UndoEntry | null {
  const { phase } = entry;
  switch (event.type) {
    case 'requested': {
      const { stack, outcome } = event;
      const name = outcome === 'unanswered' ? 'planned' : 'applied';
      const valueBefore = outcome === 'done' ? undefined : entry.valueBefore;
      return { ...entry, stack, phase: { name }, valueBefore };
    }
    case 'refused':
      return event.before;
    case 'answered':
      // Also when no answer can come any more; `valueBefore` stays then.
      if (phase.name === 'planned') return { ...entry, phase: { name: 'applied' } };
      if (phase.name !== 'restoring' || !phase.isUnanswered) return entry;
      return { ...entry, phase: { ...phase, isUnanswered: false, nextMs: event.nowMs } };
    case 'due': {
      if (phase.name === 'restoring') return entry;
      const start = { tries: 0, nextMs: event.nowMs, isUnanswered: isUnanswered(entry) };
      return { ...entry, phase: { name: 'restoring', ...start } };
    }
    case 'retry':
      if (phase.name !== 'restoring') return entry;
      return { ...entry, phase: { ...phase, tries: event.tries, nextMs: event.nextMs } };
    case 'waiting':
      if (phase.name !== 'restoring') return entry;
      return { ...entry, phase: { ...phase, nextMs: Number.POSITIVE_INFINITY } };
    case 'lowered':
      return { ...entry, stack: event.stack, phase: { name: 'applied' } };
    case 'renamed':
      return renamedUndo(entry, event.names);
    case 'found-below': {
      const { stack, identity } = entry;
      const { below } = event;
      // Else somebody changed the place by hand in between, and that stays.
      if (!isOurs(below, stack.original)) return entry;
      return {
        ...entry,
        stack: { ...stack, original: below.stack.original },
        identity: { ...identity, uuids: { ...below.identity.uuids, ...identity.uuids } },
      };
    }
    case 'ended':
      return null;
  }
}

/** The same entry after scenes and sources were renamed. */
export function renamedUndo(entry: UndoEntry, names: NewNames): UndoEntry {
  const follow = (name: string): string => names.get(name) ?? name;
  const { place, stack, identity, valueBefore } = entry;
  const isScene = place.kind === 'scene';
  const uuids = Object.entries(identity.uuids).map(([name, uuid]) => [follow(name), uuid]);
  return {
    ...entry,
    valueBefore: isScene && typeof valueBefore === 'string' ? follow(valueBefore) : valueBefore,
    place: renamedPlace(place, follow),
    stack: isScene ? renameValues(stack, follow) : stack,
    identity: { uuids: Object.fromEntries(uuids), scenes: identity.scenes.map(follow) },
  };
}

/** For the disk. */
export function toSaved(entry: UndoEntry): SavedUndo {
  const { obs, collection, place, identity, stack, valueBefore } = entry;
  const values = stack.values.map(({ rule, value }) => ({ rule, value }));
  const rest = valueBefore === undefined ? {} : { valueBefore };
  return {
    obs,
    collection,
    place,
    identity,
    original: stack.original,
    values,
    ...rest,
  } as SavedUndo;
}

/** An entry of an earlier run: its time is over, whatever the clock shows. */
export function fromSaved({ original, values, ...rest }: SavedUndo, id: number): UndoEntry {
  const untilMs = Number.NEGATIVE_INFINITY;
  return {
    ...rest,
    id,
    valueBefore: rest.valueBefore,
    stack: { original, values: values.map((one) => ({ ...one, untilMs })) },
    phase: { name: 'restoring', tries: 0, nextMs: untilMs, isUnanswered: false },
    isFromEarlierRun: true,
  };
}
