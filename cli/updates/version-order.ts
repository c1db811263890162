/** Compares version numbers as semver.org (2.0.0, section 11) orders them. Pure. */

/** At most 60 characters in all. Numbers have no leading zeros. */
const pattern =
  /^(?=.{5,60}$)(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]+)?$/;

interface Version {
  readonly numbers: readonly number[];
  /** `rc`, `1` of `1.0.0-rc.1`; empty: a release. */
  readonly preRelease: readonly string[];
}

function parse(text: string): Version {
  const match = pattern.exec(text);
  if (match === null) throw new RangeError(`${text} is not a version.`);
  return {
    numbers: match.slice(1, 4).map(Number),
    preRelease: match[4]?.split('.') ?? [],
  };
}

export function isVersion(text: string): boolean {
  const match = pattern.exec(text);
  return match !== null && !match[4]?.split('.').some((part) => /^0\d+$/.test(part));
}

export function isPreRelease(version: string): boolean {
  return parse(version).preRelease.length > 0;
}

/**
 * @returns negative: `a` is older; positive: `a` is newer; 0: the same but for build metadata
 * @throws RangeError when one of them is not a version
 */
export function compareVersions(a: string, b: string): number {
  const [one, other] = [parse(a), parse(b)];
  for (const [i, number] of one.numbers.entries()) {
    const difference = number - other.numbers[i]!;
    if (difference !== 0) return difference;
  }
  return comparePreReleases(one.preRelease, other.preRelease);
}

function comparePreReleases(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return b.length - a.length;
  for (const [i, part] of a.entries()) {
    const other = b[i];
    if (other === undefined) return 1;
    const difference = compareParts(part, other);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Numbers are compared as numbers and are lower than words. */
function compareParts(a: string, b: string): number {
  const [isNumber, isOtherNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (isNumber && isOtherNumber) return Number(a) - Number(b);
  if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
  return a === b ? 0 : a < b ? -1 : 1;
}
