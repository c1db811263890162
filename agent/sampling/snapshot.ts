/** One copy of the three pages in a row: how it travels from the sampling thread to the decoder and into tests. */
import {
  graphicsPage,
  type PageName,
  pageNames,
  pages,
  physicsPage,
  staticPage,
} from '../games/assetto-corsa/layout.ts';

/** Bytes from the start of a snapshot to each page. */
export const pageOffsets: Readonly<Record<PageName, number>> = {
  physics: 0,
  graphics: physicsPage.sizeBytes,
  static: physicsPage.sizeBytes + graphicsPage.sizeBytes,
};

export const snapshotBytes = pageOffsets.static + staticPage.sizeBytes;

export interface MemorySample {
  /** When the pages were copied, ms on the machine's monotonic clock. */
  atMs: number;
  /** The physics packet id has not changed for `limits.pauseMs`. */
  still: boolean;
  readonly bytes: Uint8Array;
  /** Over the same memory as `bytes`. */
  readonly view: DataView;
}

export function createSample(): MemorySample {
  const bytes = new Uint8Array(snapshotBytes);
  return { atMs: 0, still: true, bytes, view: new DataView(bytes.buffer) };
}

/** Absolute offsets of all fields in a snapshot, by page and name. */
export const at = {
  physics: offsetsOf('physics', physicsPage.fields),
  graphics: offsetsOf('graphics', graphicsPage.fields),
  static: offsetsOf('static', staticPage.fields),
};

function offsetsOf<Name extends string>(
  page: PageName,
  fields: Readonly<Record<Name, { readonly offset: number }>>,
): Readonly<Record<Name, number>> {
  const offsets = {} as Record<Name, number>;
  for (const name of Object.keys(fields) as Name[]) {
    offsets[name] = pageOffsets[page] + fields[name].offset;
  }
  return offsets;
}

const ends = pageNames.map((name) => pageOffsets[name] + pages[name].sizeBytes);
if (pageOffsets.graphics !== ends[0] || pageOffsets.static !== ends[1] || ends[2] !== snapshotBytes)
  throw new Error('The pages of a snapshot do not follow one another.');
