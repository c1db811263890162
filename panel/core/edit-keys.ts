/** The keys that every editor knows: Ctrl+S, Ctrl+Z, Ctrl+Y; with the command key on a Mac. */
import { useEffect } from 'preact/hooks';

export interface EditKeys {
  save(): void;
  stepBack(): void;
  stepForth(): void;
}

/** In a field, the browser's own steps back are what people mean. */
export function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLTextAreaElement) return true;
  return target instanceof HTMLInputElement && ['text', 'number'].includes(target.type);
}

export function useEditKeys({ save, stepBack, stepForth }: EditKeys): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      const key = event.key.toLowerCase();
      if (key === 's') save();
      else if (isTyping(event.target)) return;
      else if (key === 'y' || (key === 'z' && event.shiftKey)) stepForth();
      else if (key === 'z') stepBack();
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [save, stepBack, stepForth]);
}
