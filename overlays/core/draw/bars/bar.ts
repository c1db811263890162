/** The interface of a bar, and how themes split bars into blocks. */
import type { Theme } from '../../../../protocol/theme-schema.ts';
import type { Box } from '../shape.ts';

export interface Bar {
  /** @param share 0…1 */
  set(share: number): void;
  /** Marks the latest peak; null hides the mark. */
  peak(share: number | null): void;
}

export interface BarOptions {
  /** The track; glows reach a little further. */
  readonly box: Box;
  readonly colour: string;
  readonly horizontal: boolean;
}

export function isOfBlocks({ bars }: Theme): boolean {
  return bars.kind === 'segments' || bars.kind === 'lcd' || bars.kind === 'ticks';
}

/** From one block to the next, and the gap between them. */
export function blockPitch({ bars }: Theme): { readonly pitch: number; readonly gap: number } {
  if (bars.kind === 'lcd') return { pitch: 9, gap: 2 };
  return bars.kind === 'ticks' ? { pitch: 6.5, gap: 3.5 } : { pitch: 16, gap: 3 };
}
