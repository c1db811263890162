/**
 * How the map of a track lies in every picture of it: overlays, viewers' page and panel. People know their track by its
 * shape, so it may not lie one way on the stream and another way in the panel. Pure.
 */

/** Metres on the game's axes: x points right and z points down, as on the game's own maps. */
export type TrackPoints = readonly { readonly x: number; readonly z: number }[];

/** Width by height of the picture that a map is turned for: the track map overlay without its margin. */
const pictureShape = 352 / 272;
/** Smallest extent of a line in metres: a stationary car is a point. */
const extentMinM = 20;
/** A track is turned only when that makes it larger by this factor. */
const gain = 1.001;

/**
 * Candidate angles, radians: steps of three degrees to both sides, the smallest first. Never beyond a quarter turn, so
 * that no map stands on its head.
 */
const turns = [
  0,
  ...Array.from({ length: 59 }, (_, i) => {
    const step = Math.floor(i / 2) + 1;
    return ((i % 2 === 0 ? step : -step) * Math.PI) / 60;
  }),
];

export interface TrackExtent {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** @param turn radians, clockwise */
export function trackExtent(points: TrackPoints, turn: number): TrackExtent {
  const cos = Math.cos(turn);
  const sin = Math.sin(turn);
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, z } of points) {
    const px = x * cos - z * sin;
    const py = x * sin + z * cos;
    left = Math.min(left, px);
    right = Math.max(right, px);
    top = Math.min(top, py);
    bottom = Math.max(bottom, py);
  }
  return { left, right, top, bottom };
}

/** The largest scale at which the extent fits, pixels a metre. */
export function trackScale(extent: TrackExtent, width: number, height: number): number {
  return Math.min(
    width / Math.max(extent.right - extent.left, extentMinM),
    height / Math.max(extent.bottom - extent.top, extentMinM),
  );
}

/**
 * The turn at which the track is largest, radians, clockwise; among equals the smallest. It depends on the track alone
 * and not on the picture, so that all pictures agree.
 */
export function trackTurn(points: TrackPoints): number {
  let best = 0;
  let most = 0;
  for (const turn of turns) {
    const scale = trackScale(trackExtent(points, turn), pictureShape, 1);
    // Without points no scale is finite, and the turn stays 0.
    if (scale <= most * gain) continue;
    best = turn;
    most = scale;
  }
  return best;
}
