/** Finds the known word nearest to an unknown one, for “did you mean …?”. Pure. */
import { limits } from './limits.ts';

/** Edits (insert, delete, replace, swap neighbours) that lead from one word to the other. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let edits = Math.min(replace, last[j]! + 1, row[j - 1]! + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        edits = Math.min(edits, beforeLast[j - 2]! + 1);
      }
      row.push(edits);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}

/** Ignores case. @param known at least one word. The first of equally near ones wins. */
export function nearest(word: string, known: readonly string[]): string {
  const compared = word.slice(0, limits.comparedCharsMax).toLowerCase();
  let best = known[0]!;
  let bestEdits = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    // Each character that one word has more is an edit.
    if (Math.abs(candidate.length - compared.length) >= bestEdits) continue;
    const edits = editDistance(compared, candidate.toLowerCase());
    if (edits < bestEdits) {
      best = candidate;
      bestEdits = edits;
    }
  }
  return best;
}
