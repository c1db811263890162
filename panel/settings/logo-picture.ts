/**
 * Makes a logo of any picture that the browser can show: a PNG without an empty margin, as large as the relay takes it. The
 * browser draws SVG files as pictures, so that neither their scripts nor what they link to goes any further.
 */
import { limits } from '../../protocol/limits.ts';

/** The part of a picture that is not transparent, pixels. */
export interface SeenPart {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Alpha, of 255, from which a pixel is seen. */
const seenAlpha = 8;

/**
 * @param pixels RGBA, `width` * `height` of them
 * @returns null: everything is transparent
 */
export function seenPart(
  pixels: Uint8ClampedArray,
  width: number,
  height: number,
): SeenPart | null {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (pixels[4 * (y * width + x) + 3]! < seenAlpha) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  }
  return right < 0 ? null : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/** @param isDrawing it has no pixels of its own, so it can be drawn larger */
export function fittingScale(width: number, height: number, isDrawing: boolean): number {
  const fits = Math.min(limits.logoSideMax / width, limits.logoSideMax / height);
  return isDrawing ? fits : Math.min(fits, 1);
}

/** @throws Error with a sentence for the user */
export async function logoOf(file: File): Promise<Blob> {
  if (file.size > limits.logoFileBytesMax) throw new Error('This file is too large for a logo.');
  const picture = await decoded(file);
  const isDrawing = file.type === 'image/svg+xml';
  // A drawing may have no size of its own.
  const width = picture.naturalWidth || limits.logoSideMax;
  const height = picture.naturalHeight || limits.logoSideMax;
  const scale = fittingScale(width, height, isDrawing);
  const whole = canvasOf(width * scale, height * scale);
  const ink = whole.getContext('2d', { willReadFrequently: true })!;
  ink.imageSmoothingQuality = 'high';
  ink.drawImage(picture, 0, 0, whole.width, whole.height);
  const { data } = ink.getImageData(0, 0, whole.width, whole.height);
  const seen = seenPart(data, whole.width, whole.height);
  if (seen === null) throw new Error('This picture is empty.');
  for (let share = 1; share > 0.05; share *= 0.7) {
    const png = await pngOf(whole, seen, share);
    if (png !== null && png.size <= limits.logoBytesMax) return png;
  }
  throw new Error('This picture is too large for a logo.');
}

async function decoded(file: File): Promise<HTMLImageElement> {
  const url = URL.createObjectURL(file);
  const picture = new Image();
  picture.src = url;
  try {
    await picture.decode();
    return picture;
  } catch {
    throw new Error('This file is not a picture that your browser can show.');
  } finally {
    URL.revokeObjectURL(url);
  }
}

function pngOf(from: HTMLCanvasElement, part: SeenPart, share: number): Promise<Blob | null> {
  const canvas = canvasOf(part.width * share, part.height * share);
  const ink = canvas.getContext('2d')!;
  ink.imageSmoothingQuality = 'high';
  const { x, y, width, height } = part;
  ink.drawImage(from, x, y, width, height, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}

function canvasOf(width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width));
  canvas.height = Math.max(1, Math.round(height));
  return canvas;
}
