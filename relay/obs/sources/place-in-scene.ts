/** Decides where a new overlay lies on the canvas of OBS. Pure. */
import { freePlace, staggered } from '../../../protocol/placing.ts';
import { type ItemRect, inside, middleOf, type Size } from '../../../protocol/rects.ts';
import { alignments, type ObsSceneItem, type ObsTransform } from '../connection/obs-requests.ts';

/** What fills more of the canvas is the game or a layout, which overlays lie on. */
const groundShare = 0.5;

function rectOf({ positionX, positionY, width, height, alignment }: ObsTransform): ItemRect {
  const before = (least: number, most: number): number =>
    (alignment & least) !== 0 ? 0 : (alignment & most) !== 0 ? 1 : 0.5;
  return {
    x: positionX - width * before(alignments.left, alignments.right),
    y: positionY - height * before(alignments.top, alignments.bottom),
    width,
    height,
  };
}

/**
 * At the bottom in the middle, else beside others at the bottom, else in the nearest place where it covers nothing, else a
 * little beside another one.
 * @param size as it is shown, canvas pixels
 * @param others items of the scene
 * @returns whole canvas pixels of the left upper corner
 */
export function placeInScene(
  canvas: Size,
  { width, height }: Size,
  others: readonly Pick<ObsSceneItem, 'sceneItemTransform'>[],
): { readonly x: number; readonly y: number } {
  const taken = others.flatMap(({ sceneItemTransform }) => {
    if (!sceneItemTransform) return [];
    const rect = rectOf(sceneItemTransform);
    const isGround = rect.width * rect.height > canvas.width * canvas.height * groundShare;
    return isGround ? [] : [rect];
  });
  const wanted = inside(
    { x: (canvas.width - width) / 2, y: canvas.height - height, width, height },
    canvas,
  );
  const { x, y } =
    besideAtTheBottom(canvas, taken, wanted) ??
    freePlace(canvas, taken, wanted, middleOf(wanted)) ??
    staggered(canvas, taken, wanted);
  return { x, y };
}

/** The middle of the picture shows the road, so the bottom edge is filled first. */
function besideAtTheBottom(
  canvas: Size,
  taken: readonly ItemRect[],
  wanted: ItemRect,
): ItemRect | null {
  const edge = { width: canvas.width, height: wanted.height };
  const onEdge = taken.map((one) => ({ ...one, y: one.y - wanted.y }));
  const place = freePlace(edge, onEdge, wanted);
  return place && { ...place, y: wanted.y };
}
