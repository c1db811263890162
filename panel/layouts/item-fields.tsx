/** The fields of the selected items: place, size, order, group, lock, theme, and the parameters of a single one. */
import type { Layout, LayoutItem } from '../../protocol/layout.ts';
import { limits } from '../../protocol/limits.ts';
import type { OverlayMetadata } from '../../protocol/overlay-metadata.ts';
import { type ItemRect, withHeight, withWidth } from '../../protocol/rects.ts';
import type { ThemeMetadata } from '../../protocol/theme-metadata.ts';
import { Card } from '../core/cards-and-dialogs.tsx';
import { Button, NumberField, Switch } from '../core/controls.tsx';
import { ParameterForm } from '../core/parameter-fields.tsx';
import { itemFormOf } from '../core/parameter-form.ts';
import { type Alignment, type Axis, type Order, unitsOf } from './arranging.ts';
import { isFull } from './draft.ts';
import type { EditorAct } from './editor-state.ts';
import { ThemeField } from './theme-field.tsx';

export interface ItemFieldsProps {
  readonly layout: Layout;
  /** At least one. */
  readonly items: readonly LayoutItem[];
  readonly titles: ReadonlyMap<string, string>;
  readonly overlays: readonly OverlayMetadata[];
  readonly themes: readonly ThemeMetadata[];
  act(one: EditorAct): void;
}

const alignments: readonly (readonly [Alignment, string])[] = [
  ['left', 'Left'],
  ['centre', 'Centre'],
  ['right', 'Right'],
  ['top', 'Top'],
  ['middle', 'Middle'],
  ['bottom', 'Bottom'],
];

const axes: readonly (readonly [Axis, string])[] = [
  ['across', 'Side by side'],
  ['down', 'One below the other'],
];

const orders: readonly (readonly [Order, string])[] = [
  ['front', 'To the front'],
  ['forward', 'Forward'],
  ['backward', 'Backward'],
  ['back', 'To the back'],
];

interface PlaceNumber {
  readonly label: string;
  readonly key: 'x' | 'y' | 'width' | 'height';
  readonly min?: number;
  readonly max?: number;
  change(item: LayoutItem, value: number): Partial<ItemRect>;
}

const side = { min: limits.layoutSideMin, max: limits.layoutSideMax };
const numbers: readonly PlaceNumber[] = [
  { label: 'From the left', key: 'x', change: (_item, x) => ({ x }) },
  { label: 'From the top', key: 'y', change: (_item, y) => ({ y }) },
  { label: 'Width', key: 'width', ...side, change: withWidth },
  { label: 'Height', key: 'height', ...side, change: withHeight },
];

type PartProps = Pick<ItemFieldsProps, 'items' | 'act'>;

function Place({ item, act }: { readonly item: LayoutItem; act(one: EditorAct): void }) {
  return (
    <div class="layout-numbers">
      {numbers.map(({ label, key, change, ...bounds }) => (
        <NumberField
          key={key}
          label={label}
          value={item[key]}
          step={1}
          {...bounds}
          onInput={(value) =>
            value !== null && act({ type: 'place', id: item.id, change: change(item, value) })
          }
        />
      ))}
    </div>
  );
}

interface ChoicesProps<T extends string> {
  readonly legend: string;
  readonly choices: readonly (readonly [T, string])[];
  readonly class?: string;
  readonly disabled?: boolean;
  readonly hint?: string;
  onChoose(choice: T): void;
}

/** A button for each thing that can be done to what is selected. */
function Choices<T extends string>(props: ChoicesProps<T>) {
  return (
    <fieldset class="field">
      <legend>{props.legend}</legend>
      <div class={props.class ?? 'row'}>
        {props.choices.map(([choice, title]) => (
          <Button
            key={choice}
            small
            disabled={props.disabled ?? false}
            onClick={() => props.onChoose(choice)}
          >
            {title}
          </Button>
        ))}
      </div>
      {props.hint !== undefined && <p class="field-hint">{props.hint}</p>}
    </fieldset>
  );
}

function Arrange({ items, act }: PartProps) {
  const units = unitsOf(items).length;
  const areFew = units < limits.layoutDistributedMin;
  return (
    <>
      <Choices
        legend={units === 1 ? 'Align on the canvas' : 'Align to each other'}
        choices={alignments}
        class="row layout-align"
        onChoose={(to) => act({ type: 'align', to })}
      />
      {items.length > 1 && (
        <Choices
          legend="Distribute with equal gaps"
          choices={axes}
          disabled={areFew}
          {...(areFew ? { hint: 'Select three overlays or groups at least.' } : {})}
          onChoose={(axis) => act({ type: 'distribute', axis })}
        />
      )}
    </>
  );
}

function OrderButtons({ act }: Pick<PartProps, 'act'>) {
  return <Choices legend="Order" choices={orders} onChoose={(to) => act({ type: 'order', to })} />;
}

function Together({ items, act }: PartProps) {
  const [first] = items;
  const isGroup = items.length > 1 && unitsOf(items).length === 1 && first!.group !== null;
  const hasGroup = items.some(({ group }) => group !== null);
  const isLocked = items.every(({ locked }) => locked);
  return (
    <>
      <Switch
        label="Locked"
        hint="Cannot be moved, resized or removed."
        checked={isLocked}
        onInput={(locked) => act({ type: 'lock', locked })}
      />
      {(items.length > 1 || hasGroup) && (
        <div class="row">
          {items.length > 1 && !isGroup && (
            <Button small onClick={() => act({ type: 'group' })}>
              Group
            </Button>
          )}
          {hasGroup && (
            <Button small onClick={() => act({ type: 'ungroup' })}>
              {items.length > 1 ? 'Ungroup' : 'Take out of its group'}
            </Button>
          )}
        </div>
      )}
    </>
  );
}

export function ItemFields({ layout, items, titles, overlays, themes, act }: ItemFieldsProps) {
  const [item] = items;
  const isOne = items.length === 1;
  const overlay = isOne ? overlays.find(({ name }) => name === item!.overlay) : undefined;
  const isLocked = items.every(({ locked }) => locked);
  const title = isOne ? (titles.get(item!.id) ?? item!.overlay) : `${items.length} overlays`;
  return (
    <Card
      title={title}
      aside={
        <div class="row">
          <Button
            small
            kind="quiet"
            disabled={isFull(layout)}
            onClick={() => act({ type: 'copy' })}
          >
            Copy
          </Button>
          <Button small kind="quiet" disabled={isLocked} onClick={() => act({ type: 'remove' })}>
            Remove
          </Button>
        </div>
      }
    >
      <div class="stack">
        <fieldset class="stack" disabled={isLocked}>
          {isOne && <Place item={item!} act={act} />}
          <Arrange items={items} act={act} />
        </fieldset>
        <OrderButtons act={act} />
        <Together items={items} act={act} />
        <ThemeField
          label="Theme"
          themes={themes}
          chosen={items.map(({ theme }) => theme)}
          without={layout.theme === null ? 'Theme of all overlays' : 'Theme of the layout'}
          onInput={(theme) => act({ type: 'theme', theme })}
        />
        {overlay !== undefined && (
          <ParameterForm
            form={itemFormOf(overlay)}
            values={item!.parameters}
            onInput={(parameters) => act({ type: 'parameters', id: item!.id, parameters })}
          />
        )}
      </div>
    </Card>
  );
}
