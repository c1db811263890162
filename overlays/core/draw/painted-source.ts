/**
 * A canvas that overlays paint on, as a source of Pixi's textures. Remembers where it was painted on since somebody
 * drew from it, so that no more than that has to be drawn again. Paints nothing itself.
 */
import { CanvasSource } from 'pixi.js';
import type { PixelBox } from './shape.ts';

export class PaintedSource extends CanvasSource {
  /** Around all that was painted since `rest`, device pixels; null: nothing. */
  touched: Readonly<PixelBox> | null = null;

  constructor(canvas: HTMLCanvasElement) {
    super({ resource: canvas, resolution: 1 });
  }

  /** Pixels have changed here. */
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

  /** Any pixel may have changed. */
  override update(): void {
    this.touch({ left: 0, top: 0, right: this.pixelWidth, bottom: this.pixelHeight });
  }

  /** It was drawn as it is now. */
  rest(): void {
    this.touched = null;
  }
}
