/** Editing the entry list: a row of texts for each driver. Pure. */
import type { Grid } from '../../protocol/cars.ts';
import {
  driverKey,
  type EntryList,
  type LeagueEntry,
  readEntryList,
} from '../../protocol/entry-list.ts';

export type EntryField = keyof LeagueEntry;

/** What is in the fields of a row; empty: nothing. */
export type DraftRow = Readonly<Record<EntryField, string>>;

export const draftColumns: readonly { readonly field: EntryField; readonly title: string }[] = [
  { field: 'driver', title: 'Driver in the game' },
  { field: 'name', title: 'Name' },
  { field: 'number', title: 'Number' },
  { field: 'team', title: 'Team' },
  { field: 'carClass', title: 'Class' },
  { field: 'colour', title: 'Colour' },
];

export const emptyRow: DraftRow = {
  driver: '',
  name: '',
  number: '',
  team: '',
  carClass: '',
  colour: '',
};

export function draftOf(entries: readonly LeagueEntry[]): readonly DraftRow[] {
  return entries.map((entry) => ({ ...emptyRow, ...entry }));
}

/** Rows without any text are left out. @returns the list, or a sentence about what is wrong with it */
export function listOf(rows: readonly DraftRow[]): ReturnType<typeof readEntryList> {
  const filled = rows.filter((row) => Object.values(row).some((text) => text.trim() !== ''));
  return readEntryList({ entries: filled });
}

/** The table and the list that it is made of. */
export interface EntryWork {
  /** As the relay has it. */
  readonly saved: EntryList;
  readonly rows: readonly DraftRow[];
}

/** Leaving the table would lose changes. */
export function isEdited({ saved, rows }: EntryWork): boolean {
  const read = listOf(rows);
  return !('list' in read) || !isSameList(read.list, saved);
}

/** The work on a list that the relay sends: changes to an earlier one are kept. */
export function workOn(loaded: EntryList, before: EntryWork | null): EntryWork {
  if (before !== null && isEdited(before)) return before;
  return { saved: loaded, rows: draftOf(loaded.entries) };
}

/**
 * Whether saving would remove what another window or program has saved.
 * @param there the list that the relay has now
 */
export function isChangedElsewhere({ saved, rows }: EntryWork, there: EntryList): boolean {
  const read = listOf(rows);
  return !isSameList(there, saved) && !('list' in read && isSameList(there, read.list));
}

/** Rows with those of an imported list: drivers that are in both get the imported ones. */
export function withImported(
  rows: readonly DraftRow[],
  entries: readonly LeagueEntry[],
): readonly DraftRow[] {
  const imported = new Map(draftOf(entries).map((row) => [driverKey(row.driver), row]));
  const kept = rows
    .filter(({ driver }) => driver.trim() !== '')
    .map((row) => {
      const key = driverKey(row.driver);
      const found = imported.get(key);
      imported.delete(key);
      return found ?? row;
    });
  return [...kept, ...imported.values()];
}

/** Rows with the drivers of a race who have none yet. */
export function withDriversOf(rows: readonly DraftRow[], { cars }: Grid): readonly DraftRow[] {
  // Cars are shown with the names of the list.
  const known = new Set(rows.flatMap(({ driver, name }) => [driverKey(driver), driverKey(name)]));
  const others = cars.filter(({ driver }) => driver !== '' && !known.has(driverKey(driver)));
  return [...rows, ...others.map(({ driver }) => ({ ...emptyRow, driver }))];
}

export function isSameList(a: EntryList, b: EntryList): boolean {
  return JSON.stringify(draftOf(a.entries)) === JSON.stringify(draftOf(b.entries));
}
