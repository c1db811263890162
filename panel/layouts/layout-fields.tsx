/** The fields of the whole layout: title, canvas size, and the list of its overlays from front to back. */
import { useState } from 'preact/hooks';
import type { Layout } from '../../protocol/layout.ts';
import { limits } from '../../protocol/limits.ts';
import type { OverlayMetadata } from '../../protocol/overlay-metadata.ts';
import { Card } from '../core/cards-and-dialogs.tsx';
import { Button, Form, SelectField, TextField } from '../core/controls.tsx';
import { inOrder } from '../core/overlay-links.ts';
import { isFull, onCanvas, withOverlay } from './draft.ts';
import { editing, selectedId } from './edit-session.ts';

/** Common canvas sizes of streams. */
const canvases = ['1920x1080', '1280x720', '2560x1440', '3840x2160', '1080x1920'] as const;

export function Canvas({ layout }: { readonly layout: Layout }) {
  const now = `${layout.width}x${layout.height}`;
  const known = canvases.includes(now as (typeof canvases)[number]);
  const sizeText = (value: string): string => value.replace('x', ' × ');
  return (
    <Card title="Layout">
      <div class="stack">
        <TextField
          label="Title"
          value={layout.title}
          onInput={(title) =>
            editing.edit({ ...layout, title: title.slice(0, limits.layoutTitleCharsMax) }, 'title')
          }
          problem={layout.title.trim() === '' ? 'A layout needs a title.' : undefined}
        />
        <SelectField
          label="Canvas"
          hint="The canvas size of OBS. Overlays move in proportion."
          value={now}
          choices={[...(known ? [] : [now]), ...canvases].map((value) => ({
            value,
            title: sizeText(value),
          }))}
          onInput={(value) => {
            const [width, height] = value.split('x').map(Number) as [number, number];
            editing.edit(onCanvas(layout, { width, height }), 'canvas');
          }}
        />
      </div>
    </Card>
  );
}

export interface ItemListProps {
  readonly layout: Layout;
  readonly overlays: readonly OverlayMetadata[];
  readonly titleOf: (overlay: string) => string;
}

export function ItemList({ layout, overlays, titleOf }: ItemListProps) {
  const [wanted, setWanted] = useState<string | null>(null);
  const choices = inOrder(overlays);
  const overlay = choices.find(({ name }) => name === wanted) ?? choices[0];
  const add = (): void => {
    if (overlay === undefined) return;
    const next = withOverlay(layout, overlay);
    editing.edit(next.layout, `add:${next.id}`);
    selectedId.value = next.id;
  };
  return (
    <Card title="Overlays">
      <div class="stack">
        <Form class="layout-add" onSubmit={add}>
          <SelectField
            label="Overlay"
            value={overlay?.name ?? ''}
            choices={choices.map(({ name, title }) => ({ value: name, title }))}
            onInput={setWanted}
          />
          <Button type="submit" disabled={overlay === undefined || isFull(layout)}>
            Add
          </Button>
        </Form>
        {isFull(layout) && (
          <p class="muted small">A layout has at most {limits.layoutItemsMax} overlays.</p>
        )}
        {layout.items.length === 0 ? (
          <p class="muted">None yet. Add an overlay, then drag it to its place.</p>
        ) : (
          <ul class="layout-list" aria-label="Overlays from front to back">
            {[...layout.items].reverse().map(({ id, overlay: name, theme }) => (
              <li key={id}>
                <button
                  type="button"
                  aria-pressed={selectedId.value === id}
                  onClick={() => {
                    selectedId.value = id;
                  }}
                >
                  {titleOf(name)}
                  <span class="muted small">{theme ?? ''}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Card>
  );
}
