/** Makes the name of a file from a title. Pure. */
import { isDeviceName } from '../../protocol/file-name.ts';

/** Longest name, characters; the same bound as in the pattern for names. */
const longest = 40;

/** `Rainy Day №2` → `rainy-day-2`; null: no character of it fits into a name. */
export function nameOf(title: string): string | null {
  const plain = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, longest)
    .replace(/-+$/, '');
  return plain === '' ? null : plain;
}

/** The name itself; with `-2`, `-3`, … where it is taken or is a device name of Windows. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name) && !isDeviceName(name)) return name;
  for (let n = 2; ; n++) {
    const end = `-${n}`;
    const next = name.slice(0, longest - end.length).replace(/-+$/, '') + end;
    if (!taken.has(next)) return next;
  }
}
