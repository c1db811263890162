/** Zoom and scrolling of the canvas: fits the window until the user zooms with the wheel, a key or a button. */
import { signal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Size } from '../../protocol/rects.ts';
import { fitScale, scrollFor, type Zoom, zoomed, zoomedByWheel } from './zoom.ts';

/** Kept while the panel is open. */
const zoom = signal<Zoom>('fit');

/** Around the canvas, where items that are partly outside can be seen, screen pixels. */
export const padPx = 20;
/** What else is above and below the canvas in the window, screen pixels. */
const aroundPx = 300;
const leastHeightPx = 220;

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Anchor {
  /** Canvas pixels. */
  readonly at: Point;
  /** From the visible area's corner, screen pixels. */
  readonly offset: Point;
}

export interface CanvasZoom {
  /** The scrolling element. */
  readonly stage: RefObject<HTMLDivElement | null>;
  /** The canvas in it. */
  readonly box: RefObject<HTMLFieldSetElement | null>;
  /** Screen pixels per canvas pixel; 0: not measured yet. */
  readonly scale: number;
  readonly isFit: boolean;
  /** Height of the stage, screen pixels. */
  readonly height: number;
  change(to: 'in' | 'out' | 'fit' | 'full'): void;
}

/** @param middle of the selected items, canvas pixels; null: none are selected */
export function useZoom(canvas: Size, middle: Point | null): CanvasZoom {
  const stage = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLFieldSetElement>(null);
  const [room, setRoom] = useState<Size | null>(null);
  const anchor = useRef<Anchor | null>(null);
  useLayoutEffect(() => {
    const element = stage.current!;
    const measure = (): void => {
      const width = element.clientWidth - 2 * padPx;
      const height = Math.max(innerHeight - aroundPx, leastHeightPx) - 2 * padPx;
      setRoom((before) =>
        before?.width === width && before.height === height ? before : { width, height },
      );
    };
    // A size that changes while sizes are reported would be an error of the page.
    let frame = 0;
    const later = (): void => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(measure);
    };
    const observer = new ResizeObserver(later);
    observer.observe(element);
    addEventListener('resize', measure);
    measure();
    return () => {
      observer.disconnect();
      cancelAnimationFrame(frame);
      removeEventListener('resize', measure);
    };
  }, []);
  const fit = room === null ? 0 : fitScale(canvas, room);
  const isFit = zoom.value === 'fit';
  const scale = zoom.value === 'fit' ? fit : zoom.value;

  /** @param offset of the pointer; absent: the selection comes to the middle, if there is one */
  const put = (next: Zoom, offset?: Point): void => {
    const element = stage.current;
    const canvasBox = box.current?.getBoundingClientRect();
    if (element === null || canvasBox === undefined || scale === 0) return;
    const visible = element.getBoundingClientRect();
    const from = offset ?? { x: element.clientWidth / 2, y: element.clientHeight / 2 };
    const below = {
      x: (visible.left + from.x - canvasBox.left) / scale,
      y: (visible.top + from.y - canvasBox.top) / scale,
    };
    anchor.current = { at: offset === undefined ? (middle ?? below) : below, offset: from };
    zoom.value = next;
  };
  useLayoutEffect(() => {
    const element = stage.current;
    if (element === null || anchor.current === null) return;
    const { at, offset } = anchor.current;
    element.scrollLeft = scrollFor(at.x, offset.x, scale, padPx);
    element.scrollTop = scrollFor(at.y, offset.y, scale, padPx);
    anchor.current = null;
  }, [scale]);

  const newest = useRef({ put, scale });
  newest.current = { put, scale };
  useEffect(() => {
    const element = stage.current!;
    const turn = (event: WheelEvent): void => {
      if (!event.ctrlKey && !event.metaKey) return;
      // Else the browser zooms the whole page.
      event.preventDefault();
      const { left, top } = element.getBoundingClientRect();
      const to = zoomedByWheel(newest.current.scale, event.deltaY);
      newest.current.put(to, { x: event.clientX - left, y: event.clientY - top });
    };
    element.addEventListener('wheel', turn, { passive: false });
    return () => element.removeEventListener('wheel', turn);
  }, []);

  return {
    stage,
    box,
    scale,
    isFit,
    height: canvas.height * fit + 2 * padPx,
    change(to) {
      if (to === 'fit') put('fit');
      else put(to === 'full' ? 1 : zoomed(scale, to));
    },
  };
}
