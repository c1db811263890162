/**
 * Which parts of a stage are drawn again and which are kept. Here a context only records its drawing calls;
 * tests/visual checks the pixels in a real browser.
 */
import { Container, Rectangle, Sprite, Texture } from 'pixi.js';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { PaintedSource } from '../../../../overlays/core/draw/painted-source.ts';
import { SpriteCanvas } from '../../../../overlays/core/draw/sprite-canvas.ts';

// Pixi asks for the browser's name when it is loaded; Node 20 has none.
vi.hoisted(() => vi.stubGlobal('navigator', { userAgent: 'Node' }));

/** Writes down the rectangles that were cleared and how many pictures were drawn into them. */
class Notebook {
  readonly canvas = { width: 400, height: 300 };
  readonly cleared: number[][] = [];
  images = 0;

  clearRect(...box: number[]): void {
    this.cleared.push(box);
  }
  drawImage(): void {
    this.images++;
  }
  save(): void {}
  restore(): void {}
  setTransform(): void {}
  beginPath(): void {}
  rect(): void {}
  clip(): void {}

  /** The calls since the last read. */
  read(): { cleared: number[][]; images: number } {
    const calls = { cleared: this.cleared.splice(0), images: this.images };
    this.images = 0;
    return calls;
  }
}

const nothing = { cleared: [], images: 0 };

function source(width: number, height: number): PaintedSource {
  return new PaintedSource({ width, height } as HTMLCanvasElement);
}

describe('of a stage', () => {
  let notebook: Notebook;
  let canvas: SpriteCanvas;
  let stage: Container;
  let panel: Sprite;
  let lamp: Sprite;
  let lampSource: PaintedSource;

  const draw = (): ReturnType<Notebook['read']> => {
    expect(canvas.draw(stage, 1)).toBe(true);
    return notebook.read();
  };

  beforeEach(() => {
    notebook = new Notebook();
    canvas = new SpriteCanvas(notebook as unknown as CanvasRenderingContext2D);
    stage = new Container();
    panel = new Sprite(new Texture({ source: source(400, 300) }));
    lampSource = source(20, 20);
    lamp = new Sprite(new Texture({ source: lampSource }));
    lamp.position.set(100, 50);
    stage.addChild(panel, lamp);
    draw();
  });

  test('the first picture is drawn completely', () => {
    canvas.forget();
    expect(draw()).toEqual({ cleared: [[0, 0, 400, 300]], images: 2 });
  });

  test('nothing is drawn when nothing has changed', () => {
    expect(draw()).toEqual(nothing);
    expect(draw()).toEqual(nothing);
  });

  test('a moved sprite is redrawn at its old and its new place', () => {
    lamp.position.set(300, 200);
    expect(draw()).toEqual({
      cleared: [
        [100, 50, 20, 20],
        [300, 200, 20, 20],
      ],
      images: 3,
    });
    expect(draw()).toEqual(nothing);
  });

  test('a dimmed, hidden or shown sprite is redrawn at its place', () => {
    const here = [[100, 50, 20, 20]];
    lamp.alpha = 0.5;
    expect(draw()).toEqual({ cleared: here, images: 2 });
    lamp.visible = false;
    expect(draw()).toEqual({ cleared: here, images: 1 });
    lamp.position.x = 200;
    expect(draw()).toEqual(nothing);
    lamp.visible = true;
    expect(draw()).toEqual({ cleared: [[200, 50, 20, 20]], images: 2 });
  });

  test('a repainted region is redrawn once', () => {
    lampSource.touch({ left: 4, top: 5, right: 10, bottom: 9 });
    expect(draw()).toEqual({ cleared: [[104, 55, 6, 4]], images: 2 });
    expect(draw()).toEqual(nothing);
    lampSource.update();
    expect(draw()).toEqual({ cleared: [[100, 50, 20, 20]], images: 2 });
  });

  test('another part of the same texture is redrawn', () => {
    lamp.texture = new Texture({ source: lampSource, frame: new Rectangle(0, 0, 10, 20) });
    expect(draw()).toEqual({ cleared: [[100, 50, 20, 20]], images: 2 });
  });

  test('a removed or raised sprite is noticed', () => {
    const other = new Sprite(new Texture({ source: source(20, 20) }));
    other.position.set(110, 50);
    stage.addChild(other);
    expect(draw().cleared).toEqual([[110, 50, 20, 20]]);
    stage.addChild(lamp);
    expect(draw().cleared).toEqual([[100, 50, 30, 20]]);
    lamp.removeFromParent();
    expect(draw().cleared).toEqual([[100, 50, 20, 20]]);
  });

  test('a rotated sprite is redrawn including its smooth edges', () => {
    lamp.rotation = Math.PI / 2;
    const [box] = draw().cleared;
    expect(box).toEqual([79, 49, 41, 22]);
  });

  test('the resolution and the enclosing containers count', () => {
    const group = new Container();
    group.position.set(10, 20);
    group.scale.set(0.5);
    group.addChild(lamp);
    stage.addChild(group);
    canvas.draw(stage, 2);
    notebook.read();
    lamp.alpha = 0.2;
    expect(canvas.draw(stage, 2)).toBe(true);
    expect(notebook.read().cleared).toEqual([[120, 90, 20, 20]]);
  });

  test('what only Pixi can draw is left to Pixi; afterwards everything is drawn', () => {
    lamp.tint = 0xff0000;
    expect(canvas.draw(stage, 1)).toBe(false);
    expect(notebook.read()).toEqual(nothing);
    lamp.tint = 0xffffff;
    expect(draw().cleared).toEqual([[0, 0, 400, 300]]);
    const foreign = new Sprite(Texture.WHITE);
    stage.addChild(foreign);
    expect(canvas.draw(stage, 1)).toBe(false);
    foreign.removeFromParent();
    lamp.blendMode = 'add';
    expect(canvas.draw(stage, 1)).toBe(false);
  });
});
