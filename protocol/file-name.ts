/**
 * Names of files that must work on every system, since people take their files from one to another. Pure.
 */

/** Devices of Windows, whatever follows after a dot: `nul.json` swallows what is written to it. */
const device = /^(con|prn|aux|nul|conin\$|conout\$|clock\$|(com|lpt)[0-9¹²³])$/i;

/** @param name of a file, with or without an end */
export function isDeviceName(name: string): boolean {
  const [first = ''] = name.split('.');
  return device.test(first.trimEnd());
}

/** A file that the user keeps under a name of their own, such as a theme or a layout: its name without the end. */
const ownName = /^[a-z][a-z0-9-]{0,39}$/;

export function isOwnName(name: string): boolean {
  return ownName.test(name) && !isDeviceName(name);
}

/** What is right, for the sentence about a name that is not: `A theme’s name …`. */
export const ownNameRule =
  'is made of a-z, 0-9 and -, begins with a letter, and is none of Windows’ devices (con, nul, aux, com1 …)';
