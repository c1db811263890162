/** The game's ids of cars, tracks and layouts as people write them. Pure; a guess by rules, never an address or a lookup. */
import { cleanTrack } from './track-key.ts';

/** Prefixes by which makers of the game and of mods mark their folders, and we the demo car's. */
const makers = new Set(['ks', 'sq', 'rt', 'acu', 'rss', 'vrc', 'urd', 'acf', 'sx', 'tatuus', 'ac']);
/** These are names by themselves too, and stay when nothing but a model follows. */
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
 * @param id as the game gives it; a name that is written out already stays as it is
 */
export function prettyName(id: string): string {
  // Capitals are somebody's decision: ids of folders have none.
  if (id !== id.toLowerCase()) return id.replaceAll('_', ' ').trim();
  const parts = id.split(/[_\s]+/).filter((part) => part !== '');
  const [first] = parts;
  const marked = first !== undefined && makers.has(first) && parts.length > 1;
  const rest = marked && !kept.has(first) ? parts.slice(1) : parts;
  return rest.map((part) => part.split('-').map(written).join('-')).join(' ');
}

/** A layout's name without the word that says that it is one: `layout_gp` → `GP`. */
export function prettyLayout(id: string): string {
  return prettyName(id.replace(/^layout[_\s-]*/i, ''));
}

/** Track and layout on one line, without a server's path; a layout that says the same as the track is left out. */
export function prettyTrack(track: string, layout = ''): string {
  const name = prettyName(cleanTrack(track));
  const variant = prettyLayout(layout);
  const repeats = variant === '' || name.toLowerCase().includes(variant.toLowerCase());
  return repeats ? name : `${name} · ${variant}`;
}
