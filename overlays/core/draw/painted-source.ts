/**
 * A painted canvas as a source of Pixi textures. It remembers the area that was painted since it was last drawn, so that
 * only that area is drawn again.
 */
import { CanvasSource } from 'pixi.js';
import type { PixelBox } from './shape.ts';

export class PaintedSource extends CanvasSource {
  /** Box of everything painted since `rest`, device pixels; null: nothing. */
  touched: Readonly<PixelBox> | null = null;

  constructor(canvas: HTMLCanvasElement) {
    super({ resource: canvas, resolution: 1 });
  }

  /** Marks changed pixels. */
  touch({ left, top, right, bottom }: Readonly<PixelBox>): void {
    const { touched } = this;
    this.touched =
      touched === null
        ? { left, top, right, bottom }
        : {
            left: Math.min(touched.left, left),
            top: Math.min(touched.top, top),
            right: Math.max(touched.right, right),
            bottom: Math.max(touched.bottom, bottom),
          };
    super.update();
  }

  /** Marks all pixels as changed. */
  override update(): void {
    this.touch({ left: 0, top: 0, right: this.pixelWidth, bottom: this.pixelHeight });
  }

  /** Marks all pixels as drawn. */
  rest(): void {
    this.touched = null;
  }
}
