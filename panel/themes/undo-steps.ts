/**
 * Which changes of a theme are one undo step: all of one drag, however long it pauses; what is typed into one field without
 * a pause; and each choice, switch, reset, added or removed colour for itself.
 */
import type { StepKey } from '../core/undo-history.ts';

export interface UndoSteps {
  /** The pointer goes down on a control, or a colour is picked in the browser's own window. */
  begin(): void;
  /** The pointer is up again, or the window has closed. */
  end(): void;
  /** @param field null: the change is a step for itself */
  keyOf(field: string | null): StepKey;
}

export function makeUndoSteps(): UndoSteps {
  let gesture = 0;
  let isOpen = false;
  return {
    begin() {
      gesture++;
      isOpen = true;
    },
    end() {
      isOpen = false;
    },
    keyOf: (field) => (field === null ? null : isOpen ? { gesture } : field),
  };
}

export const undoSteps = makeUndoSteps();

function isPicker(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && target.type === 'color';
}

function isSlider(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && target.type === 'range';
}

/** Handlers of the element around all fields. Browsers report the end of a drag and of a picker as `change`. */
export const gestureHandlers = {
  onPointerDown: ({ target }: Event) => {
    if (isSlider(target)) undoSteps.begin();
  },
  onClick: ({ target }: Event) => {
    if (isPicker(target)) undoSteps.begin();
  },
  // A picker that was closed without a choice reports nothing.
  onFocusIn: ({ target }: Event) => {
    if (!isSlider(target) && !isPicker(target)) undoSteps.end();
  },
  onChange: ({ target }: Event) => {
    if (isSlider(target) || isPicker(target)) undoSteps.end();
  },
  onPointerUp: ({ target }: Event) => {
    if (isSlider(target)) undoSteps.end();
  },
} as const;
