/** Where in the page pictures lie, and how large: never more pixels than an overlay's shape needs. Pure. */

export interface Box {
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
): Box {
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
  canvas: Box,
  size: { width: number; height: number },
  rect: { x: number; y: number; width: number; height: number },
  overlay: { width: number; height: number },
  resolution: number,
): Box {
  const [across, down] = [canvas.width / size.width, canvas.height / size.height];
  const whole = (css: number) => Math.round(css * resolution) / resolution;
  // Edges that meet on the canvas meet on the page: edges are rounded, not sizes.
  const left = whole(canvas.left + rect.x * across);
  const top = whole(canvas.top + rect.y * down);
  const width = Math.max(
    whole(canvas.left + (rect.x + rect.width) * across) - left,
    1 / resolution,
  );
  const height = Math.max(whole(canvas.top + (rect.y + rect.height) * down) - top, 1 / resolution);
  const fitted = fitBox({ width, height }, overlay, null, resolution);
  // Of its shape but for the rounding: it fills the rectangle to the edges.
  const most = 1.001 / resolution;
  const isWhole = width - fitted.width <= most && height - fitted.height <= most;
  if (isWhole) return { left, top, width, height };
  return {
    left: whole(left + (width - fitted.width) / 2),
    top: whole(top + (height - fitted.height) / 2),
    width: fitted.width,
    height: fitted.height,
  };
}
