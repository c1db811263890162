/**
 * What was changed in OBS for a time and is to be put back: plain data that can be written to disk and read back, and
 * one function that says what each change makes of it. Pure.
 *
 * An entry is planned before OBS is asked, so that it is on disk when OBS does it. It is then applied, in the end
 * restoring, and gone when it is restored or given up.
 */
import * as z from 'zod';
import { identitySchema } from './find-renamed.ts';
import { type ObsPlace, placeKey, placeSchema, renamedPlace } from './obs-place.ts';
import {
  hold,
  nextEndMs,
  type PlaceValue,
  renamed,
  sameValue,
  type TimedStack,
  type TimedValue,
  topValue,
} from './timed-values.ts';

export type UndoPhase =
  /** OBS was asked and has not answered: it may not have done it, and may do it yet. */
  | { readonly name: 'planned' }
  | { readonly name: 'applied' }
  | {
      readonly name: 'restoring';
      /** Tries that brought nothing. */
      readonly tries: number;
      /** When to try (again), ms; Infinity: when OBS has answered what it was asked. */
      readonly nextMs: number;
      /** The change itself is unanswered still. */
      readonly isUnanswered: boolean;
    };

/** What is kept of an entry over the end of the program: all but its times, which are those of one process. */
const keptSchema = z.strictObject({
  /** Address of the OBS. */
  obs: z.string(),
  /** Scene collection: places of others may go by the same names. */
  collection: z.string(),
  place: placeSchema,
  marks: identitySchema,
  base: z.json(),
  holds: z.array(z.strictObject({ rule: z.string(), value: z.json() })).min(1),
  /** What is there until OBS has done what it was asked; absent: it has. */
  until: z.json().optional(),
});

export const savedUndosSchema = z.array(keptSchema);

export type SavedUndo = z.output<typeof keptSchema>;

export interface UndoEntry extends Omit<SavedUndo, 'base' | 'holds' | 'until'> {
  readonly id: number;
  readonly held: TimedStack;
  /** What is there until OBS has done what it was asked; undefined: it has. */
  readonly until: PlaceValue | undefined;
  readonly phase: UndoPhase;
  /** Left by a run of the program that could not put it back. */
  readonly isLeftBehind: boolean;
}

export type UndoLedger = readonly UndoEntry[];

/** Names of now by names of then. */
export type NewNames = ReadonlyMap<string, string>;

export type Change =
  /** A value is about to be put there; takes the place of the entry that is there. */
  | { type: 'planned'; entry: UndoEntry }
  /**
   * The time of the rule's value begins. `done`: OBS has done it · `unknown`: it may have, and will not say any more ·
   * `unanswered`: it may do it yet
   */
  | { type: 'asked'; id: number; held: TimedStack; outcome: 'done' | 'unknown' | 'unanswered' }
  /** OBS said no: all is as it was before. */
  | { type: 'refused'; id: number; before: UndoEntry | null }
  /** The answer to a change came late, or can no longer come. */
  | { type: 'answered'; id: number; nowMs: number }
  /** The time of one value or of all is over. */
  | { type: 'due'; id: number; nowMs: number }
  /** It could not be put back this time. */
  | { type: 'unanswered'; id: number; tries: number; nextMs: number }
  /** Nothing is known yet that could be put back: waits for `answered`. */
  | { type: 'waiting'; id: number }
  /** A value that lies below goes on. */
  | { type: 'lowered'; id: number; held: TimedStack }
  /** What is new under which name is what had another one. */
  | { type: 'renamed'; id: number; names: NewNames }
  /** Restored, left to whoever changed it, or given up. */
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

/** When something is to be done about an entry, ms. */
export function dueMs({ phase, held }: UndoEntry): number {
  return phase.name === 'restoring' ? phase.nextMs : nextEndMs(held);
}

/** What is there was put there by us: the last value, one of before, or one that a crash has left. */
export function isOurs({ held, until }: UndoEntry, actual: PlaceValue): boolean {
  const isUntil = until !== undefined && sameValue(actual, until);
  return isUntil || held.holds.some(({ value }) => sameValue(actual, value));
}

/**
 * A timed value is put over what is there.
 * @param before the entry at this place; null: there is none
 * @param actual what OBS shows: where it has not done what it was asked last, that is what was there until then
 */
