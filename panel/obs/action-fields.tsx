/** The actions of a rule, one card each, in the order in which they run. */
import { Fragment } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { EditedAction } from '../../protocol/program-answers.ts';
import type { ObsFilters, ObsNames } from '../../protocol/relay-answers.ts';
import { mediaCommands, placeholderNames, placeholders } from '../../protocol/rule-words.ts';
import { Button, NumberField, SelectField, TextField } from '../core/controls.tsx';
import { useGet } from '../core/relay-hooks.ts';
import type { Panel } from '../core/room.ts';
import { PickField, type PickFieldProps } from './pick-field.tsx';
import {
  type ActionField,
  actionChoices,
  actionSpecs,
  actionTitle,
  type EditableKind,
  emptyAction,
  isEditable,
  kindOf,
  namesFor,
} from './rule-fields.ts';

const commandTitles: Readonly<Record<(typeof mediaCommands)[number], string>> = {
  restart: 'Play it from the start',
  play: 'Play it, or resume it',
  pause: 'Pause it',
  stop: 'Stop it',
  next: 'Play the next file in its list',
  previous: 'Play the previous file in its list',
};

/** The words in braces that a text of a rule may hold. */
function Placeholders() {
  return (
    <details class="more">
      <summary>All words in braces</summary>
      <dl class="facts small">
        {placeholderNames.map((name) => (
          <Fragment key={name}>
            <dt>
              <code>{`{${name}}`}</code>
            </dt>
            <dd>{placeholders[name]}</dd>
          </Fragment>
        ))}
      </dl>
    </details>
  );
}

type FilterFieldProps = Omit<PickFieldProps, 'names'> & {
  readonly panel: Panel;
  /** The source or scene that has the filter. */
  readonly of: string;
};

function FilterField({ panel, of, ...rest }: FilterFieldProps) {
  const path = `/api/obs/filters?of=${encodeURIComponent(of)}`;
  const filters = useGet<ObsFilters>(panel, path, { mayAskKey: false }).value ?? [];
  return <PickField {...rest} names={filters} />;
}

interface FieldProps {
  readonly panel: Panel;
  readonly field: ActionField;
  readonly action: EditedAction;
  readonly names: ObsNames | null;
  onInput(value: unknown): void;
}

function OneField({ panel, field, action, names, onInput }: FieldProps) {
  const { key, title, kind, isOptional, hint } = field;
  const value = action[key];
  const label = isOptional ? `${title} (optional)` : title;
  const text = typeof value === 'string' ? value : '';
  switch (kind) {
    case 'seconds':
      return (
        <NumberField
          {...{ label: title, hint, onInput }}
          min={0}
          value={typeof value === 'number' ? value : null}
        />
      );
    case 'on-off':
      return (
        <SelectField
          label={title}
          value={value === false ? 'off' : 'on'}
          choices={[
            { value: 'on', title: 'On' },
            { value: 'off', title: 'Off' },
          ]}
          onInput={(one) => onInput(one === 'on')}
        />
      );
    case 'command':
      return (
        <SelectField
          label={title}
          value={text === '' ? mediaCommands[0] : text}
          choices={mediaCommands.map((value) => ({ value, title: commandTitles[value] }))}
          onInput={onInput}
        />
      );
    case 'filter': {
      const of = typeof action.of === 'string' ? action.of : '';
      if (names === null || of === '')
        return <TextField {...{ label, value: text, hint, onInput }} />;
      const field = { label, value: text, hint, onInput, panel, of };
      return <FilterField key={of} {...field} none="Choose …" />;
    }
    case 'name':
    case 'template':
      return <TextField {...{ label, value: text, hint, onInput }} />;
    default:
      return (
        <PickField
          {...{ label, value: text, hint, onInput }}
          names={namesFor(kind, action, names)}
          none={isOptional ? 'In any scene' : 'Choose …'}
        />
      );
  }
}

interface ActionCardProps {
  readonly panel: Panel;
  readonly action: EditedAction;
  readonly index: number;
  readonly count: number;
  readonly names: ObsNames | null;
  onInput(action: EditedAction): void;
  onMove(by: -1 | 1): void;
  onRemove(): void;
}

function ActionCard(props: ActionCardProps) {
  const { panel, action, index, count, names, onInput, onMove, onRemove } = props;
  const title = actionTitle(action);
  const kind = kindOf(action);
  return (
    <li class="rule-part">
      <div class="row between">
        <h3>
          {index + 1}. {title}
        </h3>
        <div class="row">
          {index > 0 && (
            <Button kind="quiet" small label={`Earlier: ${title}`} onClick={() => onMove(-1)}>
              Earlier
            </Button>
          )}
          {index < count - 1 && (
            <Button kind="quiet" small label={`Later: ${title}`} onClick={() => onMove(1)}>
              Later
            </Button>
          )}
          <Button kind="quiet" small label={`Remove: ${title}`} onClick={onRemove}>
            Remove
          </Button>
        </div>
      </div>
      {kind === null || !isEditable(action) ? (
        <p class="muted small">It stays as it is in the config file.</p>
      ) : (
        <div class="rule-fields">
          {actionSpecs[kind].fields.map((field) => (
            <OneField
              key={field.key}
              {...{ panel, field, action, names }}
              onInput={(value) => onInput({ ...action, [field.key]: value })}
            />
          ))}
        </div>
      )}
    </li>
  );
}

function hasText(action: EditedAction): boolean {
  const kind = kindOf(action);
  const fields: readonly ActionField[] = kind === null ? [] : actionSpecs[kind].fields;
  return isEditable(action) && fields.some((field) => field.kind === 'template');
}

export interface ActionFieldsProps {
  readonly panel: Panel;
  readonly actions: readonly EditedAction[];
  readonly names: ObsNames | null;
  onInput(actions: readonly EditedAction[]): void;
}

export function ActionFields({ panel, actions, names, onInput }: ActionFieldsProps) {
  const list = useRef<HTMLOListElement>(null);
  const [lastMove, setLastMove] = useState<{ readonly to: number; readonly by: -1 | 1 } | null>(
    null,
  );
  // The focus goes with the card, so that a second press moves the same one.
  useEffect(() => {
    if (lastMove === null) return;
    const card = list.current?.children[lastMove.to];
    const word = lastMove.by === -1 ? 'Earlier' : 'Later';
    const again = card?.querySelector<HTMLElement>(`button[aria-label^="${word}:"]`);
    (again ?? card?.querySelector('button'))?.focus();
  }, [lastMove]);
  const move = (index: number, by: -1 | 1): void => {
    setLastMove({ to: index + by, by });
    const moved = [...actions];
    const [one] = moved.splice(index, 1);
    moved.splice(index + by, 0, one!);
    onInput(moved);
  };
  return (
    <div class="stack">
      {actions.length > 0 && (
        <ol class="stack close" ref={list}>
          {actions.map((action, index) => (
            <ActionCard
              key={index}
              {...{ panel, action, index, names, count: actions.length }}
              onInput={(changed) => onInput(actions.map((one, i) => (i === index ? changed : one)))}
              onMove={(by) => move(index, by)}
              onRemove={() => onInput(actions.filter((_, i) => i !== index))}
            />
          ))}
        </ol>
      )}
      {actions.some(hasText) && <Placeholders />}
      <SelectField<EditableKind | ''>
        label={actions.length === 0 ? 'Add an action' : 'Add another action'}
        value=""
        choices={[{ value: '', title: 'Choose …' }, ...actionChoices]}
        onInput={(kind) => {
          if (kind !== '') onInput([...actions, emptyAction(kind)]);
        }}
      />
    </div>
  );
}
