/** What can be said of the whole layout: its title, its canvas, and which overlays lie on it in which order. */
import { useState } from 'preact/hooks';
import type { Layout } from '../../protocol/layout.ts';
import { limits } from '../../protocol/limits.ts';
import type { OverlayMetadata } from '../../protocol/overlay-metadata.ts';
import { Button, SelectField, TextField } from '../core/controls.tsx';
import { Card } from '../core/frames.tsx';
import { inOrder } from '../core/overlay-links.ts';
import { isFull, onCanvas, withOverlay } from './draft.ts';
import { editing, selectedId } from './edit-session.ts';

/** Canvases that streams have. */
const canvases = ['1920x1080', '1280x720', '2560x1440', '3840x2160', '1080x1920'] as const;

export function Canvas({ layout }: { readonly layout: Layout }) {
  const now = `${layout.width}x${layout.height}`;
  const known = canvases.includes(now as (typeof canvases)[number]);
  const words = (value: string): string => value.replace('x', ' × ');
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
          hint="As large as the canvas of OBS. What lies on it goes along."
          value={now}
          choices={[...(known ? [] : [now]), ...canvases].map((value) => ({
            value,
            title: words(value),
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
    <Card title="On it">
      <div class="stack">
        <form
          class="layout-add"
          onSubmit={(event) => {
            event.preventDefault();
            add();
          }}
        >
          <SelectField
            label="Overlay"
            value={overlay?.name ?? ''}
            choices={choices.map(({ name, title }) => ({ value: name, title }))}
            onInput={setWanted}
          />
          <Button type="submit" disabled={overlay === undefined || isFull(layout)}>
            Add
          </Button>
        </form>
        {isFull(layout) && (
          <p class="muted small">{limits.layoutItemsMax} overlays are the most of one layout.</p>
        )}
        {layout.items.length === 0 ? (
          <p class="muted">Nothing yet. Add an overlay, then drag it to its place.</p>
        ) : (
          <ul class="layout-list" aria-label="From the front to the back">
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
