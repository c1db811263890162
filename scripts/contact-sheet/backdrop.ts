/** Paints backdrops that resemble a racing game, to check that overlays are readable over them. */
import { emptyCanvas } from './canvas.ts';

/** A seeded sequence of numbers 0…1, so that the picture is the same each time. */
function sequence(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

export type BackdropName = 'bright' | 'dark';

interface Palette {
  readonly sky: readonly [string, string];
  readonly hills: string;
  readonly grass: readonly [string, string];
  readonly road: readonly [string, string];
  readonly line: string;
  readonly kerb: readonly [string, string];
}

const palettes: Record<BackdropName, Palette> = {
  bright: {
    sky: ['#7db4e8', '#f4f1e2'],
    hills: '#6d8a63',
    grass: ['#9fbf5a', '#5d8a35'],
    road: ['#b9b6b0', '#8d8b88'],
    line: '#ffffff',
    kerb: ['#e8e4de', '#d23b2c'],
  },
  dark: {
    sky: ['#05070f', '#1a1e33'],
    hills: '#06080c',
    grass: ['#0c140d', '#060a07'],
    road: ['#20232b', '#0c0d11'],
    line: '#8d9098',
    kerb: ['#5a5856', '#571a16'],
  },
};

function paintBackdrop(
  ctx: CanvasRenderingContext2D,
  name: BackdropName,
  width: number,
  height: number,
): void {
  const palette = palettes[name];
  const random = sequence(name === 'bright' ? 7 : 11);
  const horizon = height * 0.36;
  const gradient = (y0: number, y1: number, [a, b]: readonly [string, string]) => {
    const fill = ctx.createLinearGradient(0, y0, 0, y1);
    fill.addColorStop(0, a);
    fill.addColorStop(1, b);
    return fill;
  };
  ctx.fillStyle = gradient(0, horizon, palette.sky);
  ctx.fillRect(0, 0, width, horizon);
  ctx.fillStyle = gradient(horizon, height, palette.grass);
  ctx.fillRect(0, horizon, width, height - horizon);
  ctx.fillStyle = palette.hills;
  for (let x = -40; x < width + 40; x += width / 40) {
    const tall = height * (0.03 + random() * 0.09);
    ctx.beginPath();
    ctx.ellipse(x, horizon, width / 30, tall, 0, 0, Math.PI * 2);
    ctx.fill();
  }
  paintRoad(ctx, palette, width, height, horizon);
  paintSpeckles(ctx, name, random, width, height, horizon);
  // Once over all, because a browser without a graphics card takes long for each shape that it blurs.
  ctx.filter = `blur(${width / 300}px)`;
  ctx.drawImage(ctx.canvas, 0, 0);
  ctx.filter = 'none';
}

function paintRoad(
  ctx: CanvasRenderingContext2D,
  palette: Palette,
  width: number,
  height: number,
  horizon: number,
): void {
  const vanish = width * 0.56;
  const edge = (side: -1 | 1, share: number, wide: number) =>
    [vanish + side * (wide * width * share + 4), horizon + (height - horizon) * share] as const;
  const stripe = (from: number, to: number, left: number, right: number, colour: string) => {
    const at = (side: number, share: number) => vanish + side * width * share;
    ctx.beginPath();
    ctx.moveTo(at(left, from), horizon + (height - horizon) * from);
    ctx.lineTo(at(right, from), horizon + (height - horizon) * from);
    ctx.lineTo(at(right, to), horizon + (height - horizon) * to);
    ctx.lineTo(at(left, to), horizon + (height - horizon) * to);
    ctx.fillStyle = colour;
    ctx.fill();
  };
  const road = ctx.createLinearGradient(0, horizon, 0, height);
  road.addColorStop(0, palette.road[0]);
  road.addColorStop(1, palette.road[1]);
  ctx.beginPath();
  for (const [x, y] of [edge(-1, 0, 0.7), edge(1, 0, 0.7), edge(1, 1.1, 0.7), edge(-1, 1.1, 0.7)]) {
    ctx.lineTo(x, y);
  }
  ctx.fillStyle = road;
  ctx.fill();
  for (let i = 0; i < 26; i++) {
    const from = (i / 26) ** 2;
    const to = ((i + 1) / 26) ** 2;
    const colour = palette.kerb[i % 2]!;
    stripe(from, to, -0.74, -0.68, colour);
    stripe(from, to, 0.68, 0.74, colour);
    if (i % 3 === 0) stripe(from, to, -0.012, 0.012, palette.line);
  }
  stripe(0, 1, -0.655, -0.63, palette.line);
  stripe(0, 1, 0.63, 0.655, palette.line);
}

function paintSpeckles(
  ctx: CanvasRenderingContext2D,
  name: BackdropName,
  random: () => number,
  width: number,
  height: number,
  horizon: number,
): void {
  if (name === 'bright') {
    const sun = ctx.createRadialGradient(
      width * 0.2,
      horizon * 0.5,
      0,
      width * 0.2,
      horizon * 0.5,
      width * 0.35,
    );
    sun.addColorStop(0, 'rgba(255, 250, 230, 0.95)');
    sun.addColorStop(1, 'rgba(255, 250, 230, 0)');
    ctx.fillStyle = sun;
    ctx.fillRect(0, 0, width, height);
  }
  const colours = ['#ffd9a0', '#ff5a4a', '#8fc7ff', '#ffffff', '#ffb347'];
  for (let i = 0; i < (name === 'dark' ? 46 : 18); i++) {
    ctx.globalAlpha = name === 'dark' ? 0.16 + random() * 0.5 : 0.2;
    ctx.fillStyle = colours[Math.floor(random() * colours.length)]!;
    ctx.beginPath();
    const y = horizon + (random() - 0.6) * height * 0.24;
    ctx.arc(random() * width, y, 2 + random() * width * 0.012, 0, Math.PI * 2);
    ctx.fill();
  }
  ctx.globalAlpha = 1;
}

/** By name and size. Painting one takes longer than the overlays on it, and those of every theme lie over the same ones. */
const painted = new Map<string, { readonly picture: ImageData; readonly copy: ImageData }>();

/** A copy of a backdrop, to draw on until the same one is asked for again: new memory for each would take longer than drawing. */
export function backdropOf(name: BackdropName, width: number, height: number): ImageData {
  const key = `${name} ${width} ${height}`;
  let one = painted.get(key);
  if (one === undefined) {
    const { ctx } = emptyCanvas(width, height);
    paintBackdrop(ctx, name, width, height);
    one = { picture: ctx.getImageData(0, 0, width, height), copy: new ImageData(width, height) };
    painted.set(key, one);
  }
  one.copy.data.set(one.picture.data);
  return one.copy;
}
