/** Hooks of the theme and layout editors: opening a file, and keyboard shortcuts. */
import { useEffect } from 'preact/hooks';
import type { EditableFile, EditedFile, EditSession } from './edit-session.ts';
import type { Panel } from './room.ts';

export interface OpenFileProps<T> {
  readonly panel: Panel;
  readonly editing: EditSession<T>;
  /** From the editor's address. */
  readonly name: string;
  /** All files that the relay has. */
  readonly files: readonly EditableFile[];
  /** Loads the file of that name. */
  load(entry: EditableFile, signal: AbortSignal): Promise<T>;
}

/**
 * Opens the file that the address names, unless another file is unsaved.
 * @returns null: the file is not open
 */
export function useOpenFile<T>(props: OpenFileProps<T>): EditedFile<T> | null {
  const { panel, editing, name, files, load } = props;
  const entry = files.find((one) => one.name === name);
  const work = editing.work.value;
  // After saving under a new name, the address is the old one for a moment.
  const isThis = work !== null && (work.address === name || work.saves === name);
  const isSavedHere = isThis && work.saves === name;
  useEffect(() => {
    if (isSavedHere) editing.moveTo(name);
  }, [name, isSavedHere]);
  const mayOpen = entry !== undefined && !isThis && !editing.isUnsaved.value;
  useEffect(() => {
    if (!mayOpen) return;
    const life = new AbortController();
    const names = files.map((one) => one.name);
    load(entry, life.signal)
      .then((file) => editing.open(file, entry, names))
      .catch((problem: unknown) => {
        if (!life.signal.aborted) panel.notifyProblem(problem);
      });
    return () => life.abort();
  }, [name, mayOpen]);
  return isThis ? work : null;
}

/** Closes a file without changes, because it may have changed on disk when it is opened again. */
export function useCloseUnchanged<T>(editing: EditSession<T>): void {
  useEffect(() => {
    if (!editing.isUnsaved.value) editing.drop();
  }, []);
}

export interface EditKeys {
  save(): void;
  undo(): void;
  redo(): void;
}

/** In a text field, undo and redo are the browser's. */
function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLTextAreaElement) return true;
  return target instanceof HTMLInputElement && ['text', 'number'].includes(target.type);
}

/** Ctrl+S, Ctrl+Z and Ctrl+Y; the command key on a Mac. */
export function useEditKeys({ save, undo, redo }: EditKeys): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      const key = event.key.toLowerCase();
      if (key === 's') save();
      else if (isTyping(event.target)) return;
      else if (key === 'y' || (key === 'z' && event.shiftKey)) redo();
      else if (key === 'z') undo();
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [save, undo, redo]);
}