export function stackWith(
  before: UndoEntry | null,
  actual: PlaceValue,
  added: TimedValue,
): TimedStack {
  if (before === null) return hold(undefined, actual, added);
  const { held, until } = before;
  const isUndone = until !== undefined && sameValue(actual, until);
  return hold(held, isUndone ? topValue(held).value : actual, added);
}

/** OBS may still do what it was asked. */
export function isUnanswered({ phase }: UndoEntry): boolean {
  return phase.name === 'planned' || (phase.name === 'restoring' && phase.isUnanswered);
}

function withEntry(
  ledger: UndoLedger,
  id: number,
  change: (entry: UndoEntry) => UndoEntry | null,
): UndoLedger {
  return ledger.flatMap((one) => (one.id === id ? (change(one) ?? []) : one));
}

export function reduce(ledger: UndoLedger, change: Change): UndoLedger {
  switch (change.type) {
    case 'planned': {
      const { obs, collection, place } = change.entry;
      const before = entryAt(ledger, obs, collection, place);
      return [...ledger.filter((one) => one !== before), change.entry];
    }
    case 'asked': {
      const { held, outcome } = change;
      const phase = { name: outcome === 'unanswered' ? 'planned' : 'applied' } as const;
      return withEntry(ledger, change.id, (one) => ({
        ...{ ...one, held, phase },
        until: outcome === 'done' ? undefined : one.until,
      }));
    }
    case 'refused':
      return withEntry(ledger, change.id, () => change.before);
    case 'answered':
      return withEntry(ledger, change.id, (one) => {
        const { phase } = one;
        // That no answer can come any more is an answer too: `until` stays.
        if (phase.name === 'planned') return { ...one, phase: { name: 'applied' } };
        if (phase.name !== 'restoring' || !phase.isUnanswered) return one;
        return { ...one, phase: { ...phase, isUnanswered: false, nextMs: change.nowMs } };
      });
    case 'due':
      return withEntry(ledger, change.id, (one) =>
        one.phase.name === 'restoring'
          ? one
          : {
              ...one,
              phase: {
                name: 'restoring',
                tries: 0,
                nextMs: change.nowMs,
                isUnanswered: isUnanswered(one),
              },
            },
      );
    case 'unanswered':
      return withEntry(ledger, change.id, (one) =>
        one.phase.name === 'restoring'
          ? { ...one, phase: { ...one.phase, tries: change.tries, nextMs: change.nextMs } }
          : one,
      );
    case 'waiting':
      return withEntry(ledger, change.id, (one) =>
        one.phase.name === 'restoring'
          ? { ...one, phase: { ...one.phase, nextMs: Number.POSITIVE_INFINITY } }
          : one,
      );
    case 'lowered':
      return withEntry(ledger, change.id, (one) => ({
        ...one,
        held: change.held,
        phase: { name: 'applied' },
      }));
    case 'renamed':
      return withEntry(ledger, change.id, (one) => renamedUndo(one, change.names));
    case 'ended':
      return withEntry(ledger, change.id, () => null);
  }
}

/** The same entry after scenes and sources got new names. */
export function renamedUndo(entry: UndoEntry, names: NewNames): UndoEntry {
  const follow = (name: string): string => names.get(name) ?? name;
  const { place, held, marks, until } = entry;
  return {
    ...entry,
    until: place.kind === 'scene' && typeof until === 'string' ? follow(until) : until,
    place: renamedPlace(place, follow),
    held: place.kind === 'scene' ? renamed(held, follow) : held,
    marks: {
      uuids: Object.fromEntries(
        Object.entries(marks.uuids).map(([name, uuid]) => [follow(name), uuid]),
      ),
      scenes: marks.scenes.map(follow),
    },
  };
}

/** For the disk. */
export function kept({ obs, collection, place, marks, held, until }: UndoEntry): SavedUndo {
  const holds = held.holds.map(({ rule, value }) => ({ rule, value }));
  const rest = until === undefined ? {} : { until };
  return { obs, collection, place, marks, base: held.base, holds, ...rest } as SavedUndo;
}

/** What an earlier run left: its time is over, whatever the clock says. */
export function fromSaved({ base, holds, until, ...rest }: SavedUndo, id: number): UndoEntry {
  const untilMs = Number.NEGATIVE_INFINITY;
  return {
    ...{ ...rest, id, until },
    held: { base, holds: holds.map((one) => ({ ...one, untilMs })) },
    phase: { name: 'restoring', tries: 0, nextMs: untilMs, isUnanswered: false },
    isLeftBehind: true,
  };
}
