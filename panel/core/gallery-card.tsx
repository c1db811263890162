/** What the cards of themes and of layouts have in common: the way to the editor, and the question before one is deleted. */
import type { ComponentChildren } from 'preact';
import { Button } from './controls.tsx';
import { Dialog } from './frames.tsx';

interface EditLinkProps {
  readonly href: string;
  readonly title: string;
  /** What comes with Sequential is never changed itself. */
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

interface DeleteDialogProps {
  readonly title: string;
  /** What goes with it. */
  readonly children: ComponentChildren;
  onDelete(): void;
  onClose(): void;
}

export function DeleteDialog({ title, children, onDelete, onClose }: DeleteDialogProps) {
  return (
    <Dialog title={`Delete ${title}?`} onClose={onClose}>
      {children}
      <div class="row end">
        <Button onClick={onClose}>Keep it</Button>
        <Button
          kind="danger"
          onClick={() => {
            onClose();
            onDelete();
          }}
        >
          Delete
        </Button>
      </div>
    </Dialog>
  );
}
