/** The fields of the whole layout: title, canvas size, theme, and the list of its overlays from front to back. */
import { useState } from 'preact/hooks';
import type { Layout, LayoutItem } from '../../protocol/layout.ts';
import { limits } from '../../protocol/limits.ts';
import type { OverlayMetadata } from '../../protocol/overlay-metadata.ts';
import type { ThemeMetadata } from '../../protocol/theme-metadata.ts';
import { Card } from '../core/cards-and-dialogs.tsx';
import { Button, Form, SelectField, TextField } from '../core/controls.tsx';
import { inOrder } from '../core/overlay-links.ts';
import { groupTitle } from './canvas-parts.tsx';
import { isFull } from './draft.ts';
import { selectedIds } from './edit-session.ts';
import type { EditorAct } from './editor-state.ts';
import { ThemeField } from './theme-field.tsx';

/** Common canvas sizes of streams. */
const canvases = ['1920x1080', '1280x720', '2560x1440', '3840x2160', '1080x1920'] as const;

interface CanvasProps {
  readonly layout: Layout;
  readonly themes: readonly ThemeMetadata[];
  act(one: EditorAct): void;
}

export function Canvas({ layout, themes, act }: CanvasProps) {
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
            act({ type: 'title', title: title.slice(0, limits.layoutTitleCharsMax) })
          }
          problem={layout.title.trim() === '' ? 'A layout needs a title.' : undefined}
        />
        <SelectField
          label="Canvas"
          hint="The canvas size of OBS. Overlays keep their distance from the nearest edges."
          value={now}
          choices={[...(known ? [] : [now]), ...canvases].map((value) => ({
            value,
            title: sizeText(value),
          }))}
          onInput={(value) => {
            const [width, height] = value.split('x').map(Number) as [number, number];
            act({ type: 'canvas', size: { width, height } });
          }}
        />
        <ThemeField
          label="Theme"
          hint="An overlay can have its own theme."
          themes={themes}
          chosen={[layout.theme]}
          without="Theme of all overlays"
          onInput={(theme) => act({ type: 'layout-theme', theme })}
        />
      </div>
    </Card>
  );
}

export interface ItemListProps {
  readonly layout: Layout;
  readonly overlays: readonly OverlayMetadata[];
  readonly titles: ReadonlyMap<string, string>;
  act(one: EditorAct): void;
}

function ItemRow(props: {
  readonly item: LayoutItem;
  readonly title: string;
  act(one: EditorAct): void;
}) {
  const { item, title, act } = props;
  const { id, theme, group, locked } = item;
  const isSelected = selectedIds.value.includes(id);
  const marks = [
    ...(group === null ? [] : [groupTitle(group)]),
    ...(theme === null ? [] : [theme]),
  ];
  return (
    <li data-selected={isSelected}>
      <input
        type="checkbox"
        aria-label={`Select ${title}`}
        checked={isSelected}
        onChange={() => act({ type: 'select', ids: [id], how: 'toggle', alone: true })}
      />
      <button
        type="button"
        class="layout-row"
        aria-pressed={isSelected}
        onClick={(event) =>
          act({ type: 'select', ids: [id], how: event.shiftKey ? 'toggle' : 'only', alone: true })
        }
      >
        {title}
        {marks.length > 0 && <span class="muted small">{marks.join(' · ')}</span>}
      </button>
      <Button
        small
        kind="quiet"
        pressed={locked}
        label={`Lock ${title}`}
        onClick={() => act({ type: 'lock', locked: !locked, ids: [id] })}
      >
        {locked ? 'Locked' : 'Lock'}
      </Button>
    </li>
  );
}

export function ItemList({ layout, overlays, titles, act }: ItemListProps) {
  const [wanted, setWanted] = useState<string | null>(null);
  const choices = inOrder(overlays);
  const overlay = choices.find(({ name }) => name === wanted) ?? choices[0];
  return (
    <Card title="Overlays">
      <div class="stack">
        <Form
          class="with-end low"
          onSubmit={() => {
            if (overlay !== undefined) act({ type: 'add', overlay });
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
        </Form>
        {isFull(layout) && (
          <p class="muted small">A layout has at most {limits.layoutItemsMax} overlays.</p>
        )}
        {layout.items.length === 0 ? (
          <p class="muted">None yet. Add an overlay, then drag it to its place.</p>
        ) : (
          <ul class="layout-list" aria-label="Overlays from front to back">
            {[...layout.items].reverse().map((item) => (
              <ItemRow
                key={item.id}
                item={item}
                title={titles.get(item.id) ?? item.overlay}
                act={act}
              />
            ))}
          </ul>
        )}
      </div>
    </Card>
  );
}
