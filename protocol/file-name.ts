/** Checks file names that must be valid on every system, because users move their files between systems. Pure. */

/** Windows' devices, with any extension: what is written to `nul.json` is lost. */
const device = /^(con|prn|aux|nul|conin\$|conout\$|clock\$|(com|lpt)[0-9¹²³])$/i;

/** @param name of a file, with or without an extension */
export function isDeviceName(name: string): boolean {
  const [first = ''] = name.split('.');
  return device.test(first.trimEnd());
}

/** The name of a file that the user names, such as a theme or a layout, without the extension. */
export const ownNamePattern = /^[a-z][a-z0-9-]{0,39}$/;

export function isOwnName(name: string): boolean {
  return ownNamePattern.test(name) && !isDeviceName(name);
}

/** The rule, for the sentence about an invalid name: `A theme’s name …`. */
export const ownNameRule =
  'is made of a-z, 0-9 and -, begins with a letter, and is none of Windows’ devices (con, nul, aux, com1 …)';
