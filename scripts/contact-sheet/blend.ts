/**
 * Blends an overlay with a picture as OBS does: premultiplied colours are decoded from sRGB and added in linear light.
 * Dark translucent parts are therefore lighter than in a browser. Pure; works on bytes of images.
 */

/** Linear light of a byte of sRGB, 0…1. */
export const toLinear = Float32Array.from({ length: 256 }, (_, i) => {
  const c = i / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
});

/** Steps of linear light in the table back to sRGB. */
const fine = 4096;
const toSrgb = Uint8ClampedArray.from({ length: fine + 1 }, (_, i) => {
  const c = i / fine;
  return 255 * (c <= 0.0031308 ? c * 12.92 : 1.055 * c ** (1 / 2.4) - 0.055);
});

/** An opaque byte of an overlay, decoded and encoded again. */
const throughLight = Uint8ClampedArray.from(toLinear, (light) => toSrgb[Math.round(light * fine)]!);

/**
 * @param below opaque picture, RGBA; receives the result
 * @param above overlay, RGBA, not premultiplied, of the same size
 */
export function blendLikeObs(below: Uint8ClampedArray, above: Uint8ClampedArray): void {
  for (let i = 0; i < below.length; i += 4) {
    const opacity = above[i + 3]!;
    if (opacity === 0) continue;
    // Most of an overlay lets nothing through.
    if (opacity === 255) {
      for (let c = i; c < i + 3; c++) below[c] = throughLight[above[c]!]!;
      continue;
    }
    const alpha = opacity / 255;
    for (let c = i; c < i + 3; c++) {
      const premultiplied = Math.round(above[c]! * alpha);
      const light = toLinear[premultiplied]! + toLinear[below[c]!]! * (1 - alpha);
      below[c] = toSrgb[Math.round(Math.min(light, 1) * fine)]!;
    }
  }
}
