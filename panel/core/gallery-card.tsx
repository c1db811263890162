/** Shared by the lists of themes and layouts: their order, the link to the editor, and the button that deletes after a question. */
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Question } from './cards-and-dialogs.tsx';
import { Button } from './controls.tsx';

/** The user's own files, then the built-in ones. */
export function ownFirst<T extends { readonly builtIn: boolean }>(files: readonly T[]): T[] {
  return [...files].sort((a, b) => Number(a.builtIn) - Number(b.builtIn));
}

interface EditLinkProps {
  readonly href: string;
  readonly title: string;
  /** Built-in files are copied before they are edited. */
  readonly builtIn: boolean;
}

export function EditLink({ href, title, builtIn }: EditLinkProps) {
  const what = builtIn ? 'Copy and edit' : 'Edit';
  return (
    <a class="button" data-size="small" href={href} aria-label={`${what} ${title}`}>
      {what}
    </a>
  );
}

interface DeleteButtonProps {
  /** For instance `Rainy Day`, or `this session`. */
  readonly title: string;
  /** What is lost. */
  readonly children: ComponentChildren;
  /** Reports its own problems. */
  onDelete(): Promise<void>;
}

/** When a card or row goes while it has the focus, the next one gets it. @returns a ref for an element in it */
function useFocusOfNext() {
  const place = useRef<HTMLSpanElement>(null);
  // Clean-up of a layout effect runs while the element is still on the page.
  useLayoutEffect(() => {
    const element = place.current;
    return () => {
      if (!element?.contains(document.activeElement)) return;
      const card = element.closest('li, tr');
      const next = card?.nextElementSibling ?? card?.previousElementSibling;
      const control = next?.querySelector<HTMLElement>('a[href], button');
      queueMicrotask(() => (control ?? document.querySelector('main'))?.focus());
    };
  }, []);
  return place;
}

export function DeleteButton({ title, children, onDelete }: DeleteButtonProps) {
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const place = useFocusOfNext();
  const remove = async (): Promise<void> => {
    setBusy(true);
    await onDelete();
    setBusy(false);
    setAsking(false);
  };
  return (
    <span ref={place}>
      <Button kind="quiet" small label={`Delete ${title}`} onClick={() => setAsking(true)}>
        Delete
      </Button>
      {isAsking && (
        <Question
          title={`Delete ${title}?`}
          act="Delete"
          kind="danger"
          isBusy={isBusy}
          onYes={() => void remove()}
          onNo={() => setAsking(false)}
        >
          {children}
        </Question>
      )}
    </span>
  );
}
