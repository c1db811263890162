/**
 * The canvas: the layout's own page in an iframe, and over it a frame for each item. The user selects, moves and resizes
 * with the pointer or the keyboard.
 */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Layout } from '../../protocol/layout.ts';
import { boxAround, type ItemRect, middleOf, overlaps } from '../../protocol/rects.ts';
import { Button } from '../core/controls.tsx';
import { currentBackground, useUnsavedContent } from '../core/preview.tsx';
import { useThrottled } from '../core/throttled.ts';
import { Band, GuideLines, ItemFrame, SelectionBox } from './canvas-parts.tsx';
import { boxOf, forPreview, outsideOf, unlocked, withGroups } from './draft.ts';
import { editorNote, editorState, isSnapping, selectedIds } from './edit-session.ts';
import { beginDrag, type Drag, type EditorAct } from './editor-state.ts';
import { keyHelp, meaningOf, pointerHelp } from './keys.ts';
import {
  type Guides,
  moved,
  noLines,
  type RectCorner,
  resized,
  type SnapLines,
  snapLines,
} from './snapping.ts';
import { type CanvasZoom, padPx, useZoom } from './use-zoom.ts';

/** Snapping distance, screen pixels. */
const reachPx = 7;
/** The pointer has to move this far before something is dragged, screen pixels. */
const slackPx = 3;
/** While an item moves, the page is redrawn at most this often, ms. */
const drawEveryMs = 60;

const nowhere: Guides = { x: null, y: null };

interface Point {
  readonly x: number;
  readonly y: number;
}

/** What the pressed pointer does. `press`: nothing yet, it has not moved. */
type Gesture =
  | {
      readonly kind: 'press' | 'drag';
      /** Counts gestures: each is one step of undo. */
      readonly number: number;
      /** The dragged corner; null: the selection is moved. */
      readonly corner: RectCorner | null;
      /** Start of the pointer, screen pixels. */
      readonly from: Point;
      readonly drag: Drag;
      readonly lines: SnapLines;
      /** Released without having moved, this item is selected alone; null: the selection stays. */
      readonly onRelease: string | null;
    }
  | {
      readonly kind: 'band';
      readonly from: Point;
      readonly to: Point;
      readonly kept: readonly string[];
    };

export interface LayoutCanvasProps {
  readonly layout: Layout;
  /** Address of the page that draws the layout. */
  readonly url: string;
  /** Of items, by id. */
  readonly titles: ReadonlyMap<string, string>;
  act(one: EditorAct): void;
  /** What the page could not draw, in sentences. */
  onProblems(problems: readonly string[]): void;
}

/** From one corner to the other, canvas pixels. */
function bandRect(from: Point, to: Point): ItemRect {
  return boxAround([
    { ...from, width: 0, height: 0 },
    { ...to, width: 0, height: 0 },
  ])!;
}

/** The focus stays in the canvas, on a selected item, when the focused one is removed or copied. */
function useFocus(layout: Layout, box: { readonly current: HTMLElement | null }): void {
  const selected = selectedIds.value;
  const isFirst = useRef(true);
  useLayoutEffect(() => {
    if (isFirst.current) {
      isFirst.current = false;
      return;
    }
    const canvas = box.current;
    const focused = document.activeElement;
    const isLost = focused === null || focused === document.body;
    if (canvas === null || !(isLost || canvas.contains(focused))) return;
    const id = focused instanceof HTMLElement ? focused.dataset.id : undefined;
    if (id !== undefined && (selected.length === 0 || selected.includes(id))) return;
    const grips = [...canvas.querySelectorAll<HTMLElement>('.layout-grip')];
    const next = grips.find((grip) => grip.dataset.id === selected[0]);
    (next ?? canvas).focus({ preventScroll: true });
  }, [selected, layout.items.length]);
}

let gestures = 0;

