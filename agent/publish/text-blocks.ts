/**
 * Keeps the texts of frames in blocks of bytes outside the heap that is garbage-collected: what waits for seconds until
 * it is stored would be moved by every collection, which is what made its pauses long. Knows nothing of frames.
 */
import { limits } from '../../protocol/limits.ts';

interface TextBlock {
  readonly bytes: Buffer;
  /** Bytes from the start that are taken. */
  used: number;
  /** Texts in it that are still wanted. */
  texts: number;
}

/** Where a text lies. */
export interface TextBlockPlace {
  block: TextBlock | null;
  at: number;
  length: number;
}

/** Most bytes of one UTF-16 unit in UTF-8. */
const unitBytes = 3;

function blockOf(sizeBytes: number): TextBlock {
  return { bytes: Buffer.allocUnsafeSlow(sizeBytes), used: 0, texts: 0 };
}

export class TextBlocks {
  #newest: TextBlock = blockOf(limits.textBlockBytes);
  readonly #spare: TextBlock[] = [];

  /** Keeps a text; `place` says from then on where it is. */
  put(text: string, place: TextBlockPlace): void {
    const needed = text.length * unitBytes;
    if (this.#newest.bytes.length - this.#newest.used < needed) this.#newest = this.#next(needed);
    const block = this.#newest;
    place.block = block;
    place.at = block.used;
    place.length = block.bytes.write(text, block.used, 'utf8');
    block.used += place.length;
    block.texts++;
  }

  /** The text is not wanted any more; may be said twice. */
  drop(place: TextBlockPlace): void {
    const { block } = place;
    if (block === null) return;
    place.block = null;
    place.length = 0;
    block.texts--;
    if (block.texts > 0) return;
    block.used = 0;
    if (block === this.#newest || this.#spare.length === limits.textBlocksSpareMax) return;
    this.#spare.push(block);
  }

  #next(needed: number): TextBlock {
    return needed > limits.textBlockBytes
      ? blockOf(needed)
      : (this.#spare.pop() ?? blockOf(limits.textBlockBytes));
  }
}

/** Copies a text that is still wanted. @returns where it ends in `into` */
export function copyText(
  { block, at, length }: TextBlockPlace,
  into: Buffer,
  start: number,
): number {
  if (block === null) throw new Error('A text that is gone was asked for.');
  block.bytes.copy(into, start, at, at + length);
  return start + length;
}
