/** How far apart colours are for people: contrast (WCAG 2), distance (CIELAB), and colour vision deficiencies. Pure. */
import { readColour } from '../../overlays/core/draw/colour.ts';

type Triple = readonly [number, number, number];

function linear(hex: string): Triple {
  const { r, g, b } = readColour(hex);
  const decode = (value: number) => {
    const c = value / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return [decode(r), decode(g), decode(b)];
}

function hexOf(light: Triple): string {
  const encode = (value: number) => {
    const c = Math.min(Math.max(value, 0), 1);
    const encoded = c <= 0.0031308 ? c * 12.92 : 1.055 * c ** (1 / 2.4) - 0.055;
    return Math.round(encoded * 255)
      .toString(16)
      .padStart(2, '0');
  };
  return `#${light.map(encode).join('')}`;
}

function luminance(hex: string): number {
  const [r, g, b] = linear(hex);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** 1 (alike) … 21 (black and white). */
export function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** Complete deficiencies after Machado, Oliveira and Fernandes (2009), for linear light. */
const deficiencies = {
  normal: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protan: [
    0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998,
  ],
  deutan: [
    0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881,
  ],
  tritan: [
    1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039,
  ],
} as const;

export type Vision = keyof typeof deficiencies;

/** The colour as a person with this colour vision sees it. */
export function seenBy(vision: Vision, hex: string): string {
  const [r, g, b] = linear(hex);
  const m = deficiencies[vision];
  const row = (i: number) => m[i]! * r + m[i + 1]! * g + m[i + 2]! * b;
  return hexOf([row(0), row(3), row(6)]);
}

function lab(hex: string): Triple {
  const [r, g, b] = linear(hex);
  const f = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116);
  const x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const y = f(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const z = f((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** CIE76: about 2 is just seen, 20 is plainly another colour. */
export function labDistance(a: string, b: string): number {
  const [l1, a1, b1] = lab(a);
  const [l2, a2, b2] = lab(b);
  return Math.hypot(l1 - l2, a1 - a2, b1 - b2);
}
