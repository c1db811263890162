/** Turns the game's ids of cars, tracks and layouts into readable names. The rules guess, so a name is never part of an address or a key. Pure. */
import { cleanTrack } from './track-key.ts';

/** Prefixes of folder names: those of the game's and mods' authors, and ours of the demo car. */
const makers = new Set(['ks', 'sq', 'rt', 'acu', 'rss', 'vrc', 'urd', 'acf', 'sx', 'tatuus', 'ac']);
/** Prefixes that are part of the name, so they stay. */
const kept = new Set(['tatuus', 'rss', 'vrc', 'urd']);
/** Short words that are read as words. */
const words = new Set([
  'spa',
  'red',
  'bull',
  'ring',
  'park',
  'la',
  'le',
  'de',
  'del',
  'mans',
  'cup',
  'evo',
  'uno',
  'abu',
  'mini',
  'ford',
  'zero',
  'east',
  'west',
  'club',
  'full',
  'long',
  'high',
  'low',
  'and',
  'of',
  'the',
  'km',
  'day',
  'rain',
  'dry',
  'wet',
  'one',
  'two',
  'new',
  'old',
  'bay',
  'san',
  'las',
  'los',
  'rio',
  'kei',
  'ii',
  'drift',
  'step',
]);
/** Short words that are read letter by letter though they could be words. */
const initials = new Set([
  'amg',
  'gti',
  'gto',
  'gte',
  'sls',
  'clk',
  'abs',
  'gp',
  'bmw',
  'rs',
  'rsr',
  'rsi',
  'ii',
  'iii',
  'iv',
  'usa',
  'uk',
  'gta',
  'lmp',
  'dtm',
  'ktm',
  'sti',
  'suv',
  'srt',
  'zl',
]);
const own: ReadonlyMap<string, string> = new Map(
  Object.entries({
    km: 'km',
    mclaren: 'McLaren',
    bmw: 'BMW',
    vs: 'vs',
    of: 'of',
    and: 'and',
    etron: 'e-tron',
    mx5: 'MX-5',
  }),
);

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function written(word: string): string {
  const given = own.get(word);
  if (given !== undefined) return given;
  if (initials.has(word)) return word.toUpperCase();
  if (words.has(word)) return capitalised(word);
  const letters = word.replace(/[0-9]/g, '');
  if (letters !== word && letters.length <= 3) return word.toUpperCase();
  const isWord = /[aeiouy]/.test(letters);
  return letters.length <= 3 && !isWord ? word.toUpperCase() : capitalised(word);
}

/**
 * `ks_nordschleife` → `Nordschleife`, `ks_porsche_911_gt3_r_2016` → `Porsche 911 GT3 R 2016`.
 * @param id from the game; a readable name stays as it is
 */
export function prettyName(id: string): string {
  // Folder ids have no capitals, so a name with capitals was written by a person.
  if (id !== id.toLowerCase()) return id.replaceAll('_', ' ').trim();
  const parts = id.split(/[_\s]+/).filter((part) => part !== '');
  const [first] = parts;
  const marked = first !== undefined && makers.has(first) && parts.length > 1;
  const rest = marked && !kept.has(first) ? parts.slice(1) : parts;
  return rest.map((part) => part.split('-').map(written).join('-')).join(' ');
}

/** A layout's name without its prefix: `layout_gp` → `GP`. */
export function prettyLayout(id: string): string {
  return prettyName(id.replace(/^layout[_\s-]*/i, ''));
}

/** Track and layout on one line, without a server's path. A layout that repeats the track is left out. */
export function prettyTrack(track: string, layout = ''): string {
  const name = prettyName(cleanTrack(track));
  const variant = prettyLayout(layout);
  const repeats = variant === '' || name.toLowerCase().includes(variant.toLowerCase());
  return repeats ? name : `${name} · ${variant}`;
}
