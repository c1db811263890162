/** Zoom of the canvas: screen pixels per canvas pixel. Pure. */
import { limits } from '../../protocol/limits.ts';
import type { Size } from '../../protocol/rects.ts';

/** Of one press of a key or button. */
const zoomStep = 1.25;
/** A notch of a wheel is about 100 pixels, and becomes about one step. */
const perWheelPx = 0.0022;

/** `fit`: as large as the window allows. */
export type Zoom = 'fit' | number;

function limited(zoom: number): number {
  return Math.min(Math.max(zoom, limits.layoutZoomMin), limits.layoutZoomMax);
}

/** @param scale as shown now */
export function zoomed(scale: number, way: 'in' | 'out'): number {
  return limited(way === 'in' ? scale * zoomStep : scale / zoomStep);
}

/** @param deltaPx of the wheel; negative: towards the screen, which enlarges */
export function zoomedByWheel(scale: number, deltaPx: number): number {
  return limited(scale * Math.exp(-deltaPx * perWheelPx));
}

/** The largest scale at which the canvas fits. @returns at least something that can be seen */
export function fitScale(canvas: Size, room: Size): number {
  return Math.max(Math.min(room.width / canvas.width, room.height / canvas.height), 0.02);
}

/**
 * Where to scroll so that a point of the canvas stays below the pointer.
 * @param at of the point, canvas pixels, along one axis
 * @param offset of the pointer from the edge of the visible area, screen pixels
 * @param pad around the canvas, screen pixels
 */
export function scrollFor(at: number, offset: number, scale: number, pad: number): number {
  return at * scale + pad - offset;
}
