/** What is stored of a lap. Pure. */

export interface LapExtent {
  firstPacket: number;
  lastPacket: number;
  frames: number;
  /** Widest step from one packet to the next. */
  gapMax: number;
}

/** The extent of a lap from its chunks in order. */
export function extentOf(
  chunks: readonly { startPacket: number; endPacket: number; frames: number; gapMax: number }[],
): LapExtent {
  let frames = 0;
  let gapMax = 0;
  for (const [i, chunk] of chunks.entries()) {
    frames += chunk.frames;
    gapMax = Math.max(gapMax, chunk.gapMax);
    if (i > 0) gapMax = Math.max(gapMax, chunk.startPacket - chunks[i - 1]!.endPacket);
  }
  return {
    firstPacket: chunks[0]?.startPacket ?? 0,
    lastPacket: chunks.at(-1)?.endPacket ?? 0,
    frames,
    gapMax,
  };
}
