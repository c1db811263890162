/** Records the size of every painted text and whether it was cut off. Runs in the browser. */

export interface MeasuredLettering {
  readonly text: string;
  readonly font: string;
  /** Height of capitals in device pixels. */
  readonly cap: number;
  /** Part of it lies outside the canvas. */
  readonly cut: boolean;
}

/** A text with the canvas it was painted on, and its box there, device pixels. */
export interface PaintedText extends MeasuredLettering {
  readonly canvas: HTMLCanvasElement;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** Its place was cleared later. */
  isCleared: boolean;
}

/** @param work paints with Canvas 2D; its texts are collected */
export async function recordLettering(work: () => Promise<void>): Promise<PaintedText[]> {
  const found: PaintedText[] = [];
  const { prototype } = CanvasRenderingContext2D;
  const { fillText, clearRect } = prototype;
  prototype.fillText = function (text, x, y, maxWidth) {
    found.push(measure(this, text, x, y));
    if (maxWidth === undefined) fillText.call(this, text, x, y);
    else fillText.call(this, text, x, y, maxWidth);
  };
  prototype.clearRect = function (x, y, width, height) {
    clearRect.call(this, x, y, width, height);
    const transform = this.getTransform();
    const from = transform.transformPoint({ x, y });
    const to = transform.transformPoint({ x: x + width, y: y + height });
    for (const text of found) {
      const middle = { x: (text.left + text.right) / 2, y: (text.top + text.bottom) / 2 };
      const isInside =
        middle.x >= from.x && middle.x < to.x && middle.y >= from.y && middle.y < to.y;
      if (text.canvas === this.canvas && isInside) text.isCleared = true;
    }
  };
  try {
    await work();
  } finally {
    Object.assign(prototype, { fillText, clearRect });
  }
  return found;
}

function measure(ctx: CanvasRenderingContext2D, text: string, x: number, y: number): PaintedText {
  const transform = ctx.getTransform();
  const ink = ctx.measureText(text);
  const corner = (dx: number, dy: number) => transform.transformPoint({ x: x + dx, y: y + dy });
  const a = corner(-ink.actualBoundingBoxLeft, -ink.actualBoundingBoxAscent);
  const b = corner(ink.actualBoundingBoxRight, ink.actualBoundingBoxDescent);
  // Antialiasing may reach half a pixel over an edge.
  const slack = 0.75;
  return {
    text,
    canvas: ctx.canvas,
    isCleared: false,
    left: Math.min(a.x, b.x),
    top: Math.min(a.y, b.y),
    right: Math.max(a.x, b.x),
    bottom: Math.max(a.y, b.y),
    font: ctx.font,
    cap: ctx.measureText('H').actualBoundingBoxAscent * transform.a,
    cut:
      text.trim() !== '' &&
      (a.x < -slack ||
        a.y < -slack ||
        b.x > ctx.canvas.width + slack ||
        b.y > ctx.canvas.height + slack),
  };
}
