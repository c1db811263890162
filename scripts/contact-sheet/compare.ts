/** Compares pictures: small differences at the edges of letters pass, a missing digit does not. Runs in the browser. */

import { emptyCanvas } from './canvas.ts';

export interface Comparison {
  /** Largest difference of the mean colour of any block, 0…255; the same digit on another machine stays below 12. */
  readonly worstBlock: number;
  /** Share of the covered pixels that differ by more than 48 of 255. */
  readonly share: number;
}

export function pixelsOf(source: CanvasImageSource, width: number, height: number): ImageData {
  const { ctx } = emptyCanvas(width, height);
  ctx.drawImage(source, 0, 0);
  return ctx.getImageData(0, 0, width, height);
}

const blockPx = 8;
const visibleFrom = 48;

export function toDataUrl(image: ImageData): string {
  const { canvas, ctx } = emptyCanvas(image.width, image.height);
  ctx.putImageData(image, 0, 0);
  return canvas.toDataURL('image/png');
}

export async function decode(address: string): Promise<ImageData> {
  const picture = new Image();
  picture.src = address;
  await picture.decode();
  return pixelsOf(picture, picture.naturalWidth, picture.naturalHeight);
}

/** Premultiplied, because a transparent pixel has no colour. */
function channel(image: ImageData, i: number, c: number): number {
  const alpha = image.data[i + 3]!;
  return c === 3 ? alpha : (image.data[i + c]! * alpha) / 255;
}

/** Pictures of different sizes differ completely. */
export function compareImages(now: ImageData, before: ImageData): Comparison {
  const { width, height } = now;
  if (before.width !== width || before.height !== height) return { worstBlock: 255, share: 1 };
  let worstBlock = 0;
  let differing = 0;
  let covered = 0;
  for (let top = 0; top < height; top += blockPx) {
    for (let left = 0; left < width; left += blockPx) {
      const sums = [0, 0, 0, 0];
      let count = 0;
      for (let y = top; y < Math.min(top + blockPx, height); y++) {
        for (let x = left; x < Math.min(left + blockPx, width); x++) {
          const i = (y * width + x) * 4;
          let most = 0;
          for (let c = 0; c < 4; c++) {
            const off = channel(now, i, c) - channel(before, i, c);
            sums[c]! += off;
            most = Math.max(most, Math.abs(off));
          }
          count += 1;
          if (now.data[i + 3]! + before.data[i + 3]! > 0) covered += 1;
          if (most > visibleFrom) differing += 1;
        }
      }
      for (const sum of sums) worstBlock = Math.max(worstBlock, Math.abs(sum) / count);
    }
  }
  return { worstBlock, share: differing / Math.max(covered, 1) };
}

/** The picture before, the picture now, and the difference. */
export function sideBySide(now: ImageData, before: ImageData): ImageData {
  const { width, height } = now;
  const out = new ImageData(width * 3, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = (y * width + x) * 4;
      const j = (y * before.width + x) * 4;
      const known = x < before.width && y < before.height;
      const at = (column: number) => (y * width * 3 + column * width + x) * 4;
      let most = known ? 0 : 255;
      for (let c = 0; c < 4; c++) {
        out.data[at(0) + c] = known ? before.data[j + c]! : 0;
        out.data[at(1) + c] = now.data[i + c]!;
        if (known) most = Math.max(most, Math.abs(channel(now, i, c) - channel(before, j, c)));
      }
      out.data.set([most, 0, 0, 255], at(2));
    }
  }
  return out;
}

/** Number of pixels that differ at all. */
export function different(one: ImageData, other: ImageData): number {
  const a = new Uint32Array(one.data.buffer);
  const b = new Uint32Array(other.data.buffer);
  return a.reduce((count, pixel, i) => count + Number(pixel !== b[i]), 0);
}