/** Pointer: selecting, moving, resizing, and the band around several. */
function useGestures(props: LayoutCanvasProps, { box, scale }: CanvasZoom) {
  const { layout, act } = props;
  const [gesture, setGesture] = useState<Gesture | null>(null);
  const [guides, setGuides] = useState<Guides>(nowhere);
  const isPointing = useRef(false);

  const pointOf = (event: PointerEvent): Point => {
    const { left, top } = box.current!.getBoundingClientRect();
    return { x: (event.clientX - left) / scale, y: (event.clientY - top) / scale };
  };
  const begin = (event: PointerEvent): void => {
    isPointing.current = true;
    // It gets all pointer events until the gesture ends, and they bubble to the stage.
    (event.target as HTMLElement).setPointerCapture(event.pointerId);
  };
  const grab = (event: PointerEvent, corner: RectCorner | null, onRelease: string | null): void => {
    const state = editorState();
    const drag = state === null ? null : beginDrag(state);
    begin(event);
    if (state === null || drag === null) return;
    const others = state.layout.items.filter(({ id }) => !drag.rects.has(id));
    setGesture({
      kind: 'press',
      number: ++gestures,
      corner,
      from: { x: event.clientX, y: event.clientY },
      drag,
      lines: snapLines(state.layout, others),
      onRelease,
    });
  };
  const grabItem = (event: PointerEvent, id: string): void => {
    if (event.button !== 0 || scale === 0) return;
    const isAdding = event.shiftKey;
    const wasSelected = selectedIds.value.includes(id);
    if (isAdding) act({ type: 'select', ids: [id], how: 'toggle' });
    else if (!wasSelected) act({ type: 'select', ids: [id], how: 'only' });
    grab(event, null, wasSelected && !isAdding ? id : null);
  };
  const press = (event: PointerEvent): void => {
    // On a touch screen, the background scrolls. A scroll bar is not the background.
    const element = event.currentTarget as HTMLElement;
    const isOnBar =
      event.target === element &&
      (event.offsetX > element.clientWidth || event.offsetY > element.clientHeight);
    if (event.button !== 0 || scale === 0 || event.pointerType === 'touch' || isOnBar) return;
    begin(event);
    const at = pointOf(event);
    const kept = event.shiftKey ? selectedIds.value : [];
    setGesture({ kind: 'band', from: at, to: at, kept });
    act({ type: 'select', ids: kept, how: 'only', alone: true });
  };
  const drawBand = (event: PointerEvent, band: Extract<Gesture, { kind: 'band' }>): void => {
    const to = pointOf(event);
    setGesture({ ...band, to });
    const rect = bandRect(band.from, to);
    const touched = layout.items.filter((item) => !item.locked && overlaps(rect, item));
    const ids = touched.map(({ id }) => id);
    const next = [...band.kept, ...withGroups(layout, ids)];
    if (next.join() !== selectedIds.value.join()) {
      act({ type: 'select', ids: next, how: 'only', alone: true });
    }
  };
  const pull = (event: PointerEvent): void => {
    if (gesture === null || scale === 0) return;
    if (gesture.kind === 'band') {
      drawBand(event, gesture);
      return;
    }
    const { kind, from, corner, drag, lines, number } = gesture;
    const far = { x: event.clientX - from.x, y: event.clientY - from.y };
    if (kind === 'press') {
      if (Math.hypot(far.x, far.y) < slackPx) return;
      setGesture({ ...gesture, kind: 'drag' });
    }
    const by = { x: far.x / scale, y: far.y / scale };
    const isFree = event.altKey;
    const reach = isSnapping.value && !isFree ? reachPx / scale : 0;
    const rules = { canvas: layout, lines: reach > 0 ? lines : noLines, reach, mayLeave: isFree };
    const next =
      corner === null ? moved(drag.box, by, rules) : resized(drag.box, corner, by, rules);
    setGuides(next.guides);
    act({ type: 'drag', from: drag, to: next.rect, gesture: number });
  };
  const end = (): void => {
    isPointing.current = false;
    if (gesture?.kind === 'press' && gesture.onRelease !== null) {
      act({ type: 'select', ids: [gesture.onRelease], how: 'only' });
    }
    setGesture(null);
    setGuides(nowhere);
  };
  return { gesture, guides, isPointing, grab, grabItem, press, pull, end };
}

function ZoomBar({ zoom }: { readonly zoom: CanvasZoom }) {
  const { scale, isFit, change } = zoom;
  return (
    <fieldset class="layout-zoom">
      <legend class="hidden">Zoom</legend>
      <Button small label="Zoom out" onClick={() => change('out')}>
        −
      </Button>
      <output class="small">{Math.round(scale * 100)} %</output>
      <Button small label="Zoom in" onClick={() => change('in')}>
        +
      </Button>
      <Button small pressed={isFit} onClick={() => change('fit')}>
        Fit
      </Button>
    </fieldset>
  );
}

/** What lies outside, and what the last act did. */
function Notes({ layout, titles, act }: Pick<LayoutCanvasProps, 'layout' | 'titles' | 'act'>) {
  const outside = outsideOf(layout).map(({ id }) => titles.get(id) ?? id);
  return (
    <>
      {outside.length > 0 && (
        <div class="layout-outside">
          <p>
            {outside.length === 1
              ? `${outside[0]} lies partly outside the canvas.`
              : `${outside.length} overlays lie partly outside the canvas.`}{' '}
            Viewers do not see that part.
          </p>
          <Button small onClick={() => act({ type: 'bring-back' })}>
            Bring back
          </Button>
        </div>
      )}
      <p class="layout-status small muted" role="status">
        {editorNote.value}
      </p>
    </>
  );
}

