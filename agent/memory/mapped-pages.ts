/**
 * Reads pages through views of mapped memory, on every system. After `close` it has no views, because touching unmapped
 * memory ends the process.
 */
import { type PageName, pageNames, pages } from '../games/assetto-corsa/layout.ts';
import { pageOffsets } from '../sampling/snapshot.ts';
import type { AbsentPages, MemorySource, NamedPage, OpenPages } from './port.ts';

export interface MappedPage {
  /** External memory, at least as long as the page. */
  readonly memory: ArrayBuffer;
  unmap(): void;
  readable(): boolean;
}

/** A page, or why it cannot be mapped. */
export type MapResult = MappedPage | AbsentPages;

class View {
  readonly page: MappedPage;
  readonly bytes: Buffer;
  readonly packetIds: Int32Array;
  readonly offset: number;

  constructor(name: PageName, page: MappedPage) {
    this.page = page;
    this.bytes = Buffer.from(page.memory, 0, pages[name].sizeBytes);
    // The packet id is the first number of the physics and the graphics page; all supported machines are little endian.
    this.packetIds = new Int32Array(page.memory, 0, 1);
    this.offset = pageOffsets[name];
  }
}

class MappedPages implements OpenPages {
  #views: Record<PageName, View> | null;
  /** In the order of copying: physics last, so that it is the newest. */
  #order: View[];

  constructor(mapped: Record<PageName, MappedPage>) {
    this.#views = {
      physics: new View('physics', mapped.physics),
      graphics: new View('graphics', mapped.graphics),
      static: new View('static', mapped.static),
    };
    this.#order = [this.#views.static, this.#views.graphics, this.#views.physics];
  }

  get #open(): Record<PageName, View> {
    if (this.#views === null) throw new Error('The pages are closed.');
    return this.#views;
  }

  packetId(): number {
    return this.#open.physics.packetIds[0]!;
  }

  graphicsPacketId(): number {
    return this.#open.graphics.packetIds[0]!;
  }

  copy(into: Uint8Array, offset: number): void {
    for (const view of this.#order) into.set(view.bytes, offset + view.offset);
  }

  recopy(into: Uint8Array, offset: number): boolean {
    let changed = false;
    for (const { bytes, offset: from } of this.#order) {
      const start = offset + from;
      if (bytes.compare(into, start, start + bytes.length) !== 0) {
        into.set(bytes, start);
        changed = true;
      }
    }
    return changed;
  }

  readable(): boolean {
    return this.#order.every((view) => view.page.readable());
  }

  close(): void {
    const mapped = this.#order.map((view) => view.page);
    this.#views = null;
    this.#order = [];
    for (const page of mapped) page.unmap();
  }
}

/** One page of another program, or why it is missing. */
export function namedPage(mapped: MapResult, sizeBytes: number): NamedPage | string {
  if ('absent' in mapped) return mapped.absent;
  let bytes: Buffer | null = Buffer.from(mapped.memory, 0, sizeBytes);
  return {
    get bytes() {
      if (bytes === null) throw new Error('The page is closed.');
      return bytes;
    },
    readable: () => mapped.readable(),
    close: () => {
      if (bytes === null) return;
      bytes = null;
      mapped.unmap();
    },
  };
}

/** The pages of the game: all three are mapped or none. @param map maps one of them */
export function mappedMemory(map: (name: PageName, sizeBytes: number) => MapResult): MemorySource {
  return {
    open: () => {
      const mapped: Partial<Record<PageName, MappedPage>> = {};
      for (const name of pageNames) {
        const page = map(name, pages[name].sizeBytes);
        if ('absent' in page) {
          for (const other of Object.values(mapped)) other.unmap();
          return page;
        }
        mapped[name] = page;
      }
      return { pages: new MappedPages(mapped as Record<PageName, MappedPage>) };
    },
  };
}
