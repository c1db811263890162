/** Makes the name of a file from its title. Pure. */
import { isDeviceName } from '../../protocol/file-name.ts';

/** The longest name that the relay accepts, characters. */
const nameChars = 40;

/** `Rainy Day №2` → `rainy-day-2`; null: no character of the title can be in a name. */
export function nameOf(title: string): string | null {
  const plain = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, nameChars)
    .replace(/-+$/, '');
  return plain === '' ? null : plain;
}

/** The name, or the name with `-2`, `-3`, … when it is used already or is a device name of Windows. */
export function freeName(name: string, used: ReadonlySet<string>): string {
  if (!used.has(name) && !isDeviceName(name)) return name;
  for (let n = 2; ; n++) {
    const end = `-${n}`;
    const next = name.slice(0, nameChars - end.length).replace(/-+$/, '') + end;
    if (!used.has(next)) return next;
  }
}
