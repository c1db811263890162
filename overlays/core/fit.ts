/** Where in the page the picture lies, and how large: never more pixels than the overlay's shape needs. Pure. */

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
