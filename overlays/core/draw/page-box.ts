/** Position and size of pictures on the page, with no more pixels than an overlay's aspect ratio needs. Pure. */
import { limits } from '../../../protocol/limits.ts';

export interface PageBox {
  /** CSS pixels. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The largest centred box of the overlay's aspect ratio in the page; with a scale, the default size times the scale.
 * Edges lie on whole device pixels, which keeps pictures sharp.
 * @param resolution device pixels per CSS pixel
 */
export function fitBox(
  page: { width: number; height: number },
  size: { width: number; height: number },
  scale: number | null,
  resolution: number,
): PageBox {
  const factor = scale ?? Math.min(page.width / size.width, page.height / size.height);
  const whole = (css: number) => Math.round(css * resolution) / resolution;
  const least = 1 / resolution;
  const width = Math.max(whole(size.width * factor), least);
  const height = Math.max(whole(size.height * factor), least);
  const left = whole((page.width - width) / 2);
  const top = whole((page.height - height) / 2);
  return { left, top, width, height };
}

/**
 * The largest centred box of the overlay's aspect ratio in its rectangle on the canvas.
 * @param canvas position of the canvas on the page
 * @param size of the canvas in its own pixels, the unit of `rect`
 */
export function placeBox(
  canvas: PageBox,
  size: { width: number; height: number },
  rect: { x: number; y: number; width: number; height: number },
  overlay: { width: number; height: number },
  resolution: number,
): PageBox {
  const factor = Math.min(rect.width / overlay.width, rect.height / overlay.height);
  const [width, height] = [overlay.width * factor, overlay.height * factor];
  const x = rect.x + (rect.width - width) / 2;
  const y = rect.y + (rect.height - height) / 2;
  const [across, down] = [canvas.width / size.width, canvas.height / size.height];
  const whole = (css: number) => Math.round(css * resolution) / resolution;
  // Round edges rather than sizes, so that edges that meet on the canvas meet on the page.
  const left = whole(canvas.left + x * across);
  const top = whole(canvas.top + y * down);
  const right = whole(canvas.left + (x + width) * across);
  const bottom = whole(canvas.top + (y + height) * down);
  const least = 1 / resolution;
  return {
    left,
    top,
    width: Math.max(whole(right - left), least),
    height: Math.max(whole(bottom - top), least),
  };
}

/**
 * Device pixels per CSS pixel of a picture in its box: the page's, or fewer where the box is so much larger than the design
 * that a graphics card would refuse the textures.
 */
export function boundedResolution(
  box: { width: number; height: number },
  design: { width: number; height: number },
  resolution: number,
): number {
  const ratio = Math.min(box.width / design.width, box.height / design.height);
  return Math.min(resolution, limits.pictureRatioMax / ratio);
}
