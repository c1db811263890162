/**
 * Whether bytes are a PNG picture that may be kept and served: whole, small enough, and nothing behind its end. Pictures are
 * PNG 1.2 (https://www.w3.org/TR/png/): a signature, then chunks of a length, a type, data and a checksum. Pure.
 */
import { limits } from '../../../protocol/limits.ts';

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Length, type and checksum of a chunk. */
const chunkFrameBytes = 12;
/** Animations of PNG: a logo stands still. */
const animation = 'acTL';

export type PngCheck =
  | { readonly ok: true; readonly width: number; readonly height: number }
  | { readonly ok: false; readonly problem: string };

export function checkPng(bytes: Uint8Array): PngCheck {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (signature.some((byte, at) => bytes[at] !== byte)) return refused('It is not a PNG picture.');
  let at = signature.length;
  let size: { width: number; height: number } | null = null;
  let hasPixels = false;
  while (at + chunkFrameBytes <= bytes.length) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const end = at + chunkFrameBytes + length;
    if (end > bytes.length) break;
    if (size === null) {
      if (type !== 'IHDR' || length !== 13) break;
      size = { width: view.getUint32(at + 8), height: view.getUint32(at + 12) };
      if (!isSide(size.width) || !isSide(size.height))
        return refused(`It may be ${limits.logoSideMax} pixels wide and high at most.`);
    }
    if (type === animation) return refused('It is an animation.');
    if (type === 'IDAT') hasPixels = true;
    if (type === 'IEND' && hasPixels && end === bytes.length) return { ok: true, ...size };
    if (type === 'IEND') break;
    at = end;
  }
  return refused('The picture is damaged.');
}

function isSide(pixels: number): boolean {
  return pixels >= 1 && pixels <= limits.logoSideMax;
}

function refused(problem: string): PngCheck {
  return { ok: false, problem };
}
