/**
 * The entry list of a league: what the game does not know about its drivers. Kept in `entries.json` in the user's folder.
 * Pure.
 */
import { type CarEntry, carText } from './cars.ts';
import { limits } from './limits.ts';

/** What one driver is shown with. What is absent stays as the source has it. */
export interface LeagueEntry {
  /** The name in the game, by which the driver is found. */
  readonly driver: string;
  /** The name that is shown. */
  readonly name?: string;
  readonly number?: string;
  readonly team?: string;
  readonly carClass?: string;
  /** `#rrggbb` */
  readonly colour?: string;
}

export interface EntryList {
  readonly entries: readonly LeagueEntry[];
}

const entryFields = ['name', 'number', 'team', 'carClass', 'colour'] as const;

/** `#rrggbb` */
const colourPattern = /^#[0-9a-f]{6}$/;

/** Names that differ in case, composition or spaces are one driver's. */
export function driverKey(driver: string): string {
  return driver.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
}

/**
 * Reads a list. A number counts as its text, as files written by hand have `"number": 7`. Other fields that are not texts are
 * left out, and so are empty ones; texts are cut to what can be shown.
 * @returns the list, or a sentence about what is wrong with it
 */
export function readEntryList(value: unknown): { list: EntryList } | { problem: string } {
  const given = (value as { entries?: unknown } | null | undefined)?.entries;
  if (!Array.isArray(given)) return { problem: 'entries must be a list of drivers.' };
  if (given.length > limits.leagueEntriesMax) {
    return { problem: `A list has at most ${limits.leagueEntriesMax} drivers.` };
  }
  const entries: LeagueEntry[] = [];
  const keys = new Set<string>();
  for (const [i, one] of given.entries()) {
    const read = readEntry(one);
    if (typeof read === 'string') return { problem: `Driver ${i + 1}: ${read}` };
    const key = driverKey(read.driver);
    if (keys.has(key)) return { problem: `${read.driver} is in the list twice.` };
    keys.add(key);
    entries.push(read);
  }
  return { list: { entries } };
}

/** @returns the entry, or a sentence about what is wrong with it */
function readEntry(entry: unknown): LeagueEntry | string {
  if (typeof entry !== 'object' || entry === null) return 'it is not an entry.';
  const given = entry as Record<string, unknown>;
  const driver = typeof given.driver === 'string' ? carText(given.driver) : '';
  if (driver === '') return 'the name in the game is missing.';
  const texts: Partial<Record<(typeof entryFields)[number], string>> = {};
  for (const field of entryFields) {
    const value = given[field];
    const text = Number.isSafeInteger(value) ? String(value) : value;
    if (typeof text !== 'string' || carText(text) === '') continue;
    texts[field] = field === 'colour' ? carText(text).toLowerCase() : carText(text);
  }
  if (texts.colour !== undefined && !colourPattern.test(texts.colour)) {
    return 'the colour must look like #1e90ff.';
  }
  return { driver, ...texts };
}

/** Entries of drivers that are in both lists are the later one's. */
export function mergedEntries(
  before: readonly LeagueEntry[],
  later: readonly LeagueEntry[],
): readonly LeagueEntry[] {
  const byKey = new Map(before.map((entry) => [driverKey(entry.driver), entry]));
  for (const entry of later) byKey.set(driverKey(entry.driver), entry);
  return [...byKey.values()];
}

/** Cars with what the list says of their drivers. One source object gives one result, so that nothing is sent twice. */
export class EntryNames {
  readonly #byDriver: ReadonlyMap<string, LeagueEntry>;
  readonly #known = new WeakMap<CarEntry, CarEntry>();

  constructor({ entries }: EntryList) {
    this.#byDriver = new Map(entries.map((entry) => [driverKey(entry.driver), entry]));
  }

  named(car: CarEntry): CarEntry {
    const known = this.#known.get(car);
    if (known !== undefined) return known;
    const entry = this.#byDriver.get(driverKey(car.driver));
    const named = entry === undefined ? car : applied(car, entry);
    this.#known.set(car, named);
    return named;
  }
}

function applied(car: CarEntry, { driver: _, name, ...facts }: LeagueEntry): CarEntry {
  return { ...car, ...facts, ...(name === undefined ? {} : { driver: name }) };
}
