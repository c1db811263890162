/**
 * How well the texts of a picture read on the smallest usual stream: the size that is left of them, and their contrast to
 * what is around them once the picture lies over the game's and is scaled. Runs in the browser.
 */
import { type Container, Matrix, Sprite } from 'pixi.js';
import { type BackdropName, backdropOf } from './backdrop.ts';
import { blendLikeObs, toLinear } from './blend.ts';
import { emptyCanvas } from './canvas.ts';
import type { PaintedText } from './lettering.ts';

export interface Legibility {
  readonly text: string;
  /** A changing figure; false: a label or a number of a scale. */
  readonly isFigure: boolean;
  /** Height of capitals before scaling, pixels of 1080 lines. */
  readonly cap: number;
  /** Contrast ratio of WCAG 2.2 after scaling, 1…21. */
  readonly contrast: number;
}

/** Lines of the stream that most viewers see, of the 1080 of the canvas. */
const scale = 480 / 1080;

interface ShownText extends PaintedText {
  readonly isFigure: boolean;
}

/** The texts that are visible, with their boxes on the picture. @param stage drawn at one pixel a design pixel */
export function shownTexts(stage: Container, painted: readonly PaintedText[]): ShownText[] {
  const found: ShownText[] = [];
  const walk = (node: Container, alpha: number, parent: Matrix): void => {
    const opacity = alpha * node.alpha;
    if (!node.visible || opacity < 0.5) return;
    node.updateLocalTransform();
    // The painter of this page keeps no world transforms.
    const place = parent.clone().append(node.localTransform);
    if (node instanceof Sprite) found.push(...textsOf(node, painted, place));
    for (const child of node.children) walk(child as Container, opacity, place);
  };
  walk(stage, 1, new Matrix());
  return found;
}

function textsOf(
  { texture: { source, frame } }: Sprite,
  painted: readonly PaintedText[],
  { tx, ty, a }: Matrix,
): ShownText[] {
  const isPart = frame.width < source.width || frame.height < source.height;
  return painted.flatMap((one) => {
    // Points and colons are too small to measure.
    if (one.isCleared || one.canvas !== source.resource || /^[\s.:]*$/.test(one.text)) return [];
    const middle = { x: (one.left + one.right) / 2, y: (one.top + one.bottom) / 2 };
    const isInside =
      middle.x >= frame.x &&
      middle.x < frame.x + frame.width &&
      middle.y >= frame.y &&
      middle.y < frame.y + frame.height;
    if (!isInside) return [];
    const x = (at: number) => (at - frame.x) * a + tx;
    const y = (at: number) => (at - frame.y) * a + ty;
    const box = { left: x(one.left), right: x(one.right), top: y(one.top), bottom: y(one.bottom) };
    // Labels that share a texture have more letters than one.
    return [{ ...one, ...box, cap: one.cap * a, isFigure: isPart && one.text.length === 1 }];
  });
}

function contrastIn(image: ImageData, text: ShownText): number {
  const left = Math.max(Math.floor(text.left * scale) - 1, 0);
  const right = Math.min(Math.ceil(text.right * scale) + 1, image.width);
  const top = Math.max(Math.floor(text.top * scale), 0);
  const bottom = Math.min(Math.ceil(text.bottom * scale), image.height);
  const lights = new Float64Array(Math.max(bottom - top, 0) * Math.max(right - left, 0));
  let count = 0;
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const i = (y * image.width + x) * 4;
      const light = (channel: number) => toLinear[image.data[i + channel]!]!;
      lights[count++] = 0.2126 * light(0) + 0.7152 * light(1) + 0.0722 * light(2);
    }
  }
  lights.sort();
  const at = (share: number) => lights[Math.round((lights.length - 1) * share)] ?? 0;
  return (at(0.94) + 0.05) / (at(0.06) + 0.05);
}

function contextOf(width: number, height: number): CanvasRenderingContext2D {
  return emptyCanvas(width, height).ctx;
}

/** @param picture of the overlay, drawn at one pixel a design pixel */
export async function legibilityOf(
  picture: ImageData,
  texts: readonly ShownText[],
  backdrop: BackdropName,
): Promise<Legibility[]> {
  const below = backdropOf(backdrop, picture.width, picture.height);
  blendLikeObs(below.data, picture.data);
  const small = await createImageBitmap(below, {
    resizeWidth: Math.round(picture.width * scale),
    resizeHeight: Math.round(picture.height * scale),
    resizeQuality: 'high',
  });
  const ctx = contextOf(small.width, small.height);
  ctx.drawImage(small, 0, 0);
  const seen = ctx.getImageData(0, 0, small.width, small.height);
  return texts.map((one) => ({
    text: one.text,
    isFigure: one.isFigure,
    cap: one.cap,
    contrast: contrastIn(seen, one),
  }));
}
