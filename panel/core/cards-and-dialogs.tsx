/** Tabs, dialogs, cards, badges and empty states. Buttons and fields are in `controls.tsx`. */
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { Button, type ButtonKind } from './controls.tsx';
import type { Tone } from './status.ts';

export interface TabsProps {
  /** For screen readers. */
  readonly label: string;
  readonly tabs: readonly { readonly name: string; readonly title: string }[];
  readonly chosen: string;
  onChoose(name: string): void;
  /** Content of the chosen tab. */
  readonly children: ComponentChildren;
}

/** Arrow keys move between the tabs, as in the ARIA authoring practices. */
export function Tabs({ label, tabs, chosen, onChoose, children }: TabsProps) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const step = (by: number): void => {
    const at = tabs.findIndex(({ name }) => name === chosen);
    const next = (at + by + tabs.length) % tabs.length;
    onChoose(tabs[next]!.name);
    (list.current?.children[next] as HTMLElement | undefined)?.focus();
  };
  return (
    <div class="tabs">
      <div
        ref={list}
        class="tab-list"
        role="tablist"
        aria-label={label}
        onKeyDown={(event) => {
          if (event.key === 'ArrowRight') step(1);
          if (event.key === 'ArrowLeft') step(-1);
        }}
      >
        {tabs.map(({ name, title }) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`${id}-${name}`}
            aria-selected={name === chosen}
            aria-controls={`${id}-panel`}
            tabIndex={name === chosen ? 0 : -1}
            onClick={() => onChoose(name)}
          >
            {title}
          </button>
        ))}
      </div>
      <div id={`${id}-panel`} role="tabpanel" aria-labelledby={`${id}-${chosen}`}>
        {children}
      </div>
    </div>
  );
}

export interface DialogProps {
  readonly title: string;
  /** On Escape, on the cross, or on a click outside. */
  onClose(): void;
  readonly children: ComponentChildren;
}

/** A modal dialog. Unmount it to close it. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = element.current!;
    const before = document.activeElement;
    dialog.showModal();
    // The first field, not the cross.
    dialog.querySelector<HTMLElement>('input, select, textarea, [data-kind="main"]')?.focus();
    return () => {
      dialog.close();
      // What opened the dialog may have gone with it.
      const isThere =
        before instanceof HTMLElement && before.isConnected && before !== document.body;
      (isThere ? before : document.querySelector('main'))?.focus();
    };
  }, []);
  return (
    <dialog
      ref={element}
      class="dialog"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => {
        if (event.target === element.current) onClose();
      }}
    >
      <div class="dialog-inside">
        <div class="dialog-head">
          <h2 id={id}>{title}</h2>
          <Button kind="quiet" isIcon label="Close" onClick={onClose}>
            ×
          </Button>
        </div>
        {children}
      </div>
    </dialog>
  );
}

export interface QuestionProps {
  readonly title: string;
  /** On the button that does it. */
  readonly act: string;
  readonly kind?: ButtonKind;
  /** On the other button; left out: Cancel. */
  readonly no?: string;
  readonly isBusy?: boolean;
  onYes(): void;
  onNo(): void;
  /** What happens then. */
  readonly children: ComponentChildren;
}

/** A dialog that asks before something is done. */
export function Question(props: QuestionProps) {
  const { title, act, kind = 'main', no = 'Cancel', isBusy = false, onYes, onNo, children } = props;
  return (
    <Dialog title={title} onClose={onNo}>
      {children}
      <div class="row end">
        <Button onClick={onNo}>{no}</Button>
        <Button kind={kind} isBusy={isBusy} onClick={onYes}>
          {act}
        </Button>
      </div>
    </Dialog>
  );
}

/** A state as a coloured dot and a word. */
export function Badge({
  tone,
  children,
}: {
  readonly tone: Tone;
  readonly children: ComponentChildren;
}) {
  return (
    <span class="badge" data-tone={tone}>
      <span class="dot" aria-hidden="true" />
      {children}
    </span>
  );
}

export function Card(props: {
  readonly title: string;
  /** Beside the title. */
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
}) {
  const id = useId();
  return (
    <section class="card" aria-labelledby={id}>
      <header class="card-head">
        <h2 id={id}>{props.title}</h2>
        {props.aside}
      </header>
      {props.children}
    </section>
  );
}

interface EmptyProps {
  readonly title: string;
  /** It stands for the whole room, so its title is the page's. */
  readonly isPage?: boolean;
  readonly children?: ComponentChildren;
}

/** Shown instead of missing content, with the next step. */
export function Empty({ title, isPage = false, children }: EmptyProps) {
  return (
    <div class="empty">
      {isPage ? <h1>{title}</h1> : <h2>{title}</h2>}
      {children}
    </div>
  );
}

/** A title, or a title and the class of its column. */
type ColumnHead = string | readonly [string, string];

interface ColumnHeadsProps {
  readonly titles?: readonly ColumnHead[];
  /** Titles of columns with numbers, after the others. */
  readonly figures?: readonly string[];
  /** Titles after those of numbers. */
  readonly after?: readonly string[];
  /** The last column holds buttons. */
  readonly hasActions?: boolean;
}

/** The head of a table. */
export function ColumnHeads({
  titles = [],
  figures = [],
  after = [],
  hasActions,
}: ColumnHeadsProps) {
  const heads = [...titles, ...figures.map((title) => [title, 'figure'] as const), ...after];
  return (
    <thead>
      <tr>
        {heads.map((head) => {
          const [title, kind] = typeof head === 'string' ? [head] : head;
          return (
            <th key={title} scope="col" class={kind}>
              {title}
            </th>
          );
        })}
        {hasActions && (
          <th scope="col">
            <span class="hidden">Actions</span>
          </th>
        )}
      </tr>
    </thead>
  );
}
