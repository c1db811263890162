/** Parts of the canvas: the frame of an item, the box around the selected ones, and the guides of snapping. */
import type { Layout, LayoutItem } from '../../protocol/layout.ts';
import type { ItemRect, Size } from '../../protocol/rects.ts';
import { corners, type Guides, type RectCorner } from './snapping.ts';

function placeOf({ x, y, width, height }: ItemRect, canvas: Size) {
  const percent = (value: number, of: number): string => `${(value / of) * 100}%`;
  return {
    left: percent(x, canvas.width),
    top: percent(y, canvas.height),
    width: percent(width, canvas.width),
    height: percent(height, canvas.height),
  };
}

/** `group-2` → `Group 2` */
export function groupTitle(group: string): string {
  const words = group.replace(/-/g, ' ');
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

export interface ItemFrameProps {
  readonly layout: Layout;
  readonly item: LayoutItem;
  readonly title: string;
  readonly isSelected: boolean;
  readonly isOutside: boolean;
  onGrab(event: PointerEvent): void;
  /** Enter or space. */
  onPress(isAdding: boolean): void;
  onFocus(): void;
}

export function ItemFrame(props: ItemFrameProps) {
  const { layout, item, title, isSelected, isOutside, onGrab, onPress, onFocus } = props;
  const { id, x, y, width, height, group, locked } = item;
  const place = `at ${Math.round(x)}, ${Math.round(y)}, ${Math.round(width)} by ${Math.round(height)}`;
  const more = [
    ...(group === null ? [] : [groupTitle(group)]),
    ...(locked ? ['locked'] : []),
    ...(isOutside ? ['partly outside the canvas'] : []),
  ];
  return (
    <div
      class="layout-item"
      data-selected={isSelected}
      data-locked={locked}
      data-outside={isOutside}
      style={placeOf(item, layout)}
    >
      <button
        type="button"
        class="layout-grip"
        data-id={id}
        aria-pressed={isSelected}
        aria-label={[`${title}, ${place}`, ...more].join(', ')}
        onPointerDown={onGrab}
        onFocus={onFocus}
        onClick={(event) => {
          // The pointer selects as soon as it is pressed.
          if (event.detail === 0) onPress(event.shiftKey);
        }}
      >
        <span class="layout-item-name">{locked ? `${title} · locked` : title}</span>
      </button>
    </div>
  );
}

/** The box around the selected items, with a handle at each corner. */
export function SelectionBox(props: {
  readonly canvas: Size;
  readonly box: ItemRect;
  onGrab(event: PointerEvent, corner: RectCorner): void;
}) {
  const { canvas, box, onGrab } = props;
  return (
    <div class="layout-selection" style={placeOf(box, canvas)}>
      {corners.map((corner) => (
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

export function Band({ canvas, rect }: { readonly canvas: Size; readonly rect: ItemRect }) {
  return <div class="layout-band" style={placeOf(rect, canvas)} />;
}

export function GuideLines({ canvas, guides }: { readonly canvas: Size; readonly guides: Guides }) {
  const { x, y } = guides;
  return (
    <>
      {x !== null && <span class="layout-guide" style={{ left: `${(x / canvas.width) * 100}%` }} />}
      {y !== null && (
        <span
          class="layout-guide"
          data-across="true"
          style={{ top: `${(y / canvas.height) * 100}%` }}
        />
      )}
    </>
  );
}
