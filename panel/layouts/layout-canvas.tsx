/**
 * The canvas: the layout's own page in an iframe, and over it a frame for each item, which the user moves and resizes
 * with the pointer or the keyboard.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Layout, LayoutItem } from '../../protocol/layout.ts';
import { currentBackground, useUnsavedContent } from '../core/preview.tsx';
import { useThrottled } from '../core/throttled.ts';
import { forPreview, itemOf, withCopy, withItem, without } from './draft.ts';
import { editing, isSnapping, selectedId } from './edit-session.ts';
import {
  corners,
  type Guides,
  type ItemRect,
  moved,
  type RectCorner,
  resized,
  type SnapLines,
  snapLines,
} from './snapping.ts';

/** Snapping distance, screen pixels. */
const reachPx = 7;
/** While an item moves, the page is redrawn at most this often, ms. */
const drawEveryMs = 60;
/** Steps of the arrow keys, without and with Shift, canvas pixels. */
const smallStepPx = 1;
const largeStepPx = 16;

/** Space above and below the canvas, screen pixels. */
const aroundPx = 264;

const nowhere: Guides = { x: null, y: null };

interface Drag {
  readonly id: string;
  /** The dragged corner; null: the item is moved. */
  readonly corner: RectCorner | null;
  /** Start of the pointer, screen pixels. */
  readonly from: { readonly x: number; readonly y: number };
  readonly rect: ItemRect;
  readonly lines: SnapLines;
}

