/** The index of the first value that is at least `wanted`; the length if there is none. Pure. */
export function lowerBound(ascending: Float64Array | Uint32Array, wanted: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
