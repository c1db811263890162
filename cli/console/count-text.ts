/** Counts in sentences. Pure. */

/** `1 session`, `2 sessions`. @param what one of them */
export function countText(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