/** @returns a ref for the canvas, and screen pixels per canvas pixel */
function useScale(width: number) {
  const box = useRef<HTMLDivElement>(null);
  const [scale, setScale] = useState(0);
  useEffect(() => {
    const element = box.current!;
    const measure = (): void => setScale(element.clientWidth / width);
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [width]);
  return [box, scale] as const;
}

function beginDrag(
  layout: Layout,
  item: LayoutItem,
  corner: RectCorner | null,
  event: PointerEvent,
) {
  const others = layout.items.filter(({ id }) => id !== item.id);
  const { x, y, width, height } = item;
  return {
    id: item.id,
    corner,
    from: { x: event.clientX, y: event.clientY },
    rect: { x, y, width, height },
    lines: snapLines(layout, others),
  };
}

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The layout after a key press on an item; null: the browser handles the key. */
function afterKey(layout: Layout, item: LayoutItem, event: KeyboardEvent): Layout | null {
  const { key, shiftKey, altKey } = event;
  if (key === 'Delete' || key === 'Backspace') return without(layout, item.id);
  if (key.toLowerCase() === 'd' && (event.ctrlKey || event.metaKey)) {
    const copy = withCopy(layout, item.id);
    selectedId.value = copy.id;
    return copy.layout;
  }
  const direction = arrows[key];
  if (direction === undefined || event.ctrlKey || event.metaKey) return null;
  const step = shiftKey ? largeStepPx : smallStepPx;
  const by = { x: direction[0] * step, y: direction[1] * step };
  const lines = { x: [], y: [] };
  const next = altKey
    ? resized(item, 'se', by, lines, 0).rect
    : moved(item, by, layout, lines, 0).rect;
  return withItem(layout, item.id, next);
}

interface ItemFrameProps {
  readonly layout: Layout;
  readonly item: LayoutItem;
  readonly title: string;
  onGrab(event: PointerEvent, corner: RectCorner | null): void;
}

function ItemFrame({ layout, item, title, onGrab }: ItemFrameProps) {
  const { id, x, y, width, height } = item;
  const isSelected = selectedId.value === id;
  const percent = (value: number, of: number): string => `${(value / of) * 100}%`;
  return (
    <div
      class="layout-item"
      data-selected={isSelected}
      style={{
        left: percent(x, layout.width),
        top: percent(y, layout.height),
        width: percent(width, layout.width),
        height: percent(height, layout.height),
      }}
    >
      <button
        type="button"
        class="layout-grip"
        data-id={id}
        aria-pressed={isSelected}
        aria-label={`${title}, at ${x}, ${y}, ${width} by ${height}`}
        onPointerDown={(event) => onGrab(event, null)}
        onFocus={() => {
          selectedId.value = id;
        }}
        onClick={() => {
          selectedId.value = id;
        }}
        onKeyDown={(event) => {
          const next = afterKey(layout, item, event);
          if (next === null) return;
          event.preventDefault();
          editing.edit(next, `key:${id}`);
        }}
      >
        <span class="layout-item-name">{title}</span>
      </button>
      {isSelected &&
        corners.map((corner) => (
          <span
            key={corner}
            class="layout-corner"
            data-corner={corner}
            aria-hidden="true"
            onPointerDown={(event) => onGrab(event, corner)}
          />
        ))}
    </div>
  );
}

export interface LayoutCanvasProps {
  readonly layout: Layout;
  /** Address of the page that draws the layout. */
  readonly url: string;
  readonly titleOf: (overlay: string) => string;
  /** What the page could not draw, in sentences. */
  onProblems(problems: readonly string[]): void;
}

export function LayoutCanvas({ layout, url, titleOf, onProblems }: LayoutCanvasProps) {
  const [box, scale] = useScale(layout.width);
  const [guides, setGuides] = useState<Guides>(nowhere);
  const [drag, setDrag] = useState<Drag | null>(null);
  const drawn = useThrottled(layout, drawEveryMs);
  const shown = useRef({ of: drawn, preview: forPreview(drawn) });
  // An unchanged layout stays the same object, so that no message is sent.
  if (shown.current.of !== drawn) shown.current = { of: drawn, preview: forPreview(drawn) };
  const frame = useUnsavedContent({ layout: shown.current.preview, onProblems });

  const pull = (event: PointerEvent): void => {
    if (drag === null || scale === 0) return;
    const by = {
      x: (event.clientX - drag.from.x) / scale,
      y: (event.clientY - drag.from.y) / scale,
    };
    const reach = isSnapping.value && !event.altKey ? reachPx / scale : 0;
    const { corner, rect, lines } = drag;
    const next =
      corner === null
        ? moved(rect, by, layout, lines, reach)
        : resized(rect, corner, by, lines, reach);
    setGuides(next.guides);
    editing.edit(withItem(layout, drag.id, next.rect), `pull:${drag.id}`);
  };
  const end = (): void => {
    setDrag(null);
    setGuides(nowhere);
  };
  return (
    <div class="layout-stage" data-background={currentBackground()}>
      <div
        ref={box}
        class="layout-canvas"
        data-pulling={drag !== null}
        style={{
          aspectRatio: `${layout.width} / ${layout.height}`,
          // As large as the window allows.
          maxWidth: `calc((100vh - ${aroundPx}px) * ${layout.width / layout.height})`,
        }}
        onPointerMove={pull}
        onPointerUp={end}
        onPointerCancel={end}
        onPointerDown={(event) => {
          if (event.target === event.currentTarget) selectedId.value = null;
        }}
      >
        <iframe ref={frame} src={url} title="The layout" tabIndex={-1} />
        <fieldset class="layout-items">
          <legend class="hidden">
            Overlays on the canvas. Arrow keys move an overlay, Alt and arrow keys resize it, Delete
            removes it.
          </legend>
          {layout.items.map((item) => (
            <ItemFrame
              key={item.id}
              layout={layout}
              item={item}
              title={titleOf(item.overlay)}
              onGrab={(event, corner) => {
                if (event.button !== 0) return;
                selectedId.value = item.id;
                // The canvas gets all pointer events until the drag ends.
                box.current?.setPointerCapture(event.pointerId);
                const now = itemOf(layout, item.id) ?? item;
                setDrag(beginDrag(layout, now, corner, event));
              }}
            />
          ))}
        </fieldset>
        {guides.x !== null && (
          <span class="layout-guide" style={{ left: `${(guides.x / layout.width) * 100}%` }} />
        )}
        {guides.y !== null && (
          <span
            class="layout-guide"
            data-across="true"
            style={{ top: `${(guides.y / layout.height) * 100}%` }}
          />
        )}
      </div>
    </div>
  );
}