function KeyHelp() {
  return (
    <details class="more">
      <summary>Keyboard and mouse</summary>
      <dl class="layout-keys">
        {[...keyHelp, ...pointerHelp].map(([keys, what]) => (
          <div key={keys}>
            <dt>{keys}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

export function LayoutCanvas(props: LayoutCanvasProps) {
  const { layout, url, titles, act, onProblems } = props;
  const selected = selectedIds.value;
  const selectionBox = boxOf(layout, selected);
  const zoom = useZoom(layout, selectionBox === null ? null : middleOf(selectionBox));
  const { stage, box, scale, isFit, height, change } = zoom;
  const { gesture, guides, isPointing, grab, grabItem, press, pull, end } = useGestures(
    props,
    zoom,
  );
  useFocus(layout, box);
  const drawn = useThrottled(layout, drawEveryMs);
  const shown = useRef({ of: drawn, preview: forPreview(drawn) });
  // An unchanged layout stays the same object, so that no message is sent.
  if (shown.current.of !== drawn) shown.current = { of: drawn, preview: forPreview(drawn) };
  const frame = useUnsavedContent({ layout: shown.current.preview, onProblems });

  const outside = new Set(outsideOf(layout).map(({ id }) => id));
  const onKeyDown = (event: KeyboardEvent): void => {
    const { key, shiftKey, altKey, repeat } = event;
    const isCommand = event.ctrlKey || event.metaKey;
    // After Esc nothing is selected, and the keys mean the focused item again.
    const id = (event.target as HTMLElement).dataset.id;
    const isOnFocused = selected.length === 0 && id !== undefined;
    const isLocked = unlocked(layout, isOnFocused ? [id] : selected).length === 0;
    const pressed = { key, shiftKey, altKey, isCommand, isRepeated: repeat };
    const meaning = meaningOf(pressed, isLocked);
    if (meaning === null) return;
    event.preventDefault();
    if ('zoom' in meaning) {
      change(meaning.zoom);
      return;
    }
    if (isOnFocused && meaning.act.type !== 'select') {
      act({ type: 'select', ids: [id], how: 'only' });
    }
    act(meaning.act);
  };
  return (
    <div class="stack close">
      <div
        ref={stage}
        class="layout-stage"
        data-fit={isFit}
        style={{ height: `${height}px`, padding: `${padPx}px` }}
        onPointerDown={press}
        onPointerMove={pull}
        onPointerUp={end}
        onPointerCancel={end}
      >
        <fieldset
          ref={box}
          class="layout-canvas"
          tabIndex={-1}
          data-background={currentBackground()}
          data-pulling={gesture !== null}
          style={{ width: `${layout.width * scale}px`, height: `${layout.height * scale}px` }}
          onKeyDown={onKeyDown}
        >
          <legend class="hidden">
            Overlays on the canvas. Arrow keys move the selected ones, Alt and arrow keys resize
            them, Delete removes them.
          </legend>
          <iframe ref={frame} src={url} title="The layout" tabIndex={-1} />
          {layout.items.map((item) => (
            <ItemFrame
              key={item.id}
              layout={layout}
              item={item}
              title={titles.get(item.id) ?? item.overlay}
              isSelected={selected.includes(item.id)}
              isOutside={outside.has(item.id)}
              onGrab={(event) => {
                event.stopPropagation();
                grabItem(event, item.id);
              }}
              onPress={(isAdding) =>
                act({ type: 'select', ids: [item.id], how: isAdding ? 'toggle' : 'only' })
              }
              onFocus={() => {
                if (isPointing.current || selectedIds.value.includes(item.id)) return;
                act({ type: 'select', ids: [item.id], how: 'only' });
              }}
            />
          ))}
          {selectionBox !== null && (
            <SelectionBox
              canvas={layout}
              box={selectionBox}
              onGrab={(event, corner) => {
                event.stopPropagation();
                if (event.button === 0) grab(event, corner, null);
              }}
            />
          )}
          {gesture?.kind === 'band' && (
            <Band canvas={layout} rect={bandRect(gesture.from, gesture.to)} />
          )}
          <GuideLines canvas={layout} guides={guides} />
        </fieldset>
      </div>
      <div class="row between">
        <Notes layout={layout} titles={titles} act={act} />
        <ZoomBar zoom={zoom} />
      </div>
      <KeyHelp />
    </div>
  );
}
