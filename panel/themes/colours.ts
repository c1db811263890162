/** Contrast (WCAG 2), distance (CIELAB) and simulated colour blindness of colours. Pure. */

type Triple = readonly [number, number, number];

export const colourPattern = /^#[0-9a-f]{6}([0-9a-f]{2})?$/i;

function linear(hex: string): Triple {
  const at = (i: number): number => {
    const c = Number.parseInt(hex.slice(i, i + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return [at(1), at(3), at(5)];
}

/** 1 (equal) … 21 (black and white). Alpha is ignored. */
export function contrast(a: string, b: string): number {
  const light = (hex: string): number => {
    const [r, g, blue] = linear(hex);
    return 0.2126 * r + 0.7152 * g + 0.0722 * blue;
  };
  const [one, other] = [light(a), light(b)];
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

/** Protanopia and deuteranopia, after Machado, Oliveira and Fernandes (2009), for linear RGB. */
const visions = {
  protan: [
    0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998,
  ],
  deutan: [
    0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881,
  ],
} as const;

export type Vision = keyof typeof visions;
export const visionNames = Object.keys(visions) as readonly Vision[];

function seen(vision: Vision, [r, g, b]: Triple): Triple {
  const m = visions[vision];
  const row = (i: number): number =>
    Math.min(Math.max(m[i]! * r + m[i + 1]! * g + m[i + 2]! * b, 0), 1);
  return [row(0), row(3), row(6)];
}

function lab([r, g, b]: Triple): Triple {
  const f = (t: number): number =>
    t > 216 / 24_389 ? Math.cbrt(t) : ((24_389 / 27) * t + 16) / 116;
  const x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const y = f(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const z = f((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** CIE76 distance of two colours with this kind of vision: 2 is just visible, 20 is clearly different. */
export function distanceFor(vision: Vision, a: string, b: string): number {
  const [l1, a1, b1] = lab(seen(vision, linear(a)));
  const [l2, a2, b2] = lab(seen(vision, linear(b)));
  return Math.hypot(l1 - l2, a1 - a2, b1 - b2);
}
