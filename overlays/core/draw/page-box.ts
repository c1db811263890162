/** Where in the page pictures lie, and how large: never more pixels than an overlay's shape needs. Pure. */

export interface PageBox {
  /** CSS pixels. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The largest box of the overlay's shape in the page, in its middle; with a scale, the overlay's default size times
 * the scale, in the middle too. Edges lie on whole device pixels, so that nothing is blurred.
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
 * The largest box of the overlay's shape in its rectangle on the canvas, in the middle of it.
 * @param canvas where the canvas lies in the page
 * @param size of the canvas in its own pixels, in which `rect` is
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
  // Edges that meet on the canvas meet on the page: edges are rounded, not sizes.
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
