/** The fields of the selected item: place, size, order, theme, and the parameters of its overlay. */
import type { Layout, LayoutItem } from '../../protocol/layout.ts';
import { limits } from '../../protocol/limits.ts';
import type { OverlayMetadata } from '../../protocol/overlay-metadata.ts';
import type { ThemeMetadata } from '../../protocol/theme-metadata.ts';
import { Card } from '../core/cards-and-dialogs.tsx';
import { Button, NumberField, SelectField } from '../core/controls.tsx';
import { ParameterForm } from '../core/parameter-fields.tsx';
import { itemFormOf } from '../core/parameter-form.ts';
import { isFull, raised, withCopy, withItem, without } from './draft.ts';
import { editing, selectedId } from './edit-session.ts';
import { type Alignment, aligned, kept, withHeight, withWidth } from './snapping.ts';

export interface ItemFieldsProps {
  readonly layout: Layout;
  readonly item: LayoutItem;
  readonly overlay: OverlayMetadata | undefined;
  readonly themes: readonly ThemeMetadata[];
}

const alignments: readonly (readonly [Alignment, string])[] = [
  ['left', 'Left'],
  ['centre', 'Centre'],
  ['right', 'Right'],
  ['top', 'Top'],
  ['middle', 'Middle'],
  ['bottom', 'Bottom'],
];

interface PlaceNumber {
  readonly label: string;
  readonly key: 'x' | 'y' | 'width' | 'height';
  readonly min?: number;
  readonly max?: number;
  change(item: LayoutItem, value: number): Partial<LayoutItem>;
}

const side = { min: limits.layoutSideMin, max: limits.layoutSideMax };
const numbers: readonly PlaceNumber[] = [
  { label: 'From the left', key: 'x', change: (_item, x) => ({ x }) },
  { label: 'From the top', key: 'y', change: (_item, y) => ({ y }) },
  { label: 'Width', key: 'width', ...side, change: withWidth },
  { label: 'Height', key: 'height', ...side, change: withHeight },
];

function Place({ layout, item }: Pick<ItemFieldsProps, 'layout' | 'item'>) {
  const set = (change: Partial<LayoutItem>, key: string): void => {
    const next = { ...item, ...change };
    editing.edit(
      withItem(layout, item.id, { ...change, ...kept(next, layout) }),
      `${key}:${item.id}`,
    );
  };
  return (
    <>
      <div class="layout-numbers">
        {numbers.map(({ label, key, change, ...bounds }) => (
          <NumberField
            key={key}
            label={label}
            value={item[key]}
            step={1}
            {...bounds}
            onInput={(value) => value !== null && set(change(item, value), key)}
          />
        ))}
      </div>
      <fieldset class="field">
        <legend>Align on the canvas</legend>
        <div class="row layout-align">
          {alignments.map(([to, title]) => (
            <Button key={to} small onClick={() => set(aligned(item, to, layout), `align-${to}`)}>
              {title}
            </Button>
          ))}
        </div>
      </fieldset>
    </>
  );
}

export function ItemFields({ layout, item, overlay, themes }: ItemFieldsProps) {
  const { id } = item;
  const title = overlay?.title ?? item.overlay;
  const edit = (next: Layout, key: string): void => editing.edit(next, `${key}:${id}`);
  const usable = themes.filter(({ problem, lastGood }) => problem === null || lastGood === true);
  return (
    <Card
      title={title}
      aside={
        <div class="row">
          <Button
            small
            kind="quiet"
            disabled={isFull(layout)}
            onClick={() => {
              const copy = withCopy(layout, id);
              edit(copy.layout, 'copy');
              selectedId.value = copy.id;
            }}
          >
            Copy
          </Button>
          <Button
            small
            kind="quiet"
            onClick={() => {
              edit(without(layout, id), 'remove');
              selectedId.value = null;
            }}
          >
            Remove
          </Button>
        </div>
      }
    >
      <div class="stack">
        <Place layout={layout} item={item} />
        <div class="row">
          <Button
            small
            disabled={layout.items.at(-1)?.id === id}
            onClick={() => edit(raised(layout, id, 1), 'raise')}
          >
            Bring forward
          </Button>
          <Button
            small
            disabled={layout.items[0]?.id === id}
            onClick={() => edit(raised(layout, id, -1), 'lower')}
          >
            Send backward
          </Button>
        </div>
        <SelectField
          label="Theme"
          value={item.theme ?? ''}
          choices={[
            { value: '', title: 'Theme of all overlays' },
            ...usable.map((theme) => ({ value: theme.name, title: theme.title })),
          ]}
          onInput={(theme) =>
            edit(withItem(layout, id, { theme: theme === '' ? null : theme }), 'theme')
          }
        />
        {overlay !== undefined && (
          <ParameterForm
            form={itemFormOf(overlay)}
            values={item.parameters}
            onInput={(parameters) => edit(withItem(layout, id, { parameters }), 'parameters')}
          />
        )}
      </div>
    </Card>
  );
}
